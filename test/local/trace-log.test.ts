import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Untold } from '../../local/trace/seen.ts';
import { openTraceLog, type TraceLimits, type TraceLog } from '../../local/trace/trace-log.ts';

const A = 'aaaaaaaa-0000-4000-8000-000000000000';
const B = 'bbbbbbbb-0000-4000-8000-000000000000';
const SECRET = 'Anna Anderson';

let folder: string;
let open: TraceLog[];

async function log(limits?: TraceLimits, dir: string | undefined = folder): Promise<TraceLog> {
  const opened = await openTraceLog(dir, limits);
  open.push(opened);
  return opened;
}

async function close(opened: TraceLog): Promise<void> {
  open = open.filter((each) => each !== opened);
  await opened.close();
}

function message(session: string | undefined, more: Partial<Untold> = {}): Untold {
  return {
    order: 1,
    at: '2026-03-02T12:00:00.000Z',
    ...(session !== undefined && { session }),
    from: 'veriff',
    to: 'webhook',
    kind: 'webhook',
    label: 'event started 7001',
    outcome: 'ok',
    seen: { type: 'http', request: { head: 'POST /', headers: [], body: SECRET } },
    ...more,
  };
}

async function numbers(
  opened: TraceLog,
  filter: Partial<Parameters<TraceLog['read']>[0]> = {},
): Promise<readonly number[]> {
  return (await opened.read({ limit: 100, ...filter })).map(({ seq }) => seq);
}

function onDisk(): string {
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('');
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trace-'));
  open = [];
});
afterEach(async () => {
  await Promise.all(open.map(async (each) => each.close()));
  rmSync(folder, { recursive: true, force: true });
});

describe.each([
  ['on disk', () => folder],
  ['in memory', () => undefined],
])('the trace %s', (_, dir) => {
  it('numbers what is told from 1, and reads it back at once', async () => {
    const opened = await openTraceLog(dir());
    open.push(opened);

    const first = opened.append(message(A));
    opened.append(message(B));

    expect(first.seq).toBe(1);
    expect(opened.last).toBe(2);
    expect(await opened.read({ limit: 10 })).toEqual([
      { seq: 1, ...message(A) },
      { seq: 2, ...message(B) },
    ]);
    expect(await opened.one(2)).toEqual({ seq: 2, ...message(B) });
    expect(await opened.one(3)).toBeUndefined();
  });

  it('reads one session, from a number on, and no more than is asked for', async () => {
    const opened = await openTraceLog(dir());
    open.push(opened);
    for (const session of [A, B, A, undefined, A]) opened.append(message(session));

    expect(await numbers(opened, { session: A })).toEqual([1, 3, 5]);
    expect(await numbers(opened, { session: A, after: 1, limit: 1 })).toEqual([3]);
    expect(await numbers(opened, { after: 2, limit: 2 })).toEqual([3, 4]);
    expect(await numbers(opened, { limit: 2 })).toEqual([4, 5]);
    expect(await numbers(opened, { session: 'nobody' })).toEqual([]);
  });

  it('lets the oldest go when it is full, and says so', async () => {
    const opened = await openTraceLog(dir(), { segmentBytes: 500, segments: 2 });
    open.push(opened);

    for (let i = 0; i < 30; i += 1) opened.append(message(i % 2 === 0 ? A : B));

    const kept = await numbers(opened);
    expect(opened.isCut).toBe(true);
    expect(kept.length).toBeLessThan(10);
    expect(kept.at(-1)).toBe(30);
    expect(await numbers(opened, { session: A })).toEqual(kept.filter((seq) => seq % 2 === 1));
    expect(await opened.one(1)).toBeUndefined();
  });

  it('takes away what was seen of a session, in its place, and leaves the others alone', async () => {
    const opened = await openTraceLog(dir());
    open.push(opened);
    for (const session of [A, B, A]) opened.append(message(session));

    await opened.forget(A);

    expect((await opened.read({ limit: 10 })).map(({ seen }) => seen.type)).toEqual([
      'erased',
      'http',
      'erased',
    ]);
    expect(await numbers(opened, { session: A })).toEqual([1, 3]);
  });

  it('counts the webhooks of a session that were refused', async () => {
    const opened = await openTraceLog(dir());
    open.push(opened);
    opened.append(message(A, { outcome: 'refused' }));
    opened.append(message(A, { outcome: 'refused', kind: 'call' }));
    opened.append(message(A));

    expect([opened.refusals(A), opened.refusals(B)]).toEqual([1, 0]);
  });
});

describe('the trace after a restart', () => {
  it('goes on with its numbers, sessions and refusals, under the same id', async () => {
    const first = await log({ segmentBytes: 500, segments: 20 });
    for (let i = 0; i < 9; i += 1) first.append(message(A, { outcome: 'refused' }));
    first.append(message(B));
    await close(first);

    const second = await log();
    second.append(message(B));

    expect(second.id).toBe(first.id);
    expect(second.last).toBe(11);
    expect(await numbers(second, { session: B })).toEqual([10, 11]);
    expect(await numbers(second)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(second.refusals(A)).toBe(9);
  });

  it('passes over a line that a crash has torn, and writes on over it', async () => {
    const first = await log();
    first.append(message(A));
    await close(first);
    const [file = ''] = readdirSync(folder);
    appendFileSync(join(folder, file), `{"seq":2,"order":1,"at":"2026${'x'.repeat(2000)}`);

    const second = await log();
    second.append(message(B));
    await close(second);
    const third = await log();

    expect(await numbers(third)).toEqual([1, 2]);
    expect(onDisk()).not.toContain('xxxx');
    expect(onDisk().split('\n')).toHaveLength(3);
  });

  it('holds nothing on disk of what was taken away', async () => {
    const first = await log();
    first.append(message(A));
    first.append(message(A, { seen: { type: 'none' } }));
    await first.forget(A);
    await close(first);

    expect(onDisk()).not.toContain(SECRET);
    expect((await (await log()).read({ limit: 10 })).map(({ seen }) => seen.type)).toEqual([
      'erased',
      'none',
    ]);
  });

  it('begins anew beside files that are none of its own', async () => {
    appendFileSync(join(folder, 'notes.txt'), 'mine');

    const opened = await log();
    opened.append(message(A));

    expect(await numbers(opened)).toEqual([1]);
    expect(readdirSync(folder)).toContain('notes.txt');
  });
});
