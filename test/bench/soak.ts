import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SimAction } from '../../local/veriff/control.ts';
import { send } from './load.ts';
import { type StackProcess, startProcess } from './stack-process.ts';

// `npm run soak -- [10000]`: that many sessions created, played and decided in one local run, with `kill -9` in the
// middle. Nothing that was accepted may be lost, and memory has to level off.

const total = Number(process.argv[2] ?? 10_000);
const json = { 'content-type': 'application/json' };
const CONCURRENCY = 8;

/** What the run has promised about a session: the furthest state that it has shown. */
interface Promised {
  readonly id: string;
  readonly end: 'approved' | 'declined';
  decided: boolean;
}

const promised: Promised[] = [];

async function post(url: string, body: object): Promise<{ status: number; body: string }> {
  return send({ method: 'POST', url, headers: json, body: JSON.stringify(body) });
}

async function statusOf({ apiUrl }: StackProcess, id: string): Promise<string> {
  const { body } = await send({ method: 'GET', url: `${apiUrl}/v1/sessions/${id}` });
  return (JSON.parse(body) as { status: string }).status;
}

async function act({ simulatorUrl }: StackProcess, id: string, action: SimAction): Promise<void> {
  const { status, body } = await post(`${simulatorUrl}/_sim/sessions/${id}/actions`, { action });
  if (status !== 200 && status !== 409) throw new Error(`${action} of ${id}: ${status} ${body}`);
}

async function create(stack: StackProcess): Promise<Promised> {
  const answer = await post(`${stack.apiUrl}/v1/sessions`, {
    verification: { vendorData: `soak-${randomUUID()}` },
  });
  if (answer.status !== 201) throw new Error(`create: ${answer.status} ${answer.body}`);
  const { id } = (JSON.parse(answer.body) as { verification: { id: string } }).verification;
  const session: Promised = {
    id,
    end: promised.length % 3 === 0 ? 'declined' : 'approved',
    decided: false,
  };
  promised.push(session);
  return session;
}

/** Plays a session to its end; what was played before a crash is not played again (409). */
async function play(stack: StackProcess, session: Promised): Promise<void> {
  for (const action of [
    'start',
    'submit',
    session.end === 'approved' ? 'approve' : 'decline',
  ] as const) {
    await act(stack, session.id, action);
  }
  const status = await statusOf(stack, session.id);
  if (status !== session.end) throw new Error(`${session.id} is ${status}, not ${session.end}`);
  session.decided = true;
}

/** Runs until so many sessions were made; answers the memory at each tenth of the way, in MB. */
async function run(
  stack: StackProcess,
  until: number,
  onFailure: (error: unknown) => void,
): Promise<readonly number[]> {
  const memory: number[] = [];
  const worker = async () => {
    while (promised.length < until) {
      await play(stack, await create(stack));
      if (promised.length % (total / 10) === 0)
        memory.push(Math.round(stack.memory() / 1024 / 1024));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, async () => worker().catch(onFailure)));
  return memory;
}

async function expectNothingLost(
  stack: StackProcess,
): Promise<{ held: number; unfinished: readonly Promised[] }> {
  const unfinished: Promised[] = [];
  for (const session of promised) {
    const status = await statusOf(stack, session.id);
    const isThere = session.decided ? status === session.end : Number.isNaN(Number(status));
    if (!isThere)
      throw new Error(`${session.id} was ${session.end}: it is ${status} after the crash`);
    if (!session.decided) unfinished.push(session);
  }
  return { held: promised.length, unfinished };
}

async function soak(folder: string): Promise<void> {
  const from = performance.now();
  const first = await startProcess(folder);
  let killed = false;
  const middle = setInterval(() => {
    if (killed || promised.length < total / 2) return;
    killed = true;
    first.kill().catch(() => {});
  }, 5);
  const before = await run(first, total, (error) => {
    if (!killed) throw error;
  });
  clearInterval(middle);
  console.log(
    `killed -9 with ${promised.length} sessions made, ${promised.filter((s) => s.decided).length} decided`,
  );

  const second = await startProcess(folder);
  console.log(`ready again after ${Math.round(second.readyAfter)} ms over the same folder`);
  const { held, unfinished } = await expectNothingLost(second);
  console.log(`all ${held} sessions are there; ${unfinished.length} were under way and go on`);
  for (const session of unfinished) await play(second, session);
  const after = await run(second, total, (error) => {
    throw error;
  });
  await expectNothingLost(second);
  console.log(
    `${promised.length} sessions decided in ${Math.round((performance.now() - from) / 1000)} s`,
  );
  console.log('memory in MB, before the kill', before, 'after', after);
  console.log('stopped with exit code', await second.stop());
}

const folder = mkdtempSync(join(tmpdir(), 'soak-'));
try {
  await soak(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
