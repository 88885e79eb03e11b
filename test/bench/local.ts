import { createHmac, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { atRate, flatOut, type Measured, quantile, type Sent, send } from './load.ts';
import { type StackProcess, startProcess } from './stack-process.ts';

// `npm run bench:local -- [--seconds 20] [--sessions 3000]`: the local run under load, from a process of its own.

const SHARED_SECRET = '475365ad-495a-4534-82f0-d273f3fe2b16';
const json = { 'content-type': 'application/json' };

interface Goal {
  readonly id: string;
  readonly value: number;
  readonly limit: number;
  readonly unit: string;
  readonly atLeast?: true;
}

function option(name: string, otherwise: number): number {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? otherwise : Number(process.argv[at + 1]);
}

const seconds = option('seconds', 20);
const sessions = option('sessions', 3000);

async function create(apiUrl: string): Promise<string> {
  const body = JSON.stringify({ verification: { vendorData: `bench-${randomUUID()}` } });
  const answer = await send({ method: 'POST', url: `${apiUrl}/v1/sessions`, headers: json, body });
  return (JSON.parse(answer.body) as { verification: { id: string } }).verification.id;
}

async function createMany(apiUrl: string, count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  let left = count;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      ids.push(await create(apiUrl));
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  return ids;
}

function signed(apiUrl: string, body: string): Sent {
  const signature = createHmac('sha256', SHARED_SECRET).update(body).digest('hex');
  return {
    method: 'POST',
    url: `${apiUrl}/webhooks/veriff`,
    headers: { ...json, 'x-hmac-signature': signature },
    body,
  };
}

/** The three webhooks of a session's life, each a change of its own. */
function webhooksOf(apiUrl: string, id: string): readonly Sent[] {
  const attemptId = randomUUID();
  const event = (code: number, action: string) =>
    signed(
      apiUrl,
      JSON.stringify({ id, attemptId, feature: 'selfid', code, action, vendorData: null }),
    );
  const decision = {
    status: 'success',
    verification: {
      id,
      attemptId,
      status: 'approved',
      code: 9001,
      reason: null,
      reasonCode: null,
      decisionTime: new Date().toISOString(),
      person: { firstName: 'John', lastName: 'Smith' },
      document: { type: 'PASSPORT', country: 'EE' },
    },
    technicalData: { ip: '203.0.113.7' },
  };
  return [
    event(7001, 'started'),
    event(7002, 'submitted'),
    signed(apiUrl, JSON.stringify(decision)),
  ];
}

async function ready(dataDir: string): Promise<number> {
  const times: number[] = [];
  for (let start = 0; start < 5; start += 1) {
    const stack = await startProcess(`${dataDir}-${start}`);
    times.push(stack.readyAfter);
    await stack.stop();
  }
  return quantile(
    times.toSorted((a, b) => a - b),
    0.5,
  );
}

function only(expected: string, { statuses }: Measured): void {
  const others = Object.keys(statuses).filter((status) => status !== expected);
  if (others.length > 0) throw new Error(`wrong answers: ${JSON.stringify(statuses)}`);
}

const megabytes = (bytes: number) => Math.round(bytes / 1024 / 1024);

/** The first requests start the functions' environments; a rate is measured once they run. */
const WARM_UP_SECONDS = 3;

/** Open loop at a rate, after a warm-up at the same rate. */
async function steady(rate: number, during: number, next: () => Sent): Promise<Measured> {
  await atRate(rate, WARM_UP_SECONDS, next);
  return atRate(rate, during, next);
}

async function measureReads(stack: StackProcess, ids: readonly string[]): Promise<readonly Goal[]> {
  let at = 0;
  const reads = await steady(50, seconds, () => {
    at += 1;
    return { method: 'GET', url: `${stack.apiUrl}/v1/sessions/${ids[at % ids.length]}` };
  });
  only('200', reads);
  return [
    { id: 'GET at 50/s, p50', value: quantile(reads.latencies, 0.5), limit: 6, unit: 'ms' },
    { id: 'GET at 50/s, p99', value: quantile(reads.latencies, 0.99), limit: 40, unit: 'ms' },
  ];
}

async function measureCreates({ apiUrl }: StackProcess): Promise<readonly Goal[]> {
  const creates = await steady(20, seconds, () => ({
    method: 'POST',
    url: `${apiUrl}/v1/sessions`,
    headers: json,
    body: JSON.stringify({ verification: { vendorData: `bench-${randomUUID()}` } }),
  }));
  only('201', creates);
  return [
    { id: 'POST at 20/s, p50', value: quantile(creates.latencies, 0.5), limit: 20, unit: 'ms' },
    { id: 'POST at 20/s, p99', value: quantile(creates.latencies, 0.99), limit: 100, unit: 'ms' },
  ];
}

async function measureWebhooks(
  { apiUrl }: StackProcess,
  ids: readonly string[],
): Promise<readonly Goal[]> {
  const waves = ids.map((id) => webhooksOf(apiUrl, id));
  // Wave by wave, so that the webhooks of one session never race each other.
  const queue = [0, 1, 2].flatMap((wave) => waves.map((webhooks) => webhooks[wave]));
  const paced = await steady(
    100,
    Math.min(seconds, queue.length / 200),
    () => queue.shift() ?? fail(),
  );
  only('200', paced);
  const most = await flatOut(16, () => queue.shift());
  only('200', most);
  return [
    {
      id: 'webhooks at 100/s, p99',
      value: quantile(paced.latencies, 0.99),
      limit: 150,
      unit: 'ms',
    },
    {
      id: 'webhooks, durable, flat out',
      value: most.sent / most.seconds,
      limit: 150,
      unit: '/s',
      atLeast: true,
    },
  ];
}

function fail(): never {
  throw new Error('there are too few sessions for so many webhooks: raise --sessions');
}

async function expectAllApproved({ apiUrl }: StackProcess, ids: readonly string[]): Promise<void> {
  for (const id of ids.slice(0, 200)) {
    const { body } = await send({ method: 'GET', url: `${apiUrl}/v1/sessions/${id}` });
    const { status } = JSON.parse(body) as { status: string };
    if (status !== 'approved') throw new Error(`${id} is ${status}: an accepted webhook was lost`);
  }
}

async function measure(folder: string): Promise<readonly Goal[]> {
  const median = await ready(join(folder, 'ready'));
  const stack = await startProcess(join(folder, 'load'));
  const idle = stack.memory();
  const ids = await createMany(stack.apiUrl, sessions);
  const goals = [
    { id: 'ready, from an empty folder, median of 5', value: median, limit: 3000, unit: 'ms' },
    { id: 'memory when ready, whole process tree', value: megabytes(idle), limit: 450, unit: 'MB' },
    ...(await measureReads(stack, ids)),
    ...(await measureCreates(stack)),
    ...(await measureWebhooks(stack, ids)),
  ];
  await expectAllApproved(stack, ids);
  const loaded = megabytes(stack.memory());
  await stack.stop();
  return [...goals, { id: 'memory after the load', value: loaded, limit: 600, unit: 'MB' }];
}

function report(goals: readonly Goal[]): void {
  for (const { id, value, limit, unit, atLeast } of goals) {
    const ok = atLeast === true ? value >= limit : value <= limit;
    const bound = `${atLeast === true ? '>=' : '<='} ${limit} ${unit}`;
    console.log(
      `${ok ? 'ok    ' : 'missed'}  ${id.padEnd(44)} ${value.toFixed(1).padStart(9)} ${unit.padEnd(3)} (${bound})`,
    );
  }
}

const folder = mkdtempSync(join(tmpdir(), 'bench-local-'));
try {
  const [before] = loadavg();
  const goals = await measure(folder);
  report(goals);
  const machine = {
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    node: process.version,
    loadBefore: before,
  };
  console.log(machine);
  mkdirSync('bench-results', { recursive: true });
  const result = { schema: 1, at: new Date().toISOString(), machine, seconds, sessions, goals };
  writeFileSync('bench-results/local.json', `${JSON.stringify(result, undefined, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
