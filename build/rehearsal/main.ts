import { readFile, rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Script } from 'node:vm';
import { ENVIRONMENT } from '../../shared/contract/environment.ts';
import { FUNCTIONS, type FunctionName } from '../../shared/contract/routes.ts';
import { EVENTS, flawOf } from './events.ts';
import { services } from './services.ts';

// node build/rehearsal/main.ts <bundle> <cache>: takes the bundle of a function through its init and one
// event, in a process of its own, and writes the code cache that V8 has of it then. By then the functions
// are compiled that a first event needs; a cache made right after loading holds half of them.

type Handler = (event: object, context: object) => Promise<unknown>;

interface Loaded {
  readonly handler: Handler;
  readonly warmUp?: (isCacheRefused: boolean) => Promise<void>;
}

function isLoaded(value: unknown): value is Loaded {
  return typeof value === 'object' && value !== null && 'handler' in value;
}

/** What Node calls a CommonJS file with. */
type Wrapper = (...parts: readonly unknown[]) => void;

function isWrapper(value: unknown): value is Wrapper {
  return typeof value === 'function';
}

function wrapper(value: unknown): Wrapper {
  if (isWrapper(value)) return value;
  throw new Error('the bundle is not wrapped');
}

function loaded(value: unknown): Loaded {
  if (isLoaded(value)) return value;
  throw new Error('the bundle exports no handler');
}

async function serve(): Promise<string> {
  let address = '';
  const answer = services(() => address);
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  server.unref();
  const at = server.address();
  if (typeof at !== 'object' || at === null) throw new Error('no port');
  address = `http://127.0.0.1:${at.port}`;
  return address;
}

function environment(address: string): Readonly<Record<string, string>> {
  return {
    [ENVIRONMENT.table]: 'sessions',
    [ENVIRONMENT.secret]: 'veriff',
    [ENVIRONMENT.bus]: 'events',
    [ENVIRONMENT.metricNamespace]: 'Rehearsal',
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    AWS_SESSION_TOKEN: 'x'.repeat(850),
    AWS_ENDPOINT_URL: address,
  };
}

/** The event of one function that was loaded, checked. */
async function perform(name: FunctionName, { handler }: Loaded): Promise<void> {
  const context = { awsRequestId: 'rehearsal', getRemainingTimeInMillis: () => 30_000 };
  const flaw = flawOf(await handler(EVENTS[name](), context));
  if (flaw !== undefined) throw new Error(`the rehearsal of ${name} answered ${flaw}`);
}

/** There has to be a session, as the code of today stores it. */
async function makeSession(folder: string): Promise<void> {
  const index = pathToFileURL(join(folder, '../create-session/index.mjs'));
  await perform('create-session', loaded(await import(index.href)));
  // So that it is due for the sweep.
  const now = Date.now;
  Date.now = () => now() + 3_600_000;
}

async function rehearse(bundle: string, cache: string): Promise<void> {
  const folder = dirname(bundle);
  const name = FUNCTIONS.find((each) => folder.endsWith(each));
  if (name === undefined) throw new Error(`${folder} is the folder of no function`);
  Object.assign(process.env, environment(await serve()));
  if (name !== 'create-session') await makeSession(folder);
  const script = new Script(await readFile(bundle, 'latin1'), { filename: bundle });
  const module: { exports: unknown } = { exports: {} };
  const run = wrapper(script.runInThisContext());
  run(module.exports, createRequire(bundle), module, bundle, folder);
  const code = loaded(module.exports);
  await code.warmUp?.(false);
  await perform(name, code);
  await writeFile(`${cache}.${process.pid}`, script.createCachedData());
  await rename(`${cache}.${process.pid}`, cache);
}

const [bundle, cache] = process.argv.slice(2);
if (bundle === undefined || cache === undefined) throw new Error('usage: main.ts <bundle> <cache>');
await rehearse(bundle, cache);
// The connections of the clients stay open for as long as they may.
process.exit(0);
