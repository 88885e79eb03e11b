import { atRate, type Measured, type Sent } from '../load.ts';
import type { StackProcess } from '../stack-process.ts';
import { type Figure, latencies, megabytes, only } from './goals.ts';
import { createRequest, readRequest, webhooksOf } from './requests.ts';

/** A second, of everything that a busy day brings at once; webhooks as fast as sessions need them. */
const RATES = { create: 10, read: 30, webhook: 30 } as const;

/** More of its memory may the last quarter of the time not take above the quarter before. */
const MOST_GROWTH = 0.05;

/** Hands out each session's webhooks in their order, one of many sessions after the other. */
function webhookQueue(apiUrl: string, ids: readonly string[]): () => Sent {
  const waves = ids.map((id) => webhooksOf(apiUrl, id));
  const rounds = Math.ceil(ids.length / ROUND);
  const queue = Array.from({ length: rounds }, (_, round) => {
    const some = waves.slice(round * ROUND, (round + 1) * ROUND);
    return [0, 1, 2].flatMap((wave) => some.map((each) => each[wave]));
  }).flat();
  return () => {
    const next = queue.shift();
    if (next === undefined) throw new Error('there are no webhooks left');
    return next;
  };
}

/** Sessions whose webhooks are mixed: between two of one session lie more than are ever under way. */
const ROUND = 200;

/** Memory of all processes, in bytes: all of it, and without files that are mapped into it. */
export interface Memory {
  readonly all: number;
  readonly own: number;
}

function sampled(stack: StackProcess): { readonly samples: Memory[]; stop(): void } {
  const samples: Memory[] = [];
  const timer = setInterval(() => {
    const all = stack.memory();
    samples.push({ all, own: all - stack.mappedFiles() });
  }, 1000);
  return { samples, stop: () => clearInterval(timer) };
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function growth(samples: readonly number[]): number {
  const quarter = Math.floor(samples.length / 4);
  const [third, last] = [samples.slice(2 * quarter, 3 * quarter), samples.slice(3 * quarter)];
  return 100 * (mean(last) / mean(third) - 1);
}

function memoryFigures(samples: readonly Memory[]): readonly Figure[] {
  const [all, own] = [samples.map((each) => each.all), samples.map((each) => each.own)];
  const highest = (values: readonly number[]) => megabytes(Math.max(...values));
  const most = { limit: 100 * MOST_GROWTH, unit: '%' };
  const grown = 'last quarter against the one before';
  return [
    { id: 'memory, highest', value: highest(all), limit: 600, unit: 'MB' },
    { id: `memory, ${grown}`, value: growth(all), ...most },
    { id: 'memory without mapped files, highest', value: highest(own), limit: 600, unit: 'MB' },
    { id: `memory without mapped files, ${grown}`, value: growth(own), ...most },
  ];
}

/** Sessions that the webhooks of so many seconds need. */
export function sessionsFor(seconds: number): number {
  return Math.ceil((seconds * RATES.webhook) / 3);
}

/** What came of it, and the memory of each second. */
export interface Mixed {
  readonly figures: readonly Figure[];
  readonly memory: readonly Memory[];
}

/** Creates, reads and webhooks at once, at their rates, for so many seconds. */
export async function mixed(
  stack: StackProcess,
  ids: readonly string[],
  seconds: number,
): Promise<Mixed> {
  const { apiUrl } = stack;
  let at = 0;
  const webhook = webhookQueue(apiUrl, ids);
  const memory = sampled(stack);
  const [created, read, taken] = await Promise.all([
    atRate(RATES.create, seconds, () => createRequest(apiUrl)),
    atRate(RATES.read, seconds, () => readRequest(apiUrl, ids[(at += 1) % ids.length] ?? '')),
    atRate(RATES.webhook, seconds, webhook),
  ]);
  memory.stop();
  only('201', created);
  only('200', read);
  only('200', taken);
  const told = (name: keyof typeof RATES, measured: Measured) =>
    latencies(`all at once: ${name} at ${RATES[name]}/s`, measured, {});
  const figures = [
    ...told('create', created),
    ...told('read', read),
    ...told('webhook', taken),
    ...memoryFigures(memory.samples),
  ];
  return { figures, memory: memory.samples };
}
