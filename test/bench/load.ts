import { Agent, type IncomingMessage, request } from 'node:http';

/** Keeps its connections, as a real client does. */
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

export interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

async function answer(response: IncomingMessage): Promise<{ status: number; body: string }> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() };
}

/** One request over a kept connection. */
export async function send({
  method,
  url,
  headers = {},
  body = '',
}: Sent): Promise<{ status: number; body: string }> {
  const length = body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const going = request(
      url,
      { method, agent, headers: { ...headers, ...length } },
      (response) => {
        answer(response).then(resolve, reject);
      },
    );
    going.on('error', reject);
    going.end(body);
  });
}

/** What came of a load: latencies in milliseconds, counted from the moment at which each request should have gone out. */
export interface Measured {
  readonly sent: number;
  readonly seconds: number;
  readonly latencies: readonly number[];
  readonly statuses: Readonly<Record<string, number>>;
}

function counted(statuses: readonly (number | string)[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const status of statuses) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

const sleep = async (milliseconds: number) =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

interface Log {
  readonly latencies: number[];
  readonly statuses: (number | string)[];
}

async function timed(next: () => Sent, due: number, log: Log): Promise<void> {
  try {
    log.statuses.push((await send(next())).status);
  } catch (error) {
    log.statuses.push(error instanceof Error ? error.message : 'error');
  }
  log.latencies.push(performance.now() - due);
}

/** Open loop: one request each 1/rate second, whether or not the ones before were answered, so that queueing shows. */
export async function atRate(rate: number, seconds: number, next: () => Sent): Promise<Measured> {
  const log: Log = { latencies: [], statuses: [] };
  const from = performance.now();
  const going: Promise<void>[] = [];
  for (let sent = 0; sent < rate * seconds; sent += 1) {
    const due = from + (sent * 1000) / rate;
    const early = due - performance.now();
    if (early > 1) await sleep(early);
    going.push(timed(next, due, log));
  }
  await Promise.all(going);
  return measured(log, from);
}

/** Closed loop: as many requests as fit, `concurrency` at a time, until `next` has no more. */
export async function flatOut(
  concurrency: number,
  next: () => Sent | undefined,
): Promise<Measured> {
  const log: Log = { latencies: [], statuses: [] };
  const from = performance.now();
  const worker = async () => {
    for (let sent = next(); sent !== undefined; sent = next()) {
      const one = sent;
      await timed(() => one, performance.now(), log);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return measured(log, from);
}

function measured({ latencies, statuses }: Log, from: number): Measured {
  return {
    sent: latencies.length,
    seconds: (performance.now() - from) / 1000,
    latencies: latencies.toSorted((a, b) => a - b),
    statuses: counted(statuses),
  };
}

/** A quantile of sorted values. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? Number.NaN;
}
