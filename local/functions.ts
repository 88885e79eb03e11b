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
import type { FunctionError, WorkerAnswer } from './worker-messages.ts';

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
  /** The folder of the bundles, `dist/functions` of this project by default. */
  readonly folder?: string;
}

/** All functions of the service, ready to be started by name. */
export interface FunctionSet {
  readonly invoke: (name: FunctionName, event: string) => Promise<WorkerAnswer>;
  /** The same as long as no function was started; undefined while one is running. */
  readonly activity: () => number | undefined;
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
      const answer = await pool.invoke(event);
      running -= 1;
      if ('error' in answer) options.onFailure?.(name, answer.error);
      return answer;
    },
    activity: () => (running > 0 ? undefined : started),
    close: async () => {
      await Promise.all([...pools.values()].map(async (pool) => pool.close()));
    },
  };
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
    AWS_ACCESS_KEY_ID: 'local',
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
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    TZ: ':UTC',
  };
}
