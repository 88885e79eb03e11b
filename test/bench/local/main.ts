import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { program } from '../program.ts';
import { type StackProcess, startProcess } from '../stack-process.ts';
import { document } from './document.ts';
import { type Figure, megabytes, told } from './goals.ts';
import { type Mixed, mixed, sessionsFor } from './mixed.ts';
import { type Options, readOptions, USAGE } from './options.ts';
import { creates, reads, ready, webhooks } from './phases.ts';
import { profiles } from './profile.ts';
import { createMany, expectApproved } from './requests.ts';

async function oneByOne(
  stack: StackProcess,
  { seconds, sessions }: Options,
): Promise<readonly Figure[]> {
  const idle = stack.memory();
  const ids = await createMany(stack.apiUrl, sessions);
  const figures: readonly Figure[] = [
    { id: 'memory when ready, whole process tree', value: megabytes(idle), limit: 450, unit: 'MB' },
    ...(await reads(stack, ids, seconds)),
    ...(await creates(stack, seconds)),
    ...(await webhooks(stack, ids, seconds)),
  ];
  await expectApproved(stack.apiUrl, ids);
  const loaded = megabytes(stack.memory());
  return [...figures, { id: 'memory after the load', value: loaded, limit: 600, unit: 'MB' }];
}

async function allAtOnce(stack: StackProcess, { minutes }: Options): Promise<Mixed> {
  const ids = await createMany(stack.apiUrl, sessionsFor(60 * minutes));
  const found = await mixed(stack, ids, 60 * minutes);
  await expectApproved(stack.apiUrl, ids);
  return found;
}

function sampler(folder: string): string {
  const url = new URL('./sampler.ts', import.meta.url);
  url.searchParams.set('folder', join(folder, 'profiles'));
  mkdirSync(join(folder, 'profiles'), { recursive: true });
  return url.href;
}

async function measure(folder: string, options: Options): Promise<Mixed> {
  const flags = options.profile ? ['--import', sampler(folder)] : [];
  const isMixed = options.minutes > 0;
  const first = isMixed ? [] : [await ready(folder)];
  const stack = await startProcess(
    join(folder, `load-${options.minutes}-${options.profile}`),
    flags,
  );
  try {
    if (isMixed) return await allAtOnce(stack, options);
    return { figures: [...first, ...(await oneByOne(stack, options))], memory: [] };
  } finally {
    await stack.stop();
  }
}

/** One by one, ten minutes of all at once, and a short load under the profiler. */
async function everything(folder: string, options: Options): Promise<readonly Figure[]> {
  const { figures } = await measure(folder, options);
  const together = await measure(folder, { ...options, minutes: 10 });
  await measure(folder, { ...options, seconds: 6, sessions: 1500, profile: true });
  const profile = profiles(join(folder, 'profiles'));
  document({ figures, together, profile, machine: machine() });
  return [...figures, ...together.figures];
}

/** Where and when. */
function machine(): string {
  const [load = 0] = loadavg();
  const at = new Date().toISOString().slice(0, 10);
  return `${at}, ${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, load ${load.toFixed(1)} after`;
}

function save(figures: readonly Figure[], options: Options): void {
  mkdirSync('bench-results', { recursive: true });
  const result = { schema: 2, machine: machine(), options, figures };
  writeFileSync('bench-results/local.json', `${JSON.stringify(result, undefined, 2)}\n`);
}

async function bench(options: Options): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-local-'));
  try {
    const figures = options.write
      ? await everything(folder, options)
      : (await measure(folder, options)).figures;
    console.log(`${told(figures)}\n\n${machine()}`);
    if (options.profile) console.log(`\n${profiles(join(folder, 'profiles'))}`);
    save(figures, options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await program({ usage: USAGE, read: readOptions, run: bench });
