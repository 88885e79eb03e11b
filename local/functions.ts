import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ENVIRONMENT } from '../shared/contract/environment.ts';
import { METRIC_NAMESPACE } from '../shared/contract/metrics.ts';
import {
  FUNCTION_MEMORY_MB,
  FUNCTION_TIMEOUT_SECONDS,
  FUNCTIONS,
  type FunctionName,
} from '../shared/contract/routes.ts';
import { type FunctionPool, functionPool } from './bundles.ts';
import { LOCAL_REGION } from './lambda-context.ts';
import { StartError } from './start-error.ts';
import { type FunctionError, timeoutError, type WorkerAnswer } from './worker-messages.ts';

/** Where the functions find the services that AWS would be, and the names in them. */
export interface Surroundings {
  readonly dynamodb: string;
  readonly eventBridge: string;
  readonly secretsManager: string;
  readonly tableName: string;
  readonly busName: string;
  readonly secretId: string;
}

/** What running the functions takes. */
export interface FunctionSetOptions {
  readonly surroundings: Surroundings;
  readonly offsetCell: SharedArrayBuffer;
  readonly log: (text: string) => void;
  /** Told about each failure that a caller only sees as a 502. */
  readonly onFailure?: (name: FunctionName, error: FunctionError) => void;
  /** Whether a run of a function is stopped for its time, before it begins or before it tells what it did. */
  readonly timesOut?: (name: FunctionName, event: string) => 'start' | 'end' | undefined;
  /** The folder of the bundles, `dist/functions` of this project by default. */
  readonly folder?: string;
}

/** All functions of the service, ready to be started by name. */
export interface FunctionSet {
  readonly invoke: (name: FunctionName, event: string) => Promise<WorkerAnswer>;
  /** The same as long as no function was started; undefined while one is running. */
  readonly activity: () => number | undefined;
  /** The run that an execution environment is busy with, or has done last. */
  invocationOf(environment: string): string | undefined;
  /** Ends an execution environment in the middle of what it does. */
  kill(environment: string): void;
  /** Every function starts afresh with its next event. */
  renew(): void;
  close(): Promise<void>;
}

/**
 * Executions at a time. Each takes about 40 MB, and more would not be faster: the one thread of the
 * database is busy by then.
 */
const MOST_AT_ONCE: Readonly<Record<FunctionName, number>> = {
  'create-session': 2,
  'read-session': 2,
  'list-sessions': 1,
  'erase-session': 1,
  'receive-webhook': 3,
  'poll-decision': 3,
};

/** Every call of an AWS service carries it, so that each of them knows the environment that calls. */
const ACCESS_KEY = 'AWS_ACCESS_KEY_ID';

const DIST = fileURLToPath(new URL('../dist/functions', import.meta.url));

/** Makes the functions of the built bundles; refuses to start without them. */
export function functionSet(options: FunctionSetOptions): FunctionSet {
  const folder = options.folder ?? DIST;
  const pools = new Map(FUNCTIONS.map((name) => [name, poolOf(name, folder, options)]));
  let started = 0;
  let running = 0;
  return {
    invoke: async (name, event) => {
      const pool = pools.get(name);
      if (pool === undefined) throw new Error(`no function ${name}`);
      started += 1;
      running += 1;
      const answer = await withTimeout(pool, { name, event }, options);
      running -= 1;
      if ('error' in answer) options.onFailure?.(name, answer.error);
      return answer;
    },
    activity: () => (running > 0 ? undefined : started),
    invocationOf: (environment) => poolIn(pools, environment)?.invocationOf(environment),
    kill: (environment) => {
      poolIn(pools, environment)?.kill(environment);
    },
    renew: () => {
      for (const pool of pools.values()) pool.renew();
    },
    close: async () => {
      await Promise.all([...pools.values()].map(async (pool) => pool.close()));
    },
  };
}

type Pools = ReadonlyMap<string, FunctionPool>;

/** The pool of an environment, which has the function's name in front: `receive-webhook.3`. */
function poolIn(pools: Pools, environment: string): FunctionPool | undefined {
  return pools.get(environment.split('.')[0] ?? '');
}

async function withTimeout(
  pool: FunctionPool,
  { name, event }: { readonly name: FunctionName; readonly event: string },
  { timesOut }: FunctionSetOptions,
): Promise<WorkerAnswer> {
  const when = timesOut?.(name, event);
  const error = timeoutError(FUNCTION_TIMEOUT_SECONDS[name]);
  if (when === 'start') return { error };
  const answer = await pool.invoke(event);
  return when === 'end' ? { error, ...(answer.ran !== undefined && { ran: answer.ran }) } : answer;
}

function poolOf(name: FunctionName, folder: string, options: FunctionSetOptions): FunctionPool {
  const bundle = `${folder}/${name}/index.mjs`;
  if (!existsSync(bundle)) throw new StartError(`${bundle} is missing. Run: npm run build`);
  const { offsetCell, log, surroundings } = options;
  const environment = environmentOf(name, surroundings);
  return functionPool({
    name,
    bundle,
    environment,
    nameIn: [ACCESS_KEY, 'AWS_LAMBDA_LOG_STREAM_NAME'],
    offsetCell,
    log,
    most: MOST_AT_ONCE[name],
    timeoutMs: FUNCTION_TIMEOUT_SECONDS[name] * 1000,
  });
}

/** What Lambda sets, what the template would set, and where the local services are. Nothing is secret here. */
function environmentOf(name: FunctionName, around: Surroundings): Readonly<Record<string, string>> {
  return {
    [ENVIRONMENT.table]: around.tableName,
    [ENVIRONMENT.secret]: around.secretId,
    [ENVIRONMENT.bus]: around.busName,
    [ENVIRONMENT.metricNamespace]: `${METRIC_NAMESPACE}/local`,
    AWS_REGION: LOCAL_REGION,
    AWS_DEFAULT_REGION: LOCAL_REGION,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL_DYNAMODB: around.dynamodb,
    AWS_ENDPOINT_URL_EVENTBRIDGE: around.eventBridge,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: around.secretsManager,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(FUNCTION_MEMORY_MB),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    TZ: ':UTC',
  };
}
