import { type ControlClient, controlClient } from '../local/veriff/control-client.ts';
import type { Send } from './http.ts';
import { ask } from './problem.ts';

/** What to try where a part of the control API refuses something. */
const TRIES: Readonly<Record<string, string>> = {
  sessions: 'npx veriff-ops sessions show latest',
  deliveries: 'npx veriff-ops webhooks tail',
  faults: 'npx veriff-ops sim faults --help',
  clock: 'npx veriff-ops sim clock next',
};

/** The control API of the simulator. */
export type Simulator = ControlClient;

/** The simulator at an address. Every method throws a `CliError` for what it refuses. */
export function simulatorAt(url: string, send: Send): Simulator {
  return controlClient(async ({ path, ...call }, is) => {
    const [, part = ''] = /^\/_sim\/(\w+)/.exec(path) ?? [];
    const tryThis = TRIES[part];
    return ask(
      send,
      { ...call, url: `${url}${path}` },
      { is, ...(tryThis !== undefined && { tryThis }) },
    );
  });
}
