import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Node {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string };
}

/** What `node --cpu-prof` writes, as far as it is read here. */
interface Profile {
  readonly nodes: readonly Node[];
  readonly samples: readonly number[];
  /** Microseconds since the sample before. */
  readonly timeDeltas: readonly number[];
}

const MOST = 12;

/** What a function is from, by its URL; the first that fits. */
const PARTS: readonly RegExp[] = [
  /node_modules\/((?:@[^/]+\/)?[^/]+)(?!.*node_modules)/,
  /^(node:[^/]+(?:\/[^/]+)?)/,
  /(functions\/[^/]+)\/b\./,
  /([^/]+)\/[^/]+$/,
];

function partOf({ callFrame: { functionName, url } }: Node): string {
  if (url === '') return functionName.startsWith('(') ? functionName : '(native)';
  const found = PARTS.map((part) => part.exec(url)?.[1]).find((each) => each !== undefined);
  return found ?? url;
}

type Shares = Map<string, number>;

/** Adds a piece to what a thread has spent so far, by part, in microseconds. */
function add({ nodes, samples, timeDeltas }: Profile, shares: Shares): void {
  const parts = new Map(nodes.map((node) => [node.id, partOf(node)]));
  for (const [at, id] of samples.entries()) {
    const part = parts.get(id) ?? '';
    shares.set(part, (shares.get(part) ?? 0) + (timeDeltas[at] ?? 0));
  }
}

/** The pieces of each thread, added up. */
function threads(folder: string): ReadonlyMap<string, Shares> {
  const found = new Map<string, Shares>();
  for (const name of readdirSync(folder)) {
    const [thread = ''] = name.split('.');
    const shares = found.get(thread) ?? new Map<string, number>();
    add(JSON.parse(readFileSync(join(folder, name), 'utf8')) as Profile, shares);
    found.set(thread, shares);
  }
  return found;
}

function told(thread: string, shares: Shares): string {
  const all = [...shares.values()].reduce((sum, value) => sum + value, 0);
  const percent = (value: number) => `${((100 * value) / all).toFixed(1).padStart(5)} %`;
  const busy = [...shares].filter(([part]) => part !== '(idle)').toSorted((a, b) => b[1] - a[1]);
  const working = busy.reduce((sum, [, value]) => sum + value, 0);
  const lines = busy.slice(0, MOST).map(([part, value]) => `${percent(value)}  ${part}`);
  return `thread ${thread}: at work ${(working / 1e6).toFixed(1)} of ${(all / 1e6).toFixed(1)} s\n${lines.join('\n')}`;
}

/** Where the time of each thread went, by the time spent in functions themselves; the busiest thread first. */
export function profiles(folder: string): string {
  const idle = (shares: Shares) => shares.get('(idle)') ?? 0;
  return [...threads(folder)]
    .toSorted(([, a], [, b]) => idle(a) - idle(b))
    .map(([thread, shares]) => told(thread, shares))
    .join('\n\n');
}
