import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type VirtualClock, virtualClock } from '../../local/veriff/clock.ts';
import type {
  SimActionRequest,
  SimActionResult,
  SimClockRequest,
  SimClockResult,
  SimDelivery,
  SimDeliveryList,
  SimFaults,
  SimProblem,
  SimSession,
} from '../../local/veriff/control.ts';
import { hmacSignature } from '../../local/veriff/signature.ts';
import {
  type Simulator,
  type SimulatorIntegration,
  type SimulatorLogLine,
  startSimulator,
} from '../../local/veriff/simulator.ts';

export const INTEGRATION = {
  id: '6741a8d1-d4b9-43c7-a437-7bd92622b4e0',
  name: 'Example company',
  apiKey: '74eb17ae-3796-4f3a-87d5-d05c8fd6617e',
  sharedSecret: '475365ad-495a-4534-82f0-d273f3fe2b16',
  previousSharedSecret: 'ffe47337-d305-4b3a-8409-689a463c2ac7',
} as const satisfies SimulatorIntegration;

const { previousSharedSecret: _previous, ...SINGLE } = INTEGRATION;

/** Whatever Veriff says, as far as tests look at it. */
export interface Wire {
  readonly status?: string;
  readonly code?: string | number | null;
  readonly message?: string;
  readonly id?: string;
  readonly attemptId?: string;
  readonly sessionId?: string;
  readonly action?: string;
  readonly eventType?: string;
  readonly checkType?: string;
  readonly newField?: string;
  readonly technicalData?: { readonly ip: string | null };
  readonly verification?: WireVerification | null;
  readonly verifications?: readonly Wire[];
  readonly person?: Wire | null;
  readonly firstName?: string;
  readonly images?: readonly WireMedium[];
  readonly videos?: readonly WireMedium[];
  readonly image?: WireMedium;
  readonly data?: {
    readonly verification?: Record<string, unknown>;
    readonly matchStatus?: string;
  };
}

export interface WireVerification {
  readonly id: string;
  readonly url: string;
  readonly host: string;
  readonly sessionToken: string;
  readonly attemptId: string;
  readonly status: string;
  readonly code: number | null;
  readonly reason: string | null;
  readonly reasonCode: number | null;
  readonly vendorData: string | null;
  readonly endUserId: string | null;
  readonly decisionTime: string;
  readonly person: Record<string, unknown>;
}

export interface WireMedium {
  readonly id: string;
  readonly context: string;
  readonly mimetype: string;
  readonly size: number;
  readonly url: string;
}

export interface Received {
  readonly at: number;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly bytes: Buffer;
  readonly text: string;
  /** The body as JSON, or undefined where it is none. */
  readonly json: Wire | undefined;
}

export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** Decides each answer; `hang` never answers. */
  answer: (received: Received) => number | 'hang';
}

/** A webhook receiver on a real socket. */
export async function startReceiver(now: () => number = Date.now): Promise<Receiver> {
  const received: Received[] = [];
  const receiver = { url: '', received, answer: (): number | 'hang' => 200 } as Receiver;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const bytes = Buffer.concat(chunks);
      const { headers, rawHeaders } = request;
      const text = bytes.toString();
      const one: Received = { at: now(), headers, rawHeaders, bytes, text, json: jsonOf(text) };
      received.push(one);
      const status = receiver.answer(one);
      if (status === 'hang') return;
      const location = status >= 300 && status < 400 ? { location: '/elsewhere' } : {};
      response.writeHead(status, location).end('noted');
    });
  });
  return Object.assign(receiver, { url: `${await listening(server)}/hook` });
}

/** Opens a server on a free port and answers its address; it is closed after the test. */
export async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function jsonOf(text: string): Wire | undefined {
  try {
    return JSON.parse(text) as Wire;
  } catch {
    return undefined;
  }
}

export interface ControlAnswer {
  readonly status: number;
  readonly type: string | null;
  readonly body: SimProblem & Record<string, unknown>;
}

export interface Rig {
  readonly clock: VirtualClock;
  readonly simulator: Simulator;
  readonly receiver: Receiver;
  readonly log: SimulatorLogLine[];
  /** A call to Veriff's API, signed as it has to be. */
  veriff(call: string, body?: string | object, headers?: Record<string, string>): Promise<Response>;
  create(verification?: object): Promise<string>;
  play(
    id: string,
    ...actions: readonly (SimActionRequest['action'] | SimActionRequest)[]
  ): Promise<SimActionResult>;
  /** `GET /_sim/clock` */
  control(call: string, body?: unknown): Promise<ControlAnswer>;
  session(id: string): Promise<SimSession>;
  deliveries(query?: string): Promise<SimDeliveryList['deliveries']>;
  delivery(id: string): Promise<SimDelivery>;
  faults(set: unknown): Promise<SimFaults>;
  advance(seconds: number): Promise<SimClockResult>;
  decision(id: string): Promise<Wire>;
  stop(): Promise<void>;
}

/** A folder of its own for one test, taken away after it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface RigOptions {
  readonly integration?: Partial<SimulatorIntegration>;
  readonly dataDir?: string;
  readonly offsetMs?: number;
  readonly receiver?: Receiver;
  readonly webhookTimeoutMs?: number;
  /** An integration that was never rotated. */
  readonly oneSecret?: true;
}

/** A simulator with its own clock and its own receiver, taken down after the test. */
export async function startRig(options: RigOptions = {}): Promise<Rig> {
  const clock = virtualClock(options.offsetMs === undefined ? {} : { offsetMs: options.offsetMs });
  const receiver = options.receiver ?? (await startReceiver(() => clock.now()));
  const log: SimulatorLogLine[] = [];
  const simulator = await startSimulator({
    port: 0,
    clock,
    webhookUrl: receiver.url,
    integration: { ...(options.oneSecret ? SINGLE : INTEGRATION), ...options.integration },
    ...(options.dataDir === undefined ? {} : { dataDir: options.dataDir }),
    ...(options.webhookTimeoutMs === undefined
      ? {}
      : { webhookTimeoutMs: options.webhookTimeoutMs }),
    log: (line) => log.push(line),
  });
  let stopped = false;
  const stop = async (): Promise<void> => {
    if (stopped) return;
    stopped = true;
    await clock.stop();
    await simulator.close();
  };
  onTestFinished(stop);
  return { clock, simulator, receiver, log, stop, ...callers(simulator) };
}

type Callers = Omit<Rig, 'clock' | 'simulator' | 'receiver' | 'log' | 'stop'>;

function callers(simulator: Simulator): Callers {
  const control: Rig['control'] = async (call, body) => {
    const [method = '', path = ''] = call.split(' ');
    const answer = await fetch(`${simulator.url}${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const type = answer.headers.get('content-type');
    return { status: answer.status, type, body: (await answer.json()) as ControlAnswer['body'] };
  };
  const expectOk = async <T>(call: string, body?: unknown): Promise<T> => {
    const answer = await control(call, body);
    if (answer.status !== 200) throw new Error(`${call}: ${JSON.stringify(answer.body)}`);
    return answer.body as unknown as T;
  };
  const veriff: Rig['veriff'] = async (call, body, headers = {}) => {
    const [method = '', path = ''] = call.split(' ');
    const text = typeof body === 'object' ? JSON.stringify(body) : body;
    const signed = text ?? path.split('/')[3] ?? '';
    return fetch(`${simulator.url}${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        'x-auth-client': INTEGRATION.apiKey,
        'x-hmac-signature': hmacSignature(INTEGRATION.sharedSecret, signed),
        ...headers,
      },
      ...(text === undefined ? {} : { body: text }),
    });
  };
  return {
    control,
    veriff,
    create: async (verification = {}) => {
      const answer = await veriff('POST /v1/sessions', { verification });
      const body = (await answer.json()) as Wire;
      if (!body.verification) throw new Error(JSON.stringify(body));
      return body.verification.id;
    },
    play: async (id, ...actions) => {
      let last: SimActionResult | undefined;
      for (const action of actions) {
        const body = typeof action === 'string' ? { action } : action;
        last = await expectOk(`POST /_sim/sessions/${id}/actions`, body);
      }
      return last as SimActionResult;
    },
    session: async (id) => expectOk(`GET /_sim/sessions/${id}`),
    deliveries: async (query = '') =>
      (await expectOk<SimDeliveryList>(`GET /_sim/deliveries?${query}`)).deliveries,
    delivery: async (id) => expectOk(`GET /_sim/deliveries/${id}`),
    faults: async (set) => expectOk('PUT /_sim/faults', set),
    advance: async (advanceSeconds) =>
      expectOk('POST /_sim/clock', { advanceSeconds } satisfies SimClockRequest),
    decision: async (id) =>
      (await (await veriff(`GET /v1/sessions/${id}/decision`)).json()) as Wire,
  };
}
