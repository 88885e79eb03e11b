import { virtualClock } from './clock.ts';
import type {
  SimAction,
  SimActionRequest,
  SimActionResult,
  SimClockResult,
  SimFaults,
  SimFaultsRequest,
  SimProblem,
  SimResendRequest,
  SimResendResult,
} from './control.ts';
import { type ControlCall, type ControlClient, controlClient } from './control-client.ts';
import { isUuid } from './create-request.ts';
import type { SimulatorIntegration } from './integration.ts';
import { isRecord, parseJson } from './json.ts';
import { readSettings } from './settings.ts';
import type { Guard } from './shape.ts';
import { startSimulator as startServer } from './simulator.ts';
import { unknownName } from './suggest.ts';

/** How a simulator is started inside a test suite; what is left out is as with `npm run simulator`. */
export interface SimulatorOptions extends Partial<SimulatorIntegration> {
  /** Where the webhooks of all kinds go. */
  readonly webhookUrl: string;
  /** 0, any free one, by default. */
  readonly port?: number;
  /** Where everything is kept; memory only without. */
  readonly dataDir?: string;
  /** Base of session URLs, the simulator's own by default. */
  readonly publicUrl?: string;
}

type Controls = Pick<ControlClient, 'session' | 'sessions' | 'delivery' | 'deliveries'> & {
  /** Resolves when the webhooks that the action caused have been tried once. */
  act(
    id: string,
    action: SimAction,
    details?: Omit<SimActionRequest, 'action'>,
  ): Promise<SimActionResult>;
  resend(delivery: string, edit?: SimResendRequest): Promise<SimResendResult>;
  /** Replaces the whole set; `{}` clears it. */
  faults(set: SimFaultsRequest): Promise<SimFaults>;
  /** Moves the virtual clock by seconds or to the next thing owed; everything on the way is done first. */
  advance(to: number | 'next'): Promise<SimClockResult>;
};

/** A running simulator, and its control API as methods: each throws a `SimulatorRefusal`. */
export type Simulator = Controls & {
  /** Veriff's base URL for the backend under test. */
  readonly url: string;
  readonly port: number;
  readonly apiKey: string;
  readonly sharedSecret: string;
  /** Ends what is under way and frees the port. */
  stop(): Promise<void>;
};

/** What the control API refused, in its own words. */
export class SimulatorRefusal extends Error {
  readonly status: number;
  /** `illegal-action`, `not-found` … */
  readonly code: string;

  constructor(problem: Pick<SimProblem, 'status' | 'code' | 'detail'>) {
    super(problem.detail);
    this.name = 'SimulatorRefusal';
    this.status = problem.status;
    this.code = problem.code;
  }
}

/** Starts Veriff inside a test suite: a server, a clock and a state of its own for each call. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { webhookUrl, port = 0, dataDir, publicUrl, ...given } = options;
  const integration = { ...readSettings([], {}).integration, ...given };
  checkOptions(options, integration);
  const clock = virtualClock();
  const server = await startServer({
    port,
    clock,
    webhookUrl,
    integration,
    ...(dataDir !== undefined && { dataDir }),
    ...(publicUrl !== undefined && { publicUrl }),
  });
  const { apiKey, sharedSecret } = integration;
  return {
    url: server.url,
    port: server.port,
    apiKey,
    sharedSecret,
    ...controls(server.url),
    stop: async () => {
      await clock.stop();
      await server.close();
    },
  };
}

const SERVER_OPTIONS = ['webhookUrl', 'port', 'dataDir', 'publicUrl'];
const INTEGRATION_OPTIONS = [
  'decides',
  'deleteEnabled',
  'attemptLimit',
  'strictTimestamp',
] as const satisfies readonly (keyof SimulatorIntegration)[];

/** Tests are often plain JavaScript: a typing mistake must not pass in silence. */
function checkOptions(options: SimulatorOptions, integration: SimulatorIntegration): void {
  const known = [...SERVER_OPTIONS, ...Object.keys(readSettings([], {}).integration)];
  known.push(...INTEGRATION_OPTIONS);
  for (const name of Object.keys(options)) {
    if (!known.includes(name))
      throw new TypeError(`${name}: ${unknownName('option', name, known)}`);
  }
  if (!isUuid(integration.apiKey)) {
    throw new TypeError(`apiKey: "${integration.apiKey}" is not a UUID, as Veriff's keys are`);
  }
  if (URL.parse(options.webhookUrl) === null) {
    throw new TypeError(`webhookUrl: "${options.webhookUrl}" is not an address`);
  }
}

function controls(url: string): Controls {
  const client = controlClient(async (call, is) => ask(url, call, is));
  return {
    ...client,
    act: async (id, action, details = {}) => client.act(id, { action, ...details }),
    resend: async (delivery, edit = {}) => client.resend(delivery, edit),
    faults: async (set) => client.setFaults(set),
    advance: async (to) => client.advance(to === 'next' ? { to } : { advanceSeconds: to }),
  };
}

async function ask<Body>(url: string, call: ControlCall, is: Guard<Body>): Promise<Body> {
  const { method, path, body } = call;
  const response = await fetch(`${url}${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const answer = parseJson(await response.text());
  if (response.ok && is(answer)) return answer;
  const { code, detail } = isRecord(answer) ? answer : {};
  throw new SimulatorRefusal({
    status: response.status,
    code: String(code),
    detail: String(detail),
  });
}
