import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import type { VirtualClock } from './clock.ts';
import { saveClockOffset } from './clock-file.ts';
import { controlApi } from './control-api.ts';
import type { ControlParts } from './control-parts.ts';
import { dispatcher } from './delivery.ts';
import { faultKeeper } from './faults.ts';
import { hostedPage } from './hosted/routes.ts';
import type { Env } from './incoming.ts';
import { completeIntegration, type SimulatorIntegration } from './integration.ts';
import type { Log, SimulatorLogLine } from './log.ts';
import { TIMEOUT_MS, webhookSender } from './sender.ts';
import { hmacSignature } from './signature.ts';
import { openStore } from './store.ts';
import { veriff } from './veriff.ts';
import { type VeriffApiParts, veriffApi } from './veriff-api.ts';

export type { SimulatorIntegration } from './integration.ts';
export type { SimulatorLogLine } from './log.ts';

export interface SimulatorOptions {
  /** 0 = any free port. */
  readonly port: number;
  readonly clock: VirtualClock;
  /** Every kind of webhook goes there. */
  readonly webhookUrl: string;
  readonly integration: SimulatorIntegration;
  /** Where the journal is kept; memory only without. */
  readonly dataDir?: string;
  /** Base of session URLs, http://localhost:<port> by default. */
  readonly publicUrl?: string;
  /** How long the receiver may take, in real time; Veriff's five seconds by default. */
  readonly webhookTimeoutMs?: number;
  /** One line per API call, webhook attempt and action. */
  readonly log?: (line: SimulatorLogLine) => void;
}

export interface Simulator {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Starts Veriff on this machine: its API, its webhooks, its hosted page, and the control API. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { clock, dataDir } = options;
  let base = '';
  const { parts, close } = assemble(options, () => base);
  const answer = getRequestListener(routes(parts).fetch);
  const server = createServer((request, response) => void answer(request, response));
  const port = await listen(server, options.port).catch((error: unknown) => {
    parts.store.close();
    throw error;
  });
  const url = `http://localhost:${port}`;
  base = options.publicUrl ?? url;
  if (dataDir !== undefined) clock.onMoved((offsetMs) => saveClockOffset(dataDir, offsetMs));
  clock.addSource(parts.veriff.source);
  clock.addSource(parts.dispatcher.source);
  return {
    url,
    port,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await Promise.all([closed, close()]);
    },
  };
}

interface Assembled {
  readonly parts: VeriffApiParts & ControlParts;
  readonly close: () => Promise<void>;
}

function assemble(options: SimulatorOptions, host: () => string): Assembled {
  const { clock, dataDir } = options;
  const log: Log = options.log ?? (() => {});
  const integration = completeIntegration(options.integration);
  const webhookUrl = new URL(options.webhookUrl);
  const store = openStore(dataDir === undefined ? undefined : join(dataDir, 'simulator.jsonl'));
  const faults = faultKeeper(store.faults(), (set) => store.noteFaults(set));
  const sender = webhookSender(options.webhookTimeoutMs ?? TIMEOUT_MS);
  const shared = { store, clock, integration, faults, log };
  const courier = dispatcher({ ...shared, url: webhookUrl, sender });
  const core = veriff({ ...shared, dispatcher: courier });
  // Never shown and the same after a restart, so that a session's URL stays valid.
  const tokenKey = hmacSignature(integration.sharedSecret, `session token ${integration.id}`);
  return {
    parts: { ...shared, veriff: core, dispatcher: courier, host, tokenKey, webhookUrl },
    close: async () => {
      await courier.close();
      store.close();
    },
  };
}

function routes(parts: VeriffApiParts & ControlParts): Hono<Env> {
  return new Hono<Env>()
    .route('/', veriffApi(parts))
    .route('/', controlApi(parts))
    .route('/', hostedPage(parts));
}

/** Waits for the port; a busy one is a sentence, not a stack trace. */
async function listen(server: Server, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.once('error', (error) => {
    const busy = 'code' in error && error.code === 'EADDRINUSE';
    reject(busy ? new Error(busyPort(port), { cause: error }) : error);
  });
  server.listen(port, '127.0.0.1', () => {
    const address = server.address();
    resolve(typeof address === 'object' && address !== null ? address.port : port);
  });
  return promise;
}

function busyPort(port: number): string {
  return `port ${port} is in use. Stop the program that has it, or choose another port with SIMULATOR_PORT.`;
}
