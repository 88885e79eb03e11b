import { join } from 'node:path';
import { atRate, flatOut, type Measured, quantile, type Sent } from '../load.ts';
import { type StackProcess, startProcess } from '../stack-process.ts';
import { type Figure, latencies, only } from './goals.ts';
import { createRequest, readRequest, webhooksOf } from './requests.ts';

/** The first requests start the functions' environments; a rate is measured once they run. */
const WARM_UP_SECONDS = 3;

/** Open loop at a rate, after a warm-up at the same rate. */
async function steady(rate: number, during: number, next: () => Sent): Promise<Measured> {
  await atRate(rate, WARM_UP_SECONDS, next);
  return atRate(rate, during, next);
}

/** How long it takes to be ready over a new folder. */
export async function ready(folder: string): Promise<Figure> {
  const times: number[] = [];
  for (let start = 0; start < 5; start += 1) {
    const stack = await startProcess(join(folder, `ready-${start}`));
    times.push(stack.readyAfter);
    await stack.stop();
  }
  const value = quantile(
    times.toSorted((a, b) => a - b),
    0.5,
  );
  return { id: 'ready, from an empty folder, median of 5', value, limit: 3000, unit: 'ms' };
}

/** Reads, 50 a second. */
export async function reads(
  { apiUrl }: StackProcess,
  ids: readonly string[],
  seconds: number,
): Promise<readonly Figure[]> {
  let at = 0;
  const measured = await steady(50, seconds, () => {
    at += 1;
    return readRequest(apiUrl, ids[at % ids.length] ?? '');
  });
  only('200', measured);
  return latencies('GET at 50/s', measured, { p50: 6, p99: 40 });
}

/** Creates through the simulator, 20 a second. */
export async function creates(
  { apiUrl }: StackProcess,
  seconds: number,
): Promise<readonly Figure[]> {
  const measured = await steady(20, seconds, () => createRequest(apiUrl));
  only('201', measured);
  return latencies('POST at 20/s', measured, { p50: 20, p99: 100 });
}

/** Three webhooks for each session: 100 a second first, then as many as fit. */
export async function webhooks(
  { apiUrl }: StackProcess,
  ids: readonly string[],
  seconds: number,
): Promise<readonly Figure[]> {
  const waves = ids.map((id) => webhooksOf(apiUrl, id));
  // Wave by wave, so that the webhooks of one session never race each other.
  const queue = [0, 1, 2].flatMap((wave) => waves.map((each) => each[wave]));
  const during = Math.min(seconds, queue.length / 200);
  const paced = await steady(100, during, () => queue.shift() ?? fail());
  only('200', paced);
  const most = await flatOut(16, () => queue.shift());
  only('200', most);
  return [
    ...latencies('webhooks at 100/s', paced, { p99: 150 }),
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
