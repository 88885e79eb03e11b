import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LocalSweepRun } from '../../local/console-api/wire.ts';
import { type Database, startDatabase } from '../../local/database.ts';
import { type DatabaseCall, DatabaseError } from '../../local/database-client.ts';
import { type Sweep, sweep } from '../../local/sweep.ts';
import { sweepMessage } from '../../local/sweep-message.ts';
import { runtimeError, type WorkerAnswer } from '../../local/worker-messages.ts';
import { TABLE } from '../../shared/contract/table.ts';
import { emptyTable } from './table.ts';

const NOON = Date.UTC(2026, 2, 2, 12);
const MINUTE_MS = 60_000;
const INCOMPLETE = expect.stringMatching(/^Sweep\.Incomplete: /) as string;
let database: Database;
let now: number;
let version: number;
let payloads: { sessions: string[]; startedAt: string }[];

beforeAll(async () => {
  database = await startDatabase(undefined);
});
beforeEach(() => {
  now = NOON + 500;
  version = 0;
  payloads = [];
});
afterEach(async () => emptyTable(database));
afterAll(async () => database.close());

const settled = ({ sessions }: { sessions: string[] }): WorkerAnswer => ({
  payload: JSON.stringify({ settled: sessions.length, failed: 0, stop: false }),
});

function made(
  answer: (batch: { sessions: string[] }) => WorkerAnswer | Promise<WorkerAnswer> = settled,
  call: DatabaseCall = database.call,
): Sweep {
  return sweep({
    tableName: database.tableName,
    database: call,
    pollDecision: async (payload) => {
      const batch = JSON.parse(payload) as { sessions: string[]; startedAt: string };
      payloads.push(batch);
      return answer(batch);
    },
    now: () => now,
    tableVersion: () => version,
  });
}

async function owe(key: string, dueAt: number, bucket = '0'): Promise<void> {
  const Item = {
    [TABLE.key]: { S: key },
    [TABLE.due.bucket]: { S: bucket },
    [TABLE.due.at]: { S: new Date(dueAt).toISOString() },
  };
  await database.call('PutItem', { TableName: database.tableName, Item });
  version += 1;
}

describe('the schedule of the sweep', () => {
  it('is every full minute of virtual time', async () => {
    const swept = made();

    expect(await swept.source.next(false)).toBe(NOON + MINUTE_MS);
    now = NOON + MINUTE_MS;
    await swept.source.run(now);

    expect(await swept.source.next(false)).toBe(NOON + 2 * MINUTE_MS);
  });

  it('makes up for what a sleeping machine missed by one run', async () => {
    const swept = made();
    now = NOON + 90 * MINUTE_MS + 7;

    expect(await swept.source.next(false)).toBe(NOON + 90 * MINUTE_MS);
    await swept.source.run(now);

    expect(await swept.source.next(false)).toBe(NOON + 91 * MINUTE_MS);
  });

  it('owes nothing to a clock that is moved, while the table owes nothing', async () => {
    expect(await made().source.next(true)).toBeUndefined();
  });

  it('passes over the minutes in which nothing is due while the clock is moved', async () => {
    const swept = made();
    await owe('late', NOON + 50 * MINUTE_MS, '1');
    await owe('early', NOON + 15 * MINUTE_MS + 1, '7');

    expect(await swept.source.next(true)).toBe(NOON + 16 * MINUTE_MS);
  });

  it('takes a debt that is due already in the next minute', async () => {
    const swept = made();
    await owe('a', NOON - 50 * MINUTE_MS);

    expect(await swept.source.next(true)).toBe(NOON + MINUTE_MS);
  });

  it('asks the index again only when the table may have changed', async () => {
    const swept = made();
    await swept.source.next(true);
    await owe('a', NOON + 15 * MINUTE_MS);
    version -= 1;

    expect(await swept.source.next(true)).toBeUndefined();
    version += 1;
    expect(await swept.source.next(true)).toBe(NOON + 15 * MINUTE_MS);
  });
});

describe('a run of the sweep', () => {
  it('gives what is due by virtual time to poll-decision, and nothing else', async () => {
    const swept = made();
    await owe('a', NOON - MINUTE_MS, '0');
    await owe('b', NOON, '5');
    await owe('c', NOON + MINUTE_MS, '5');

    const run = await swept.runNow();

    expect(payloads.map(({ sessions }) => sessions.toSorted())).toEqual([['a', 'b']]);
    expect(payloads[0]?.startedAt).toBe(new Date(now).toISOString());
    expect(run).toMatchObject({
      at: new Date(now).toISOString(),
      startedBy: 'hand',
      found: 2,
      settled: 2,
      failed: 0,
    });
    expect(swept.list()).toEqual([run]);
  });

  it('fails where the function does, and the next run finds its sessions again', async () => {
    let isBroken = true;
    const swept = made((batch) =>
      isBroken ? { error: runtimeError('TypeError', 'a bug') } : settled(batch),
    );
    await owe('a', NOON);

    const first = await swept.runNow();
    isBroken = false;
    const second = await swept.runNow();

    expect(first).toMatchObject({ found: 1, settled: 0, error: INCOMPLETE });
    expect(second).toMatchObject({ found: 1, settled: 1 });
    expect(second).not.toHaveProperty('error');
  });

  it('fails where a bucket cannot be read, and settles what the others hold', async () => {
    const swept = made(settled, async (operation, input) => {
      const { ExpressionAttributeValues: values } = input as {
        ExpressionAttributeValues?: { ':bucket': { S: string } };
      };
      if (values?.[':bucket'].S === '3') throw new DatabaseError('AccessDeniedException', 'no');
      return database.call(operation, input);
    });
    await owe('a', NOON, '2');
    await owe('b', NOON, '3');

    expect(await swept.runNow()).toMatchObject({ found: 1, settled: 1, error: INCOMPLETE });
    expect(payloads.map(({ sessions }) => sessions)).toEqual([['a']]);
  });

  it('never overlaps another one', async () => {
    let open = 0;
    let most = 0;
    const swept = made(async (batch) => {
      open += 1;
      most = Math.max(most, open);
      await new Promise((resolve) => setImmediate(resolve));
      open -= 1;
      return settled(batch);
    });
    await owe('a', NOON);

    await Promise.all([swept.runNow(), swept.source.run(now), swept.runNow()]);

    expect(most).toBe(1);
    expect(swept.list().map(({ startedBy }) => startedBy)).toEqual(['hand', 'schedule', 'hand']);
    expect(swept.isRunning).toBe(false);
  });
});

describe('the line of a run', () => {
  const run: LocalSweepRun = {
    id: 1,
    at: new Date(NOON).toISOString(),
    startedBy: 'schedule',
    found: 3,
    settled: 3,
    failed: 0,
    retried: 0,
    caught: 0,
    milliseconds: 12,
    sessions: [],
    entered: {},
  };
  const line = { at: NOON, from: 'sweep', to: 'api', milliseconds: 12 };

  it('is left out where nothing was due', () => {
    expect(sweepMessage({ ...run, found: 0, settled: 0 })).toBeUndefined();
  });

  it('tells how much of it was settled', () => {
    expect(sweepMessage(run)).toEqual({ ...line, what: 'run, settled of due', result: '3/3' });
    expect(sweepMessage({ ...run, settled: 1, failed: 2 })).toEqual({
      ...line,
      what: 'run, 2 failed',
      result: '1/3',
    });
  });

  it('of a failed one tells why, even where nothing was found, and what was settled all the same', () => {
    const error = 'Sweep.Incomplete: a bucket was not read';

    expect(sweepMessage({ ...run, settled: 2, error })).toEqual({
      ...line,
      what: 'run, 2 of 3 settled',
      result: 'failed',
      change: error,
    });
    expect(sweepMessage({ ...run, found: 0, settled: 0, error })).toMatchObject({
      result: 'failed',
    });
  });
});
