import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { program } from '../program.ts';
import { type StackProcess, startProcess } from '../stack-process.ts';
import { type Figure, megabytes, told } from './goals.ts';
import { mixed, sessionsFor } from './mixed.ts';
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

async function allAtOnce(stack: StackProcess, { minutes }: Options): Promise<readonly Figure[]> {
  const ids = await createMany(stack.apiUrl, sessionsFor(60 * minutes));
  const figures = await mixed(stack, ids, 60 * minutes);
  await expectApproved(stack.apiUrl, ids);
  return figures;
}

function sampler(folder: string): string {
  const url = new URL('./sampler.ts', import.meta.url);
  url.searchParams.set('folder', join(folder, 'profiles'));
  mkdirSync(join(folder, 'profiles'));
  return url.href;
}

async function measure(folder: string, options: Options): Promise<readonly Figure[]> {
  const flags = options.profile ? ['--import', sampler(folder)] : [];
  const first = options.minutes > 0 ? [] : [await ready(folder)];
  const stack = await startProcess(join(folder, 'load'), flags);
  try {
    return [...first, ...(await (options.minutes > 0 ? allAtOnce : oneByOne)(stack, options))];
  } finally {
    await stack.stop();
  }
}

function save(figures: readonly Figure[], options: Options): void {
  mkdirSync('bench-results', { recursive: true });
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version };
  const at = new Date().toISOString();
  const result = { schema: 2, at, machine, load: loadavg()[0], options, figures };
  writeFileSync('bench-results/local.json', `${JSON.stringify(result, undefined, 2)}\n`);
}

async function bench(options: Options): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-local-'));
  try {
    const [before = 0] = loadavg();
    const figures = await measure(folder, options);
    console.log(told(figures));
    console.log(
      `\n${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, load ${before.toFixed(1)} before`,
    );
    if (options.profile) console.log(`\n${profiles(join(folder, 'profiles'))}`);
    save(figures, options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await program({ usage: USAGE, read: readOptions, run: bench });
