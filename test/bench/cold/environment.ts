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

async function output(file: string, args: readonly string[], env: NodeJS.ProcessEnv) {
  const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  }
  await new Promise((resolve) => child.once('close', resolve));
  return chunks.join('');
}

function sampleOf(text: string, what: string): Sample {
  const line = /^BENCH (.*)$/m.exec(text)?.[1];
  if (line === undefined) throw new Error(`${what} failed:\n${text}`);
  const { sample, answer } = json<{ sample: Sample; answer: unknown }>(line);
  const flaw = flawOf(answer);
  if (flaw !== undefined) throw new Error(`${what} answered ${flaw}\n${text}`);
  return sample;
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
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    TABLE_NAME: 'sessions',
    SECRET_ID: 'veriff',
    EVENT_BUS_NAME: 'events',
    METRIC_NAMESPACE: 'Bench',
  };
}

/** Starts the stub and makes the session that the functions find. */
export async function startEnvironment(
  folder: string,
  { runner, creator }: { readonly runner: string; readonly creator: Variant },
): Promise<Environment> {
  const stub = fork(fileURLToPath(new URL('./stub.ts', import.meta.url)));
  const { addresses } = await message<{ addresses: Record<string, string> }>(stub);
  const certificate = join(folder, 'ca.pem');
  writeFileSync(certificate, PAIR.cert);
  for (const of of CASE_NAMES) {
    writeFileSync(join(folder, `${of}.json`), JSON.stringify(EVENTS[CASES[of]]()));
  }
  const env = variables(addresses, certificate);

  async function run({ variant, of, flags, invocations = 0, shiftMs = 0 }: Run): Promise<Sample> {
    const used = variant.isWrapped === true ? flags.filter((f) => f !== '--expose-gc') : flags;
    const args = [...used, runner, variant.handler, join(folder, `${of}.json`), `${invocations}`];
    const text = await output(process.execPath, args, { ...env, BENCH_SHIFT_MS: `${shiftMs}` });
    return sampleOf(text, `${variant.name} of ${of}`);
  }

  await run({ variant: creator, of: 'create', flags: [], shiftMs: -3_600_000 });
  return {
    run,
    calls: async () => {
      const answer = message<{ calls: string[] }>(stub);
      stub.send('calls');
      return (await answer).calls;
    },
    close: () => stub.disconnect(),
  };
}
