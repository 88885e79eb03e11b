import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { buildAll } from '../../../build/functions.ts';
import { ALL, type Levers } from '../../../build/loader.ts';
import { zipBytes } from '../../../build/zip.ts';
import { json } from './json.ts';
import { oursOfEnvironment } from './secret-in-bundle.ts';

/** The functions that are measured, by the names of the tables. */
export const CASES = {
  webhook: 'receive-webhook',
  'webhook-env': 'receive-webhook',
  create: 'create-session',
  poll: 'poll-decision',
} as const;
export type Case = keyof typeof CASES;
export const CASE_NAMES: readonly Case[] = ['webhook', 'webhook-env', 'create', 'poll'];

/** Something to measure. */
export interface Variant {
  readonly name: string;
  readonly handler: string;
  /** Without the flag, as `AWS_LAMBDA_EXEC_WRAPPER` would start it. */
  readonly isWrapped?: boolean;
  readonly bytes: number;
  readonly zip: number;
}

const SOURCES = fileURLToPath(new URL('./variants', import.meta.url));

/** What NodejsFunction of aws-cdk-lib gives to esbuild for Node 24, with the SDK in the bundle. */
const PEER = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
} as const satisfies BuildOptions;

const FLOOR = { ...PEER, minify: true, mainFields: ['module', 'main'] } satisfies BuildOptions;

function isOnlyHere(name: string): boolean {
  return name.endsWith('.map');
}

function weighed(name: string, folder: string, more: Partial<Variant> = {}): Variant {
  const files = readdirSync(folder);
  const index = files.includes('index.mjs') ? 'index.mjs' : 'index.js';
  const code = files.filter((file) => /\.m?js$/.test(file));
  return {
    name,
    handler: join(folder, index),
    bytes: code.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0),
    zip: zipBytes(folder, isOnlyHere),
    ...more,
  };
}

async function bundled(out: string, source: string, options: BuildOptions): Promise<string> {
  const folder = join(out, source);
  mkdirSync(folder, { recursive: true });
  const entry = join(SOURCES, `${source}.ts`);
  await build({ ...options, entryPoints: { index: entry }, outdir: folder, logLevel: 'error' });
  return folder;
}

async function ours(out: string, levers: Levers = ALL): Promise<(of: Case) => string> {
  await buildAll({ functions: 'functions', out }, levers);
  return (of) => join(out, CASES[of]);
}

/** As it was before: one ES module with the whole SDK. */
async function oneModule(out: string): Promise<string> {
  await build({
    ...FLOOR,
    format: 'esm',
    entryPoints: { index: 'functions/receive-webhook/index.ts' },
    outdir: out,
    outExtension: { '.js': '.mjs' },
  });
  return out;
}

const WITHOUT: Readonly<Record<string, Partial<Levers>>> = {
  'ours, whole SDK': { stubs: false },
  'ours, no code cache': { codeCache: false },
  'ours, flag kept': { flagReset: false },
  'ours, no warm-up': { warmUp: false },
};

/** Every variant of one function that is always measured. */
export async function mainVariants(out: string): Promise<ReadonlyMap<Case, readonly Variant[]>> {
  const own = await ours(join(out, 'ours'));
  const ofEnvironment = await oursOfEnvironment(SOURCES, join(out, 'ours-env'));
  const all = new Map<Case, readonly Variant[]>();
  for (const of of CASE_NAMES) {
    all.set(of, [
      weighed('floor', await bundled(out, `${of}-floor`, FLOOR)),
      weighed('peer', await bundled(out, `${of}-peer`, PEER)),
      weighed('ours', of === 'webhook-env' ? ofEnvironment : own(of)),
      ...(of === 'webhook'
        ? [weighed('Powertools', await bundled(out, 'webhook-powertools', PEER))]
        : []),
    ]);
  }
  return all;
}

/** Nothing but Node. */
export async function emptyVariant(out: string): Promise<Variant> {
  return weighed('empty', await bundled(out, 'empty', FLOOR));
}

/** Ours with a code cache that V8 refuses. */
function refusedCache(out: string): Variant {
  const folder = join(out, 'refused-cache');
  cpSync(join(out, 'ours', CASES.webhook), folder, { recursive: true });
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.cache'))) {
    const path = join(folder, file);
    writeFileSync(path, Buffer.alloc(statSync(path).size, 7));
  }
  return weighed('ours, refused cache', folder);
}

/** Our webhook without each lever in turn, with a cache that is of no use, with all of them off, and with the flag taken away from outside. */
export async function leverVariants(out: string): Promise<readonly Variant[]> {
  const variants: Variant[] = [];
  for (const [name, off] of Object.entries(WITHOUT)) {
    const own = await ours(join(out, name.replaceAll(/\W+/g, '-')), { ...ALL, ...off });
    variants.push(weighed(name, own('webhook')));
  }
  variants.push(refusedCache(out));
  variants.push(weighed('before', await oneModule(join(out, 'before'))));
  variants.push(
    weighed('ours, exec wrapper', join(out, 'ours', CASES.webhook), { isWrapped: true }),
  );
  return variants;
}

/** The runner is a plain script: Node's stripping of types would be measured with it. */
export async function buildRunner(out: string): Promise<string> {
  const source = fileURLToPath(new URL('./runner.ts', import.meta.url));
  const outfile = join(out, 'runner.mjs');
  await build({
    entryPoints: [source],
    bundle: true,
    outfile,
    platform: 'node',
    format: 'esm',
    target: 'node24',
  });
  return outfile;
}

/** The versions that a result belongs to. */
export function versions(): Readonly<Record<string, string>> {
  const packages = [
    '@aws-sdk/client-dynamodb',
    'zod',
    '@middy/core',
    '@aws-lambda-powertools/logger',
    'esbuild',
    'aws-cdk-lib',
  ];
  const found = packages.map((name) => {
    const text = readFileSync(`node_modules/${name}/package.json`, 'utf8');
    return [name, json<{ version: string }>(text).version] as const;
  });
  return { node: process.versions.node, v8: process.versions.v8, ...Object.fromEntries(found) };
}
