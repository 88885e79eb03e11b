import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { syncBuiltinESMExports } from 'node:module';
import { basename, join } from 'node:path';
import workers, { threadId, type WorkerOptions } from 'node:worker_threads';

// node --import 'sampler.ts?folder=F&of=NAME' …: writes where the time of this thread went, a piece every five seconds, and
// has every thread that it starts do the same. The threads of the local run are ended from outside, which `--cpu-prof` does not survive.

const PIECE_MS = 5000;

const here = new URL(import.meta.url);
const folder = here.searchParams.get('folder') ?? '.';
const name = here.searchParams.get('of') ?? 'main';

function ofThread(file: string | URL): string {
  const of = new URL(import.meta.url);
  of.searchParams.set('of', basename(String(file), '.ts'));
  return of.href;
}

const { Worker } = workers;
workers.Worker = class extends Worker {
  constructor(file: string | URL, options: WorkerOptions = {}) {
    const execArgv = [...(options.execArgv ?? []), '--import', ofThread(file)];
    super(file, { ...options, execArgv });
  }
};
syncBuiltinESMExports();

const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.start');
let piece = 0;

async function write(): Promise<void> {
  const { profile } = await session.post('Profiler.stop');
  await session.post('Profiler.start');
  piece += 1;
  const file = join(folder, `${name} ${threadId}.${piece}.cpuprofile`);
  writeFileSync(file, JSON.stringify(profile));
}

setInterval(() => void write(), PIECE_MS).unref();
