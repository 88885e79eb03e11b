import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import type { Stack } from '../../local/stack.ts';
import { people, running } from '../local/running.ts';

const PROGRAM = fileURLToPath(new URL('../../cli/veriff-ops.js', import.meta.url));

/** What a call of the program came to. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Given {
  readonly stdin?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Node's own options. */
  readonly node?: readonly string[];
  /** Ends it with SIGINT when its output holds this. */
  readonly until?: string;
  /** Nobody reads its output. */
  readonly unread?: true;
}

export interface Started {
  /** Resolves when stderr holds a text. */
  says(text: string): Promise<void>;
  /** Ctrl-C. */
  interrupt(): void;
  readonly ended: Promise<Ended>;
}

/** Starts the program as a process of its own, as npx does. */
function start(args: readonly string[], given: Given = {}): Started {
  const child = spawn(process.execPath, [...(given.node ?? []), PROGRAM, ...args], {
    env: { PATH: process.env['PATH'], ...given.env },
    cwd: given.cwd,
  });
  onTestFinished(() => void child.kill('SIGTERM'));
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    if (given.until !== undefined && stdout.includes(given.until)) child.kill('SIGINT');
  });
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  if (given.unread === true) child.stdout.destroy();
  child.stdin.end(given.stdin);
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  const says = async (text: string): Promise<void> => {
    while (!stderr.includes(text)) {
      const more = await Promise.race([once(child.stderr, 'data'), closed]);
      if (!Array.isArray(more)) throw new Error(`it ended and said: ${stderr}`);
    }
  };
  const interrupt = (): void => {
    child.kill('SIGINT');
  };
  return { says, interrupt, ended: closed.then((code) => ({ code, stdout, stderr })) };
}

/** Runs the program to its end. */
export async function veriffOps(args: readonly string[], given: Given = {}): Promise<Ended> {
  return start(args, given).ended;
}

/** The lines of an output that is one JSON object a line. */
export function objects(stdout: string): readonly Record<string, unknown>[] {
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

export interface Here {
  readonly stack: Stack;
  readonly at: ReturnType<typeof people>;
  /** The program, told where this run is by the variables of npm start. */
  ops(args: readonly string[], given?: Given): Promise<Ended>;
  /** The program as it runs. */
  start(args: readonly string[], given?: Given): Started;
  /** The object that `--json` prints. */
  json(...args: readonly string[]): Promise<Record<string, unknown>>;
}

/** A local run for the tests of a file. */
export function aRun(): Here {
  let stack: Stack;
  beforeAll(async () => {
    stack = await running();
  });
  afterAll(async () => stack.close());
  const started: Here['start'] = (args, given = {}) =>
    start(args, { ...given, env: { ...portsOf(stack), ...given.env } });
  const ops: Here['ops'] = async (args, given) => started(args, given).ended;
  return {
    get stack() {
      return stack;
    },
    get at() {
      return people(stack);
    },
    ops,
    start: started,
    json: async (...args) => {
      const { stdout, stderr } = await ops(['--json', ...args]);
      const [object] = objects(stdout);
      if (object === undefined) throw new Error(stderr);
      return object;
    },
  };
}

function portsOf({ consoleUrl, apiUrl, simulatorUrl }: Stack): Record<string, string> {
  return {
    CONSOLE_PORT: new URL(consoleUrl).port,
    API_PORT: new URL(apiUrl).port,
    SIMULATOR_PORT: new URL(simulatorUrl).port,
  };
}
