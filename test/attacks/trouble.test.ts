import { describe, expect, it } from 'vitest';
import type { SessionRecord } from '../../shared/domain/session.ts';
import { batchAt, decided, MINUTE, SESSION, T0 } from '../support/given.ts';
import { GENUINE, sent } from './genuine.ts';
import type { Rig } from './rig.ts';
import { decisionText, deliver, signed, subject } from './subject.ts';

const approved = signed(decisionText());
const aboutOurs = GENUINE.filter(({ bytes }) => bytes.includes(SESSION));

/** Makes the next saves lose against another writer, having taken effect or not. */
function losing({ ports: { store } }: Rig, times: number, { afterEffect = false } = {}): void {
  const save = store.save.bind(store);
  let left = times;
  store.save = async (next: SessionRecord, read: SessionRecord, now: number) => {
    if (left === 0) return save(next, read, now);
    left -= 1;
    if (afterEffect) await save(next, read, now);
    return 'conflict';
  };
}

describe('W34: a storm of repetitions', () => {
  it('1,000 copies of one decision at once: one version, one event, all 200 at last', async () => {
    const on = await subject();
    const statuses = async (count: number) => {
      const calls = Array.from({ length: count }, async () => on.invoke('webhook', approved));
      const answers = (await Promise.all(calls)) as { readonly statusCode: number }[];
      return answers.map(({ statusCode }) => statusCode);
    };

    const first = await statuses(1000);
    const again = await statuses(first.filter((status) => status === 503).length);

    expect(first.filter((status) => status !== 200 && status !== 503)).toEqual([]);
    expect(again.filter((status) => status !== 200)).toEqual([]);
    expect(await on.session(SESSION)).toMatchObject({ version: 2, state: { status: 'approved' } });
    expect(new Set(on.ports.publisher.published.map(({ id }) => id))).toEqual(
      new Set([`${SESSION}:2`]),
    );
  });
});

describe('W35: a message that always fails', () => {
  async function poisoned() {
    const on = await subject();
    on.failing(on.ports.store, 'save', { times: 100 });
    return on;
  }

  it('costs the same each time: 503 and a few calls at the table', async () => {
    const on = await poisoned();

    for (let turn = 0; turn < 20; turn += 1) {
      const { status, effects } = await deliver(on, approved);
      // One load; the save fails in front of the counter.
      expect({ status, ...effects }).toEqual({ status: 503, table: 1, bus: 0, veriff: 0 });
    }
  });

  it('leaves other sessions alone', async () => {
    const on = await subject();
    const { store } = on.ports;
    const save = store.save.bind(store);
    store.save = async (next, read, now) => {
      if (read.id === SESSION) throw new TypeError('a bug about this one');
      return save(next, read, now);
    };

    expect((await deliver(on, approved)).status).toBe(500);

    const others = GENUINE.filter((from) => !aboutOurs.includes(from));
    for (const from of others) expect((await deliver(on, sent(from))).status).toBe(200);
    expect(others).toHaveLength(3);
  });

  it('is made up for by the poll', async () => {
    const on = await subject();
    on.failing(on.ports.store, 'save', { times: 1 });
    await deliver(on, approved);
    on.at(T0 + 20 * MINUTE);
    const decision = decided('approved', '10:31:48', { source: 'poll' });
    if (decision.kind === 'decision') on.ports.veriff.decision = async () => decision;

    expect(await on.poll(batchAt(T0 + 20 * MINUTE, SESSION))).toMatchObject({ settled: 1 });

    expect((await on.session(SESSION)).state).toMatchObject({
      status: 'approved',
      decision: { source: 'poll' },
    });
  });
});

describe('W36: a write that took effect and was then refused to its own repetition', () => {
  it.each(aboutOurs)('$name: 200, and one event', async (from) => {
    const on = await subject();
    losing(on, 1, { afterEffect: true });

    expect((await deliver(on, sent(from))).status).toBe(200);
    expect((await deliver(on, sent(from))).status).toBe(200);

    const { version, outbox } = await on.session(SESSION);
    const told = [
      ...on.ports.publisher.published.map(({ id }) => id),
      ...outbox.map((owed) => `${SESSION}:${owed.version}`),
    ];
    expect(version).toBe(2);
    expect(new Set(told)).toEqual(new Set([`${SESSION}:2`]));
  });

  it('whose answer was lost: 503, and the repetition finds it done', async () => {
    const on = await subject();
    on.failing(on.ports.store, 'save', { afterEffect: true });

    expect((await deliver(on, approved)).status).toBe(503);
    expect((await deliver(on, approved)).status).toBe(200);

    expect((await on.session(SESSION)).version).toBe(2);
  });
});

describe('W37: a lost race', () => {
  it.each([1, 2, 3])('%i times in a row is won in the same call', async (times) => {
    const on = await subject();
    losing(on, times);

    expect((await deliver(on, approved)).status).toBe(200);
    expect((await on.session(SESSION)).state.status).toBe('approved');
  });

  it.each([4, 5, 8])(
    '%i times in a row: 503, and the repetition has its full effect',
    async (times) => {
      const on = await subject();
      losing(on, times);
      const statuses: number[] = [];
      while (statuses.at(-1) !== 200) statuses.push((await deliver(on, approved)).status);

      expect(statuses).toEqual([...Array<number>(Math.floor(times / 4)).fill(503), 200]);
      expect((await on.session(SESSION)).version).toBe(2);
    },
  );
});
