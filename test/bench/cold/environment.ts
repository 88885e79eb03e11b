import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EVENTS, flawOf } from '../../../build/rehearsal/events.ts';
import { PAIR } from './certificate.ts';
import { json } from './json.ts';
import { CASE_NAMES, CASES, type Case, type Variant } from './variants.ts';

/** What one process measured of itself; milliseconds, and bytes. */
export interface Sample {
  readonly coldWall: number;
  readonly coldCpu: number;
  readonly loadWall: number;
  readonly loadCpu: number;
  readonly firstWall: number;
  readonly firstCpu: number;
  readonly rss: number;
  readonly warmCpu?: number;
  readonly warmP50?: number;
  readonly warmP99?: number;
  readonly warmRss?: number;
}

/** What Lambda's bootstrap is believed to start Node with, for 512 MB. */
export const LAMBDA_FLAGS: readonly string[] = [
  '--expose-gc',
  '--max-http-header-size=81920',
  '--max-semi-space-size=24',
  '--max-old-space-size=460',
];

/** One process to start. */
export interface Run {
  readonly variant: Variant;
  readonly of: Case;
  readonly flags: readonly string[];
  readonly invocations?: number;
  readonly shiftMs?: number;
}

/** Where variants are run: AWS and Veriff beside them, events to give them. */
export interface Environment {
  run(run: Run): Promise<Sample>;
  /** What a variant answers to another event than the usual one. */
  answer(run: Run, event: object): Promise<unknown>;
  /** The calls that were made since it was last asked. */
  calls(): Promise<readonly string[]>;
  close(): void;
}

/** The next thing that the stub says. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- it stands for a cast, in one place
async function message<Told>(child: ChildProcess): Promise<Told> {
  const messages: unknown[] = await once(child, 'message');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- stub.ts is the only one that speaks
  return messages[0] as Told;
}

/** Node, on one core where that is wanted. */
function command(
  args: readonly string[],
  isOneCore: boolean,
): readonly [string, readonly string[]] {
  return isOneCore ? ['taskset', ['-c', '0', process.execPath, ...args]] : [process.execPath, args];
}

async function output([file, args]: ReturnType<typeof command>, env: NodeJS.ProcessEnv) {
  const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  }
  await new Promise((resolve) => child.once('close', resolve));
  return chunks.join('');
}

/** What the runner tells of its process. */
interface Spoken {
  readonly sample: Sample;
  readonly answer: unknown;
}

function spokenIn(text: string, what: string): Spoken {
  const line = /^BENCH (.*)$/m.exec(text)?.[1];
  if (line === undefined) throw new Error(`${what} failed:\n${text}`);
  return json<Spoken>(line);
}

function variables(
  addresses: Readonly<Record<string, string>>,
  certificate: string,
): Readonly<Record<string, string>> {
  const endpoints = Object.entries(addresses).map(([name, url]): [string, string] => [
    `AWS_ENDPOINT_URL_${name}`,
    url,
  ]);
  return {
    ...Object.fromEntries(endpoints),
    NODE_EXTRA_CA_CERTS: certificate,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    // As long as a real one.
    AWS_SESSION_TOKEN: 'x'.repeat(850),
    _X_AMZN_TRACE_ID: 'Root=1-69a4f2a0-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=1',
    AWS_LAMBDA_FUNCTION_NAME: 'bench',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    TABLE_NAME: 'sessions',
    SECRET_ID: 'veriff',
    EVENT_BUS_NAME: 'events',
    METRIC_NAMESPACE: 'Bench',
  };
}

/** What is needed to start. */
interface Setup {
  readonly runner: string;
  /** Our function that makes the session which the others find. */
  readonly creator: Variant;
  readonly isOneCore?: boolean;
}

/** Starts the stub and makes the session that the functions find. */
export async function startEnvironment(
  folder: string,
  { runner, creator, isOneCore = false }: Setup,
): Promise<Environment> {
  const stub = fork(fileURLToPath(new URL('./stub.ts', import.meta.url)));
  const { addresses } = await message<{ addresses: Record<string, string> }>(stub);
  const certificate = join(folder, 'ca.pem');
  writeFileSync(certificate, PAIR.cert);
  for (const of of CASE_NAMES) {
    writeFileSync(join(folder, `${of}.json`), JSON.stringify(EVENTS[CASES[of]]()));
  }
  const env = variables(addresses, certificate);

  async function started(asked: Run, event: string): Promise<Spoken> {
    const { variant, of, flags, invocations = 0, shiftMs = 0 } = asked;
    const used = variant.isWrapped === true ? flags.filter((f) => f !== '--expose-gc') : flags;
    const args = [...used, runner, variant.handler, join(folder, event), `${invocations}`];
    const shifted = { ...env, BENCH_SHIFT_MS: `${shiftMs}` };
    const text = await output(command(args, isOneCore), shifted);
    return spokenIn(text, `${variant.name} of ${of}`);
  }

  async function run(asked: Run): Promise<Sample> {
    const { sample, answer } = await started(asked, `${asked.of}.json`);
    const flaw = flawOf(answer);
    if (flaw === undefined) return sample;
    throw new Error(`${asked.variant.name} of ${asked.of} answered ${flaw}`);
  }

  await run({ variant: creator, of: 'create', flags: [], shiftMs: -3_600_000 });
  return {
    run,
    answer: async (asked, event) => {
      writeFileSync(join(folder, 'other.json'), JSON.stringify(event));
      return (await started(asked, 'other.json')).answer;
    },
    calls: async () => {
      const answer = message<{ calls: string[] }>(stub);
      stub.send('calls');
      return (await answer).calls;
    },
    close: () => stub.disconnect(),
  };
}
