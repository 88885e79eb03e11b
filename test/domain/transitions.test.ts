import { describe, expect, it } from 'vitest';
import type { Observation } from '../../shared/domain/observation.ts';
import type { SessionStatus } from '../../shared/domain/session.ts';
import {
  after,
  attempts,
  created,
  decided,
  FIRST,
  lapse,
  observe,
  SECOND,
  started,
  submitted,
  TEST,
  THIRD,
} from '../support/given.ts';

const resubmit = decided('resubmission_requested', '10:19:05');

interface Row {
  readonly given: readonly Observation[];
  readonly when: Observation;
  readonly becomes:
    | SessionStatus
    | 'repeated'
    | 'older-than-the-decision-held'
    | 'already-decided'
    | 'attempt-unknown'
    | 'nothing-new';
}

/** Each state, each kind of message: to which state it leads, or why it changes nothing. */
const TABLE: Readonly<Record<string, Row>> = {
  'created, the user opens the link': { given: [], when: started(FIRST), becomes: 'started' },
  'created, submitted overtakes started': {
    given: [],
    when: submitted(FIRST),
    becomes: 'submitted',
  },
  'created, a decision overtakes the events': {
    given: [],
    when: decided('approved', '10:31:48'),
    becomes: 'approved',
  },
  'created, old integration without attempt ids': {
    given: [],
    when: started(),
    becomes: 'started',
  },
  'created, seven days and the last poll': { given: [], when: lapse, becomes: 'expired' },
  'created, a list of attempts': { given: [], when: attempts(FIRST), becomes: 'nothing-new' },
  'started, the user submits': {
    given: [started(FIRST)],
    when: submitted(FIRST),
    becomes: 'submitted',
  },
  'started, told again': { given: [started(FIRST)], when: started(FIRST), becomes: 'repeated' },
  'submitted, started comes late': {
    given: [submitted(FIRST)],
    when: started(FIRST),
    becomes: 'repeated',
  },
  'submitted, another attempt starts before any decision': {
    given: [submitted(FIRST)],
    when: started(SECOND),
    becomes: 'submitted',
  },
  'submitted, approved': {
    given: [submitted(FIRST)],
    when: decided('approved', '10:31:48'),
    becomes: 'approved',
  },
  'submitted, declined': {
    given: [submitted(FIRST)],
    when: decided('declined', '10:31:48'),
    becomes: 'declined',
  },
  'submitted, sent to review': {
    given: [submitted(FIRST)],
    when: decided('review', '10:31:48'),
    becomes: 'review',
  },
  'submitted, asked to resubmit': {
    given: [submitted(FIRST)],
    when: resubmit,
    becomes: 'resubmission_requested',
  },
  'started, abandoned': {
    given: [started(FIRST)],
    when: decided('abandoned', '10:31:48'),
    becomes: 'abandoned',
  },
  'created, expired at Veriff': {
    given: [],
    when: decided('expired', '10:31:48'),
    becomes: 'expired',
  },
  'submitted without an attempt id, then asked to resubmit': {
    given: [submitted()],
    when: resubmit,
    becomes: 'resubmission_requested',
  },
  'review, approved': {
    given: [decided('review', '10:20:00')],
    when: decided('approved', '10:31:48'),
    becomes: 'approved',
  },
  'review, declined': {
    given: [decided('review', '10:20:00')],
    when: decided('declined', '10:31:48'),
    becomes: 'declined',
  },
  'review, an event of the attempt under review': {
    given: [decided('review', '10:20:00')],
    when: submitted(FIRST),
    becomes: 'repeated',
  },
  'review, an event of another attempt': {
    given: [decided('review', '10:20:00')],
    when: started(SECOND),
    becomes: 'review',
  },
  'review, nobody decides': {
    given: [decided('review', '10:20:00')],
    when: lapse,
    becomes: 'expired',
  },
  'resubmission, the next attempt starts': {
    given: [resubmit],
    when: started(SECOND),
    becomes: 'started',
  },
  'resubmission, the next attempt is submitted': {
    given: [resubmit],
    when: submitted(SECOND),
    becomes: 'submitted',
  },
  'resubmission, an event of the decided attempt': {
    given: [resubmit],
    when: submitted(FIRST),
    becomes: 'repeated',
  },
  'resubmission, an event without an attempt': {
    given: [resubmit],
    when: started(),
    becomes: 'attempt-unknown',
  },
  'resubmission of no attempt, an event': {
    given: [decided('resubmission_requested', '10:19:05', { attemptId: undefined as never })],
    when: started(SECOND),
    becomes: 'attempt-unknown',
  },
  'resubmission, told again': { given: [resubmit], when: resubmit, becomes: 'repeated' },
  'resubmission, nobody returns': { given: [resubmit], when: lapse, becomes: 'expired' },
  'resubmission, then the second attempt is approved': {
    given: [resubmit, submitted(SECOND)],
    when: decided('approved', '10:31:48', { attemptId: SECOND }),
    becomes: 'approved',
  },
  'second attempt under way, the first decision again': {
    given: [resubmit, submitted(SECOND)],
    when: resubmit,
    becomes: 'repeated',
  },
  'second attempt started first, its resubmission request comes late': {
    given: [submitted(FIRST), submitted(SECOND)],
    when: resubmit,
    becomes: 'submitted',
  },
  'approved, an event comes late': {
    given: [decided('approved', '10:31:48')],
    when: submitted(FIRST),
    becomes: 'already-decided',
  },
  'approved, another attempt starts': {
    given: [decided('approved', '10:31:48')],
    when: started(SECOND),
    becomes: 'already-decided',
  },
  'approved, the approval again': {
    given: [decided('approved', '10:31:48')],
    when: decided('approved', '10:31:48'),
    becomes: 'repeated',
  },
  'approved by webhook, the same by poll': {
    given: [decided('approved', '10:31:48')],
    when: decided('approved', '10:31:48', { source: 'poll' }),
    becomes: 'repeated',
  },
  'approved, an older decline': {
    given: [decided('approved', '10:31:48')],
    when: decided('declined', '10:19:05'),
    becomes: 'older-than-the-decision-held',
  },
  'approved, a later decline': {
    given: [decided('approved', '10:31:48')],
    when: decided('declined', '10:40:00'),
    becomes: 'declined',
  },
  'declined, a later approval': {
    given: [decided('declined', '10:31:48')],
    when: decided('approved', '10:40:00'),
    becomes: 'approved',
  },
  'approved, the end of seven days': {
    given: [decided('approved', '10:31:48')],
    when: lapse,
    becomes: 'already-decided',
  },
  'approved, a later resubmission request': {
    given: [decided('approved', '10:31:48')],
    when: decided('resubmission_requested', '10:40:00'),
    becomes: 'resubmission_requested',
  },
  'closed by us, a decision of any age': {
    given: [submitted(FIRST), lapse],
    when: decided('approved', '10:16:00'),
    becomes: 'approved',
  },
  'closed by us in review, the review again': {
    given: [decided('review', '10:20:00'), lapse],
    when: decided('review', '10:20:00'),
    becomes: 'repeated',
  },
  'closed by us in review, an older decision': {
    given: [decided('review', '10:20:00'), lapse],
    when: decided('approved', '10:19:00'),
    becomes: 'older-than-the-decision-held',
  },
  'closed by us in review, the approval': {
    given: [decided('review', '10:20:00'), lapse],
    when: decided('approved', '10:21:00'),
    becomes: 'approved',
  },
  'closed by us, an event': { given: [lapse], when: started(FIRST), becomes: 'already-decided' },
  'closed by us, again': { given: [lapse], when: lapse, becomes: 'already-decided' },
};

describe('the transition table', () => {
  it.each(Object.entries(TABLE))('%s', (_title, row) => {
    const given = after(...row.given);

    const { outcome, session } = observe(given, row.when);

    const told = outcome.kind === 'unchanged' ? outcome.why : session.state.status;
    expect(told).toBe(row.becomes);
  });
});

describe('a message of another integration', () => {
  it.each([started(FIRST), decided('approved', '10:31:48'), attempts(FIRST), lapse])(
    'is refused, whatever it says: %o',
    (seen) => {
      const { outcome, session } = observe(created(), { ...seen, integration: TEST });

      expect(outcome).toEqual({ kind: 'refused', why: 'integration-mismatch' });
      expect(session).toEqual(created());
    },
  );
});

describe("which attempt is the user's present one", () => {
  const secondAsked = decided('resubmission_requested', '10:25:00', { attemptId: SECOND });

  it('Veriff held the first decision back: an event of the first attempt looks like a third attempt', () => {
    const session = after(secondAsked, submitted(FIRST));

    expect(session.state.status).toBe('submitted');
  });

  it('the order of the attempts puts that right', () => {
    const { session } = observe(after(secondAsked, submitted(FIRST)), attempts(FIRST, SECOND));

    expect(session.state).toMatchObject({
      status: 'resubmission_requested',
      decision: { attemptId: SECOND },
    });
  });

  it('a truly later attempt stays under way', () => {
    const { outcome } = observe(
      after(secondAsked, submitted(THIRD)),
      attempts(FIRST, SECOND, THIRD),
    );

    expect(outcome).toMatchObject({ kind: 'changed', change: { attemptIds: [FIRST] } });
    expect(after(secondAsked, submitted(THIRD), attempts(FIRST, SECOND, THIRD)).state.status).toBe(
      'submitted',
    );
  });

  it('a list that does not hold the decided attempt tells nothing', () => {
    const { outcome } = observe(after(secondAsked, submitted(FIRST)), attempts(FIRST, THIRD));

    expect(outcome).toEqual({ kind: 'unchanged', why: 'nothing-new' });
  });

  it('the late resubmission request of the first attempt ends it as well', () => {
    const late = decided('resubmission_requested', '10:19:05');

    const { session } = observe(after(secondAsked, submitted(FIRST)), late);

    expect(session.state).toMatchObject({
      status: 'resubmission_requested',
      decision: { attemptId: SECOND },
    });
  });

  it('what ended unseen is not counted, makes no version and is not published', () => {
    const before = after(secondAsked);

    const { session } = observe(before, decided('resubmission_requested', '10:19:05'));

    expect(session).toEqual({
      ...before,
      revision: before.revision + 1,
      attempts: { ...before.attempts, [FIRST]: 'superseded' },
    });
  });

  it('told twice, it changes nothing', () => {
    const late = decided('resubmission_requested', '10:19:05');

    const { outcome } = observe(after(secondAsked, late), late);

    expect(outcome).toEqual({ kind: 'unchanged', why: 'older-than-the-decision-held' });
  });

  it('a late decision without an attempt ends nothing', () => {
    const { attemptId: _, ...unnamed } = {
      ...decidedDecision('resubmission_requested', '10:19:05'),
    };

    const { outcome } = observe(after(secondAsked), {
      kind: 'decision',
      integration: created().integration,
      decision: unnamed,
    });

    expect(outcome).toEqual({ kind: 'unchanged', why: 'older-than-the-decision-held' });
  });
});

function decidedDecision(...args: Parameters<typeof decided>) {
  const seen = decided(...args);
  if (seen.kind !== 'decision') throw new Error('not a decision');
  return seen.decision;
}
