import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Doors } from '../local/running.ts';

/** A local run in a process of its own, as `npm start` makes it. */
export interface StackProcess extends Doors {
  /** Milliseconds from the start of the process to `ready`. */
  readonly readyAfter: number;
  /** Resident memory of the whole process tree, in bytes. */
  memory(): number;
  /** How much of it are files mapped into memory, Node's own and the database's: the system takes it back when it needs it. */
  mappedFiles(): number;
  /** Asks it to stop and waits; answers the exit code. */
  stop(): Promise<number | null>;
  /** `kill -9`, as a power cut would do it. */
  kill(): Promise<void>;
}

interface ReadyLine {
  readonly ready?: boolean;
  readonly consoleUrl: string;
  readonly apiUrl: string;
  readonly simulatorUrl: string;
}

/** Fields of Linux's `/proc/<pid>/status`. */
type MemoryField = 'VmRSS' | 'RssFile';

function statusOf(pid: number, memory: MemoryField) {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8');
    const field = (name: string) =>
      Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
    return { parent: field('PPid'), bytes: field(memory) * 1024 };
  } catch {
    return { parent: 0, bytes: 0 };
  }
}

function memoryOfTree(root: number, field: MemoryField): number {
  const pids = readdirSync('/proc').map(Number).filter(Boolean);
  const all = new Map(pids.map((pid) => [pid, statusOf(pid, field)]));
  const belongs = (pid: number): boolean =>
    pid === root || (pid > 1 && belongs(all.get(pid)?.parent ?? 0));
  return pids.filter(belongs).reduce((sum, pid) => sum + (all.get(pid)?.bytes ?? 0), 0);
}

async function ready(child: ChildProcess): Promise<ReadyLine> {
  if (child.stdout === null) throw new Error('the process has no output');
  for await (const line of createInterface({ input: child.stdout })) {
    const read = JSON.parse(line) as Partial<ReadyLine>;
    if (read.ready === true) return read as ReadyLine;
  }
  throw new Error('the local run ended before it was ready');
}

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  return new Promise((resolve) => {
    child.once('exit', resolve);
  });
}

/** A local run that has been started and may not be ready yet. */
export interface Launched {
  /** Rejects where it ends before it is ready. */
  readonly ready: Promise<StackProcess>;
  kill(): Promise<void>;
}

/** Starts the local run on free ports over a data folder, with more flags for Node where there are any. */
export function launchProcess(dataDir: string, flags: readonly string[] = []): Launched {
  const from = performance.now();
  const child = spawn(
    process.execPath,
    [...flags, '--max-semi-space-size=8', 'local/start.ts', '--json', '--quiet'],
    {
      env: {
        ...process.env,
        CONSOLE_PORT: '0',
        API_PORT: '0',
        SIMULATOR_PORT: '0',
        DATA_DIR: dataDir,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended(child);
  };
  const whenReady = async (): Promise<StackProcess> => {
    const { consoleUrl, apiUrl, simulatorUrl } = await ready(child);
    child.stdout.resume();
    return {
      consoleUrl,
      apiUrl,
      simulatorUrl,
      readyAfter: performance.now() - from,
      memory: () => memoryOfTree(child.pid ?? 0, 'VmRSS'),
      mappedFiles: () => memoryOfTree(child.pid ?? 0, 'RssFile'),
      async stop() {
        child.kill('SIGTERM');
        return ended(child);
      },
      kill,
    };
  };
  return { ready: whenReady(), kill };
}

/** Starts the local run and waits until it is ready. */
export async function startProcess(
  dataDir: string,
  flags: readonly string[] = [],
): Promise<StackProcess> {
  return launchProcess(dataDir, flags).ready;
}
