import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordObservation } from '../../shared/application/record-observation.ts';
import { erase } from '../../shared/domain/erase.ts';
import { StoreUnavailable } from '../../shared/domain/failure.ts';
import { anyObservation } from '../support/arbitrary.ts';
import {
  created,
  DAY,
  decided,
  FIRST,
  lapse,
  MINUTE,
  SESSION,
  started,
  submitted,
  T0,
  TEST,
} from '../support/given.ts';
import { world } from './world.ts';

describe('an accepted observation', () => {
  it('is stored and published, and then owes no publication', async () => {
    const { ports, given, session } = world();
    await given();

    const recorded = await recordObservation(ports, { id: SESSION, observation: started(FIRST) });

    expect(recorded).toMatchObject({ kind: 'changed', session: { state: { status: 'started' } } });
    expect(ports.publisher.published.map(({ id }) => id)).toEqual([`${SESSION}:2`]);
    expect(await session(SESSION)).toMatchObject({ version: 2, outbox: [] });
    expect(ports.telemetry.counted).toEqual(['Transition created started']);
  });

  it('counts by which way a decision came', async () => {
    const { ports, given } = world();
    await given();

    await recordObservation(ports, {
      id: SESSION,
      observation: decided('approved', '10:31:48', { source: 'poll' }),
    });

    expect(ports.telemetry.counted).toEqual(['Transition created approved', 'DecisionSource poll']);
  });

  it('tells how long a decision was on its way, in seconds, once', async () => {
    const { ports, given, at } = world();
    await given();
    at(Date.parse('2026-03-02T10:33:48.500Z'));
    const observation = decided('approved', '10:31:48', { source: 'poll' });

    await recordObservation(ports, { id: SESSION, observation });
    await recordObservation(ports, { id: SESSION, observation });

    expect(ports.telemetry.measured).toEqual(['DecisionDelay=120.5 poll']);
  });

  it('tells the delay of a decision in a leap second', async () => {
    const { ports, given, at } = world();
    await given();
    at(Date.parse('2026-03-02T11:00:00Z'));

    await recordObservation(ports, {
      id: SESSION,
      observation: decided('approved', '10:59:60.25'),
    });

    expect(ports.telemetry.measured).toEqual(['DecisionDelay=0.75 webhook']);
  });

  it("tells no delay below zero where Veriff's clock is ahead, and none of a decision without a time", async () => {
    const { ports, given } = world();
    await given();
    const timeless = decided('declined', '10:31:48');
    if (timeless.kind !== 'decision') throw new Error('not a decision');
    const { decidedAt: _, ...decision } = timeless.decision;

    await recordObservation(ports, { id: SESSION, observation: { ...timeless, decision } });
    expect(ports.telemetry.measured).toEqual([]);
    await recordObservation(ports, { id: SESSION, observation: decided('approved', '10:31:48') });

    expect(ports.telemetry.measured).toEqual(['DecisionDelay=0 webhook']);
  });

  it('counts our own closing mark', async () => {
    const { ports, given } = world();
    await given();

    await recordObservation(ports, { id: SESSION, observation: lapse });

    expect(ports.telemetry.counted).toEqual(['Transition created expired', 'DecisionSource own']);
  });

  it('counts a contradiction', async () => {
    const { ports, given } = world();
    await given();
    const observation = decided('review', '10:31:48', { code: 9102, contradiction: true });

    await recordObservation(ports, { id: SESSION, observation });

    expect(ports.telemetry.counted).toContain('StatusCodeMismatch');
  });

  it('that was not published stays owed', async () => {
    const { ports, given, session } = world();
    await given();
    ports.publisher.refuse(() => true);

    await recordObservation(ports, { id: SESSION, observation: started(FIRST) });

    expect((await session(SESSION)).outbox).toMatchObject([{ version: 2, status: 'started' }]);
  });

  it('publishes with it what an earlier writer left behind', async () => {
    const { ports, given, session } = world();
    await given(() => created());

    await recordObservation(ports, { id: SESSION, observation: started(FIRST) });

    expect(ports.publisher.published.map(({ id }) => id)).toEqual([`${SESSION}:1`, `${SESSION}:2`]);
    expect((await session(SESSION)).outbox).toEqual([]);
  });

  it('is durable although the table fails right after: the sweep publishes it again', async () => {
    const { ports, given, session, failing } = world();
    await given();
    const save = ports.store.save.bind(ports.store);
    ports.store.save = async (next, read, now) => {
      const saved = await save(next, read, now);
      failing(ports.store, 'save');
      return saved;
    };

    const recorded = await recordObservation(ports, { id: SESSION, observation: started(FIRST) });

    expect(recorded.kind).toBe('changed');
    expect(await session(SESSION)).toMatchObject({ version: 2, outbox: [{ version: 2 }] });
  });
});

describe('a lost race', () => {
  it('is decided again on what the record has become', async () => {
    const { ports, given, session } = world();
    const read = await given();
    await recordObservation(ports, { id: SESSION, observation: decided('approved', '10:31:48') });

    const recorded = await recordObservation(ports, {
      id: SESSION,
      observation: submitted(FIRST),
      read,
    });

    expect(recorded).toMatchObject({ kind: 'unchanged', why: 'already-decided' });
    expect((await session(SESSION)).state.status).toBe('approved');
    expect(ports.telemetry.counted).toContain('ConditionLost');
  });

  it('four times in a row is the table’s trouble: the sender is to repeat the message', async () => {
    const { ports, given } = world();
    await given();
    let tries = 0;
    ports.store.save = async () => {
      tries += 1;
      return 'conflict';
    };

    const recorded = recordObservation(ports, { id: SESSION, observation: started(FIRST) });

    await expect(recorded).rejects.toBeInstanceOf(StoreUnavailable);
    expect(tries).toBe(4);
  });

  it('a mark that lost its race keeps what was added meanwhile', async () => {
    const { ports, given, session } = world();
    await given();
    const publish = ports.publisher.publish.bind(ports.publisher);
    ports.publisher.publish = async (events) => {
      ports.publisher.publish = async () => new Set();
      await recordObservation(ports, { id: SESSION, observation: submitted(FIRST) });
      return publish(events);
    };

    await recordObservation(ports, { id: SESSION, observation: started(FIRST) });

    expect((await session(SESSION)).outbox.map(({ version }) => version)).toEqual([3]);
  });

  it('a message stored before its answer was lost is repeated without effect', async () => {
    const { ports, given, session, failing } = world();
    await given();
    failing(ports.store, 'save', { afterEffect: true });
    const message = { id: SESSION, observation: started(FIRST) };
    await expect(recordObservation(ports, message)).rejects.toBeInstanceOf(StoreUnavailable);

    const again = await recordObservation(ports, message);

    expect(again).toMatchObject({ kind: 'unchanged', why: 'repeated' });
    expect((await session(SESSION)).outbox).toMatchObject([{ version: 2 }]);
  });
});

describe('rule 6: a message about a session that we do not hold writes nothing', () => {
  it.each([
    ['was never made', async () => {}],
    [
      'was erased',
      async ({ ports, given, at }: ReturnType<typeof world>) => {
        const session = await given();
        at(T0 + MINUTE);
        await ports.store.save(erase(session, T0 + MINUTE), session, T0 + MINUTE);
      },
    ],
    [
      'has expired and is not deleted yet',
      async ({ given, at }: ReturnType<typeof world>) => {
        await given();
        at(T0 + 7 * DAY);
      },
    ],
  ])('whatever it says, where the session %s', async (_title, arrange) => {
    await fc.assert(
      fc.asyncProperty(anyObservation, async (observation) => {
        const there = world();
        await arrange(there);
        const before = there.snapshot();

        const recorded = await recordObservation(there.ports, { id: SESSION, observation });

        expect(recorded).toEqual({ kind: 'unknown-session' });
        expect(there.snapshot()).toEqual(before);
        expect(there.ports.publisher.published).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('nor does one of another integration', async () => {
    const { ports, given, snapshot } = world();
    await given();
    const before = snapshot();
    const observation = { ...decided('approved', '10:31:48'), integration: TEST };

    const recorded = await recordObservation(ports, { id: SESSION, observation });

    expect(recorded).toEqual({ kind: 'refused', why: 'integration-mismatch' });
    expect(snapshot()).toEqual(before);
  });
});

describe('rule 2 and rule 7, with the table', () => {
  it('a repeated message neither writes nor publishes nor renews the life of the record', async () => {
    await fc.assert(
      fc.asyncProperty(anyObservation, async (observation) => {
        const { ports, given, at, snapshot } = world();
        await given();
        await recordObservation(ports, { id: SESSION, observation });
        const before = [snapshot(), [...ports.publisher.published]];
        at(T0 + DAY);

        await recordObservation(ports, { id: SESSION, observation });

        expect([snapshot(), ports.publisher.published]).toEqual(before);
      }),
      { numRuns: 100 },
    );
  });

  it('what another writer has published and marked meanwhile is not marked again', async () => {
    const { ports, given, snapshot } = world();
    await given();
    const publish = ports.publisher.publish.bind(ports.publisher);
    let before: unknown;
    ports.publisher.publish = async (events) => {
      ports.publisher.publish = publish;
      await recordObservation(ports, { id: SESSION, observation: submitted(FIRST) });
      before = snapshot();
      return publish(events);
    };

    await recordObservation(ports, { id: SESSION, observation: started(FIRST) });

    expect(snapshot()).toEqual(before);
  });

  it('every version is published, once where nothing fails', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyObservation, { maxLength: 8 }), async (history) => {
        const { ports, given, session } = world();
        await given();
        for (const observation of history) {
          await recordObservation(ports, { id: SESSION, observation });
        }

        const { version } = await session(SESSION);
        const expected = Array.from(
          { length: version - 1 },
          (_, index) => `${SESSION}:${index + 2}`,
        );
        expect(ports.publisher.published.map(({ id }) => id)).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });
});
