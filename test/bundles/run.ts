import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { EVENTS } from '../../build/rehearsal/events.ts';
import type { FunctionName } from '../../shared/contract/routes.ts';

const RUN = fileURLToPath(new URL('./one-event.ts', import.meta.url));

/** What one function did in a process of its own. */
export interface Ran {
  readonly answer: unknown;
  /** The modules of Node that the function loaded, and not the runner. */
  readonly loaded: readonly string[];
  /** The files that it read. */
  readonly read: readonly string[];
  /** Whether V8 refused the code cache; nothing where it was given none. */
  readonly refused?: boolean;
  /** All that was printed. */
  readonly printed: string;
}

/** How it is run. */
export interface How {
  /** Where the bundles are. */
  readonly folder?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
}

/** Gives a function its usual event, with AWS and Veriff at an address. */
export async function ran(name: FunctionName, address: string, how: How = {}): Promise<Ran> {
  const { folder = 'dist/functions', env = {}, flags = [] } = how;
  const file = resolve(folder, name, 'index.mjs');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...flags, RUN, file, JSON.stringify(EVENTS[name]())],
    {
      env: {
        TABLE_NAME: 'sessions',
        SECRET_ID: 'veriff',
        EVENT_BUS_NAME: 'events',
        METRIC_NAMESPACE: 'Test',
        AWS_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'key',
        AWS_ENDPOINT_URL: address,
        ...env,
      },
    },
  );
  const line = /^RAN (.*)$/m.exec(stdout)?.[1] ?? '{}';
  return { ...(JSON.parse(line) as Omit<Ran, 'printed'>), printed: stdout };
}
