import { describe, expect, it } from 'vitest';
import { eraseSession } from '../../shared/application/erase-session.ts';
import { recordObservation } from '../../shared/application/record-observation.ts';
import { settleDebts } from '../../shared/application/settle-debts.ts';
import { dueAt } from '../../shared/domain/due.ts';
import { StoreUnavailable, VeriffError } from '../../shared/domain/failure.ts';
import type { SessionId } from '../../shared/domain/ids.ts';
import type { DecisionObservation } from '../../shared/domain/observation.ts';
import {
  after,
  created,
  DAY,
  decided,
  FIRST,
  HOUR,
  MINUTE,
  SECOND,
  SESSION,
  started,
  submitted,
  T0,
  TENANT,
} from '../support/given.ts';
import { world } from './world.ts';

const FIRST_SLOT = T0 + 15 * MINUTE;
const LAST_POLL = T0 + 7 * DAY + 10 * MINUTE;

const answer =
  (...args: Parameters<typeof decided>) =>
  async () =>
    decided(args[0], args[1], { source: 'poll', ...args[2] }) as DecisionObservation;

const failure =
  (code: 'unavailable' | 'throttled' | 'not-found' | 'forbidden', retryAfterSeconds?: number) =>
  async (): Promise<never> => {
    throw new VeriffError(code, {
      retryable: true,
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    });
  };

/** The line by which somebody finds the one session that needs a person. */
const givenUp = (kind: string) => ['debt given up', { sessionId: SESSION, kind }];

describe('a poll that is due', () => {
  it('finds the decision whose webhook was lost', async () => {
    const { ports, given, at, session } = world();
    await given();
    at(FIRST_SLOT);
    ports.veriff.decision = answer('approved', '10:31:48');

    expect(await settleDebts(ports, SESSION)).toBe('decided');

    expect((await session(SESSION)).state).toMatchObject({
      status: 'approved',
      decision: { source: 'poll' },
    });
    expect(ports.publisher.published.map(({ status }) => status)).toEqual(['approved']);
    expect(dueAt(await session(SESSION))).toBeUndefined();
  });

  it('tells how late it is taken up, also where it then fails; what is not due tells nothing', async () => {
    const { ports, given, at, failing } = world();
    await given();
    const late: number[] = [];
    const tookUp = (overdueMs: number) => late.push(overdueMs);

    at(FIRST_SLOT - 1);
    await settleDebts(ports, SESSION, tookUp);
    await settleDebts(ports, 'gone' as SessionId, tookUp);
    expect(late).toEqual([]);
    at(FIRST_SLOT + 65_500);
    failing(ports.store, 'save');
    await expect(settleDebts(ports, SESSION, tookUp)).rejects.toBeInstanceOf(StoreUnavailable);

    expect(late).toEqual([65_500]);
  });

  it('without a decision only moves to the next slot', async () => {
    const { ports, given, at, session } = world();
    const before = await given();
    at(FIRST_SLOT);

    expect(await settleDebts(ports, SESSION)).toBe('pending');

    expect(await session(SESSION)).toEqual({
      ...before,
      revision: 2,
      state: { ...before.state, poll: { since: T0, count: 1, dueAt: T0 + 22.5 * MINUTE } },
    });
  });

  it('is claimed before Veriff is asked, so that two runs ask once', async () => {
    const { ports, given, at } = world();
    await given();
    at(FIRST_SLOT);

    const outcomes = await Promise.all([settleDebts(ports, SESSION), settleDebts(ports, SESSION)]);

    expect(outcomes.toSorted()).toEqual(['lost-race', 'pending']);
    expect(ports.veriff.calls).toEqual([`decision ${SESSION}`]);
  });

  it('is not made where only the index says so', async () => {
    const { ports, given, at } = world();
    await given();
    at(FIRST_SLOT - 1);

    expect(await settleDebts(ports, SESSION)).toBe('nothing-due');
    expect(await settleDebts(ports, 'gone' as SessionId)).toBe('nothing-due');
    expect(ports.veriff.calls).toEqual([]);
  });

  it('of a session that Veriff does not know declines nobody', async () => {
    const { ports, given, at, session } = world();
    await given();
    at(FIRST_SLOT);
    ports.veriff.decision = failure('not-found');

    expect(await settleDebts(ports, SESSION)).toBe('pending');
    expect((await session(SESSION)).state.status).toBe('created');
  });

  it('leaves bugs to the caller', async () => {
    const { ports, given, at } = world();
    await given();
    at(FIRST_SLOT);
    ports.veriff.decision = async () => {
      throw new TypeError('bug');
    };

    await expect(settleDebts(ports, SESSION)).rejects.toBeInstanceOf(TypeError);
  });
});

describe('an outage of Veriff', () => {
  it('is survived with backoff: after a minute, then after as long as the poll has waited', async () => {
    const { ports, given, at, session } = world();
    await given();
    ports.veriff.decision = failure('unavailable');
    const waits: number[] = [];
    let now = FIRST_SLOT;

    while (now < FIRST_SLOT + 12 * MINUTE) {
      at(now);
      expect(await settleDebts(ports, SESSION)).toBe('failed');
      const next = dueAt(await session(SESSION)) ?? 0;
      waits.push((next - now) / MINUTE);
      now = next;
    }

    expect(waits).toEqual([1, 1, 2, 3.5, 1, 1, 2, 4]);
  });

  it('ends with the decision', async () => {
    const { ports, given, at, session } = world();
    await given();
    at(FIRST_SLOT);
    ports.veriff.decision = failure('unavailable');
    await settleDebts(ports, SESSION);
    ports.veriff.decision = answer('declined', '10:31:48');
    at(FIRST_SLOT + MINUTE);

    expect(await settleDebts(ports, SESSION)).toBe('decided');
    expect((await session(SESSION)).state.status).toBe('declined');
  });

  it('a 429 is told to the run, and Retry-After is kept', async () => {
    const { ports, given, at, session } = world();
    await given();
    at(FIRST_SLOT);
    ports.veriff.decision = failure('throttled', 3600);

    expect(await settleDebts(ports, SESSION)).toBe('throttled');
    expect(dueAt(await session(SESSION))).toBe(FIRST_SLOT + HOUR);
  });
});

describe('past seven days', () => {
  it('the last poll takes the decision that Veriff has', async () => {
    const { ports, given, at, session } = world();
    await given();
    at(T0 + 6 * DAY);
    await settleDebts(ports, SESSION);
    ports.veriff.decision = answer('expired', '10:31:48');
    at(LAST_POLL);

    expect(await settleDebts(ports, SESSION)).toBe('decided');
    expect((await session(SESSION)).state).toMatchObject({
      status: 'expired',
      decision: { source: 'poll', code: 9104 },
    });
  });

  it('without one we close the session ourselves', async () => {
    const { ports, given, at, session } = world();
    await given();
    at(T0 + 6 * DAY);
    await settleDebts(ports, SESSION);
    at(LAST_POLL);

    expect(await settleDebts(ports, SESSION)).toBe('closed');
    expect((await session(SESSION)).state).toEqual({
      status: 'expired',
      decision: { status: 'expired', source: 'own' },
    });
  });

  it('a review that nobody ends is closed too', async () => {
    const { ports, given, at, session } = world();
    await given();
    await recordObservation(ports, { id: SESSION, observation: decided('review', '10:20:00') });
    at(T0 + 6 * DAY);
    await settleDebts(ports, SESSION);
    ports.veriff.decision = answer('review', '10:20:00');
    at(LAST_POLL);

    expect(await settleDebts(ports, SESSION)).toBe('closed');
    expect((await session(SESSION)).state.status).toBe('expired');
  });

  it('while Veriff is out of reach the session stays open, for seven days more at the most', async () => {
    const { ports, given, at, session } = world();
    await given();
    ports.veriff.decision = failure('unavailable');
    at(T0 + 6 * DAY);
    await settleDebts(ports, SESSION);
    at(LAST_POLL + DAY);

    expect(await settleDebts(ports, SESSION)).toBe('failed');
    at(T0 + 14 * DAY);
    expect(await settleDebts(ports, SESSION)).toBe('closed');
    expect((await session(SESSION)).state.status).toBe('expired');
  });
});

describe('a resubmission whose order of attempts is not known', () => {
  it("is settled by Veriff's list of attempts", async () => {
    const { ports, given, at, session } = world();
    await given();
    const asked = decided('resubmission_requested', '10:25:00', { attemptId: SECOND });
    await recordObservation(ports, { id: SESSION, observation: asked });
    await recordObservation(ports, { id: SESSION, observation: submitted(FIRST) });
    ports.veriff.decision = answer('resubmission_requested', '10:25:00', { attemptId: SECOND });
    ports.veriff.attempts = [FIRST, SECOND];
    at(T0 + 2 * MINUTE);

    expect(await settleDebts(ports, SESSION)).toBe('decided');
    expect((await session(SESSION)).state.status).toBe('resubmission_requested');
  });
});

describe('a publication that is due', () => {
  it('is made by the sweep where the writer crashed in between', async () => {
    const { ports, given, at, session } = world();
    await given(() => created());
    at(T0 + 10_000);

    expect(await settleDebts(ports, SESSION)).toBe('published');

    expect(ports.publisher.published.map(({ id }) => id)).toEqual([`${SESSION}:1`]);
    expect(await session(SESSION)).toMatchObject({ version: 1, outbox: [] });
    expect(dueAt(await session(SESSION))).toBe(FIRST_SLOT);
  });

  it('tells the age of the oldest change that it publishes, and again when it could not', async () => {
    const { ports, given, at } = world();
    await given(() => after(started(FIRST)));
    ports.publisher.refuse(() => true);

    at(T0 + 2 * MINUTE);
    await settleDebts(ports, SESSION);
    ports.publisher.refuse();
    at(T0 + 10 * MINUTE);
    await settleDebts(ports, SESSION);

    expect(ports.telemetry.measured).toEqual([
      'OutboxOldestSeconds=120',
      'OutboxOldestSeconds=600',
    ]);
  });

  it('has no age while it is still the writer’s', async () => {
    const { ports, given, at } = world();
    await given((session) => ({
      ...session,
      outbox: [{ version: 1, status: 'created', at: FIRST_SLOT, dueAt: FIRST_SLOT + 10_000 }],
    }));
    at(FIRST_SLOT);

    expect(await settleDebts(ports, SESSION)).toBe('pending');

    expect(ports.telemetry.measured).toEqual([]);
  });

  it('that fails is put off, and does not hold up the poll', async () => {
    const { ports, given, at, session } = world();
    await given(() => created());
    ports.publisher.refuse(() => true);
    ports.veriff.decision = answer('approved', '10:31:48');
    at(FIRST_SLOT);

    expect(await settleDebts(ports, SESSION)).toBe('decided');
    expect((await session(SESSION)).outbox.map(({ version }) => version)).toEqual([1, 2]);
  });

  it('is given up after thirty days, and counted', async () => {
    const { ports, given, at, session } = world();
    at(T0 + 30 * DAY);
    await given(() => created());
    ports.publisher.refuse(() => true);
    at(T0 + 30 * DAY + MINUTE);

    await settleDebts(ports, SESSION);

    expect(ports.telemetry.counted).toContain('DebtAbandoned');
    expect(ports.telemetry.noted).toContainEqual(givenUp('publication'));
    expect((await session(SESSION)).outbox.map(({ version }) => version)).not.toContain(1);
  });
});

describe("Veriff's own erasure", () => {
  const erased = async () => {
    const there = world();
    await there.given();
    await eraseSession(there.ports, TENANT, SESSION);
    return there;
  };

  it('is asked for once, and then owed no more', async () => {
    const { ports, held } = await erased();

    expect(await settleDebts(ports, SESSION)).toBe('erased');
    expect(await settleDebts(ports, SESSION)).toBe('nothing-due');
    expect(ports.veriff.calls).toEqual([`delete ${SESSION}`]);
    expect(await held(SESSION)).toMatchObject({ kind: 'tombstone' });
  });

  it('where it is switched off is counted, and owed no more', async () => {
    const { ports } = await erased();
    ports.veriff.erase = failure('forbidden');

    expect(await settleDebts(ports, SESSION)).toBe('refused');
    expect(await settleDebts(ports, SESSION)).toBe('nothing-due');
    expect(ports.telemetry.counted).toContain('ErasureRefused');
  });

  it("beyond Veriff's limit waits for its Retry-After", async () => {
    const { ports, held } = await erased();
    ports.veriff.erase = failure('throttled', 3600);

    expect(await settleDebts(ports, SESSION)).toBe('throttled');
    expect(await held(SESSION)).toMatchObject({ erasureDueAt: T0 + HOUR });
  });

  it('is tried for thirty days, then given up and counted', async () => {
    const { ports, at } = await erased();
    ports.veriff.erase = failure('unavailable');
    for (let day = 0; day < 30; day += 5) {
      at(T0 + day * DAY);
      expect(await settleDebts(ports, SESSION)).toBe('failed');
    }
    at(T0 + 30 * DAY);

    expect(await settleDebts(ports, SESSION)).toBe('abandoned');
    expect(ports.telemetry.counted).toContain('DebtAbandoned');
    expect(ports.telemetry.noted).toContainEqual(givenUp('erasure'));
  });
});
