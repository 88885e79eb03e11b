import { describe, expect, it } from 'vitest';
import {
  after,
  created,
  DAY,
  decided,
  decision,
  FIRST,
  LINK,
  lapse,
  MINUTE,
  observe,
  SECOND,
  started,
  submitted,
  T0,
} from '../support/given.ts';

describe('a new session', () => {
  it('lives seven days, has its link, and owes its first poll and its publication', () => {
    expect(created()).toEqual({
      kind: 'session',
      id: 'a6f7bb1a-5b69-4517-9b6a-95224ada1067',
      tenant: '111122223333',
      integration: 'live',
      vendorData: 'cust-0001',
      createdAt: T0,
      validUntil: T0 + 7 * DAY,
      revision: 1,
      version: 1,
      updatedAt: T0,
      attempts: {},
      outbox: [{ version: 1, status: 'created', at: T0, dueAt: T0 + 10_000 }],
      state: {
        status: 'created',
        link: LINK,
        poll: { since: T0, count: 0, dueAt: T0 + 15 * MINUTE },
      },
    });
  });
});

describe('an accepted change', () => {
  it('makes the next version, dates it and owes its publication', () => {
    const session = after(started(FIRST));

    expect(session).toMatchObject({
      version: 2,
      updatedAt: T0 + MINUTE,
      outbox: [
        { version: 1, status: 'created' },
        { version: 2, status: 'started', at: T0 + MINUTE, dueAt: T0 + MINUTE + 10_000 },
      ],
    });
    expect(session.outbox[1]).not.toHaveProperty('decision');
  });

  it('publishes the decision that it made', () => {
    const session = after(
      decided('declined', '10:31:48', { reason: 'Tampering', reasonCode: 102 }),
    );

    expect(session.outbox[1]?.decision).toEqual(
      decision('declined', '10:31:48', { reason: 'Tampering', reasonCode: 102 }),
    );
  });

  it('keeps everything that was fixed when the session was created', () => {
    const {
      attempts: _a,
      version: _v,
      revision: _r,
      updatedAt: _u,
      outbox: _o,
      state: _s,
      ...fixed
    } = created();

    expect(after(started(FIRST), decided('approved', '10:31:48'))).toMatchObject(fixed);
  });

  it('a second open attempt that leaves the status alone is told: clients see the number of attempts', () => {
    const session = after(submitted(FIRST), started(SECOND));

    expect(session).toMatchObject({
      version: 3,
      attempts: { [FIRST]: 'submitted', [SECOND]: 'started' },
    });
  });

  it('progress of an attempt that leaves status and number alone is not told', () => {
    const session = after(submitted(FIRST), started(SECOND), submitted(SECOND));

    expect(session).toMatchObject({ version: 3, attempts: { [SECOND]: 'submitted' } });
  });
});

describe('what is known of the attempts', () => {
  it('events without an attempt count as one, until a decision ends it', () => {
    expect(after(started()).attempts).toStrictEqual({ unnamed: 'started' });
    expect(after(started(), decided('review', '10:20:00')).attempts).toStrictEqual({
      unnamed: 'decided',
      [FIRST]: 'decided',
    });
  });

  it('a decision that names no attempt ends none, and no attempt answers it', () => {
    const { attemptId: _, ...unnamed } = decision('resubmission_requested', '10:19:05');

    const session = after(started(SECOND), {
      kind: 'decision',
      integration: created().integration,
      decision: unnamed,
    });

    expect(session.attempts).toStrictEqual({ [SECOND]: 'started' });
    expect(session.state.status).toBe('resubmission_requested');
  });
});

describe('a decision after a decision', () => {
  it('is told even where the status stays', () => {
    const session = after(
      decided('resubmission_requested', '10:19:05', { reasonCode: 204 }),
      decided('resubmission_requested', '10:20:00', { reasonCode: 201 }),
    );

    expect(session).toMatchObject({ version: 3, state: { decision: { reasonCode: 201 } } });
  });
});

describe('a final session', () => {
  it.each(['approved', 'declined', 'expired', 'abandoned'] as const)(
    '%s: holds its decision alone: no link, no poll',
    (status) => {
      const session = after(started(FIRST), decided(status, '10:31:48'));

      expect(session.state).toEqual({ status, decision: decision(status, '10:31:48') });
    },
  );

  it('closed by us it remembers what Veriff said last', () => {
    const session = after(decided('review', '10:20:00'), lapse);

    expect(session.state).toEqual({
      status: 'expired',
      decision: { status: 'expired', source: 'own' },
      previous: decision('review', '10:20:00'),
    });
  });

  it('closed by us without a word of Veriff it remembers nothing', () => {
    expect(after(lapse).state).toStrictEqual({
      status: 'expired',
      decision: { status: 'expired', source: 'own' },
    });
  });

  it('opened again by a later decision it has no link, and is polled', () => {
    const session = after(decided('approved', '10:31:48'), decided('review', '10:40:00'));

    expect(session.state).toStrictEqual({
      status: 'review',
      decision: decision('review', '10:40:00'),
      poll: { since: T0 + 2 * MINUTE, count: 0, dueAt: T0 + 4 * MINUTE },
    });
  });
});

describe('the reason', () => {
  it('of an earlier attempt does not survive an approval', () => {
    const session = after(
      decided('resubmission_requested', '10:19:05', {
        reason: 'Poor image quality',
        reasonCode: 204,
      }),
      submitted(SECOND),
      decided('approved', '10:31:48', { attemptId: SECOND }),
    );

    expect(session.state).toEqual({
      status: 'approved',
      decision: decision('approved', '10:31:48', { attemptId: SECOND }),
    });
  });

  it('is kept aside, not shown, while the next attempt is under way', () => {
    const asked = decided('resubmission_requested', '10:19:05');

    expect(after(asked, started(SECOND)).state).toEqual({
      status: 'started',
      previous: decision('resubmission_requested', '10:19:05'),
      link: LINK,
      poll: { since: T0, count: 0, dueAt: T0 + 15 * MINUTE },
    });
  });
});

describe('a contradiction', () => {
  it('puts the session into review, with a poll due in two minutes', () => {
    const now = T0 + 5 * MINUTE;

    const { session } = observe(
      created(),
      decided('review', '10:31:48', { code: 9102, contradiction: true }),
      now,
    );

    expect(session.state).toMatchObject({ status: 'review', poll: { dueAt: now + 2 * MINUTE } });
  });

  it('gives way to a clean decision of the same moment', () => {
    const session = after(
      decided('review', '10:31:48', { code: 9102, contradiction: true }),
      decided('approved', '10:31:48', { source: 'poll' }),
    );

    expect(session.state.status).toBe('approved');
  });
});
