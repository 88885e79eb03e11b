import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { isRecord, parseJson } from '../local/veriff/json.ts';
import { CliError, EXIT } from './errors.ts';
import type { Target } from './target.ts';

/** A local run of our own: in memory, on free ports, gone when we are. */
export interface OwnRun {
  readonly target: Target;
  stop(): Promise<void>;
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FREE_PORTS = { CONSOLE_PORT: '0', API_PORT: '0', SIMULATOR_PORT: '0' };

/** Builds the bundles and starts a run; throws a `CliError` with what it said where it does not come up. */
export async function startOwnRun(): Promise<OwnRun> {
  await ended(program(['build.ts']));
  const child = program(['local/main.ts', '--ephemeral', '--quiet', '--json']);
  const end = (): void => {
    child.kill('SIGTERM');
  };
  process.once('exit', end);
  const target = await ready(child);
  return {
    target,
    stop: async () => {
      process.off('exit', end);
      end();
      await exited(child);
    },
  };
}

function program(args: readonly string[]): ChildProcess {
  const env = { ...process.env, ...FREE_PORTS };
  return spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function ready(child: ChildProcess): Promise<Target> {
  const errors = errorsOf(child);
  if (child.stdout === null) throw new Error('a program without output');
  for await (const line of createInterface({ input: child.stdout })) {
    const target = targetIn(parseJson(line));
    if (target === undefined) continue;
    // Nobody reads on, and a full pipe would stop it.
    child.stdout.resume();
    return target;
  }
  throw notUp(errors());
}

function targetIn(line: unknown): Target | undefined {
  if (!isRecord(line) || line['ready'] !== true) return undefined;
  const { consoleUrl, apiUrl, simulatorUrl } = line;
  return {
    consoleUrl: String(consoleUrl),
    apiUrl: String(apiUrl),
    simulatorUrl: String(simulatorUrl),
  };
}

async function ended(child: ChildProcess): Promise<void> {
  const errors = errorsOf(child);
  child.stdout?.resume();
  if ((await exited(child)) !== 0) throw notUp(errors());
}

async function exited(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}

function errorsOf(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  return () => text;
}

function notUp(errors: string): CliError {
  return new CliError('a local run for the scenarios does not come up', {
    exit: EXIT.noAnswer,
    details: errors.trim().split('\n'),
    tryThis: 'npm start -- --ephemeral',
  });
}
