import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import middy from '@middy/core';
import { createSessionHandler } from '../../functions/create-session/handler.ts';
import { eraseSessionHandler } from '../../functions/erase-session/handler.ts';
import { clientApi, webhookApi } from '../../functions/http/middleware.ts';
import { listSessionsHandler } from '../../functions/list-sessions/handler.ts';
import { pollDecisionHandler } from '../../functions/poll-decision/handler.ts';
import { readSessionHandler } from '../../functions/read-session/handler.ts';
import { receiveWebhookHandler } from '../../functions/receive-webhook/handler.ts';
import { dynamodbIdempotencyStore } from '../../shared/adapters/dynamodb/idempotency-store.ts';
import { dynamodbSessionStore } from '../../shared/adapters/dynamodb/session-store.ts';
import { eventbridgePublisher } from '../../shared/adapters/eventbridge/publisher.ts';
import { digest } from '../../shared/adapters/runtime/digest.ts';
import { secretsSource } from '../../shared/adapters/runtime/secrets.ts';
import { secretReader } from '../../shared/adapters/runtime/secrets-manager.ts';
import { veriffAuthenticator } from '../../shared/adapters/veriff/authenticator.ts';
import type { Secrets } from '../../shared/adapters/veriff/keyring.ts';
import type { FunctionName } from '../../shared/contract/routes.ts';
import type { Telemetry } from '../../shared/ports/telemetry.ts';
import type { Veriff } from '../../shared/ports/veriff.ts';
import { type Exchanged, type Question, veriffPort } from './veriff-port.ts';

/** What a container reaches the world through; every method but the last three is one call over the network. */
export interface Surroundings {
  readonly table: (command: unknown) => Promise<unknown>;
  readonly bus: (command: unknown) => Promise<unknown>;
  readonly secret: () => Promise<unknown>;
  readonly veriff: (question: Question) => Promise<Exchanged>;
  readonly now: () => number;
  readonly newToken: () => string;
  readonly telemetry: Telemetry;
}

/** The memory of one container: what a cold start begins anew. */
interface Memory {
  readonly around: Surroundings;
  readonly secrets: Secrets;
  readonly veriff: Veriff;
}

/** A function that is loaded, and can be given the memory of a new container. */
export interface Loaded {
  readonly start: (around: Surroundings) => void;
  readonly handle: (event: object) => Promise<unknown>;
}

function coldStart(around: Surroundings): Memory {
  const { now, telemetry } = around;
  const client = { send: around.secret } as unknown as SecretsManagerClient;
  const secrets = secretsSource({ fetchSecret: secretReader(client, 'secret'), now, telemetry });
  return { around, secrets, veriff: veriffPort({ secrets, now, exchange: around.veriff }) };
}

/** Ports whose far side is whatever the container has at the moment of the call. */
function portsOf(memory: () => Memory) {
  const telemetry: Telemetry = {
    count: (...counted) => {
      memory().around.telemetry.count(...counted);
    },
    measure: () => {},
    note: (...noted) => {
      memory().around.telemetry.note(...noted);
    },
  };
  const now = (): number => memory().around.now();
  const tableClient = {
    send: async (command: unknown) => memory().around.table(command),
  } as unknown as DynamoDBClient;
  const busClient = {
    send: async (command: unknown) => memory().around.bus(command),
  } as unknown as EventBridgeClient;
  const table = { client: tableClient, tableName: 'sessions', telemetry };
  const secrets: Secrets = {
    keyring: async () => memory().secrets.keyring(),
    renewed: async () => memory().secrets.renewed(),
  };
  const veriff: Veriff = {
    createSession: async (...asked) => memory().veriff.createSession(...asked),
    fetchDecision: async (...asked) => memory().veriff.fetchDecision(...asked),
    fetchAttempts: async (...asked) => memory().veriff.fetchAttempts(...asked),
    deleteSession: async (...asked) => memory().veriff.deleteSession(...asked),
  };
  return {
    store: dynamodbSessionStore(table),
    claims: dynamodbIdempotencyStore(table),
    publisher: eventbridgePublisher({ client: busClient, busName: 'bus', telemetry }),
    authenticator: veriffAuthenticator({ secrets, now }),
    veriff,
    telemetry,
    now,
    digest,
    newOwner: () => memory().around.newToken(),
    callbackHosts: [],
  };
}

type Handler = (event: object) => Promise<unknown>;

// Lambda's context is of no interest to the handlers; without it the middleware starts no timer.
const CONTEXT = {} as never;

const WIRED: Readonly<Record<FunctionName, (ports: ReturnType<typeof portsOf>) => Handler>> = {
  'create-session': (ports) => {
    const handler = middy(createSessionHandler(ports)).use(
      clientApi(ports.telemetry, 'POST /v1/sessions'),
    );
    return async (event) => handler(event as never, CONTEXT);
  },
  'read-session': (ports) => {
    const handler = middy(readSessionHandler(ports)).use(
      clientApi(ports.telemetry, 'GET /v1/sessions/{id}'),
    );
    return async (event) => handler(event as never, CONTEXT);
  },
  'list-sessions': (ports) => {
    const handler = middy(listSessionsHandler(ports)).use(
      clientApi(ports.telemetry, 'GET /v1/sessions'),
    );
    return async (event) => handler(event as never, CONTEXT);
  },
  'erase-session': (ports) => {
    const handler = middy(eraseSessionHandler(ports)).use(
      clientApi(ports.telemetry, 'DELETE /v1/sessions/{id}'),
    );
    return async (event) => handler(event as never, CONTEXT);
  },
  'receive-webhook': (ports) => {
    const handler = middy(receiveWebhookHandler(ports)).use(
      webhookApi(ports.telemetry, 'POST /webhooks/veriff'),
    );
    return async (event) => handler(event as never, CONTEXT);
  },
  'poll-decision': (ports) => {
    const handler = middy(pollDecisionHandler(ports));
    return async (event) => handler(event as never, CONTEXT);
  },
};

/** Loads a function's real handler in its middleware, once; containers come and go in front of it. */
export function loaded(name: FunctionName): Loaded {
  let memory: Memory | undefined;
  const held = (): Memory => {
    if (memory === undefined) throw new Error(`${name} was not started`);
    return memory;
  };
  const handle = WIRED[name](portsOf(held));
  return {
    start: (around) => {
      memory = coldStart(around);
    },
    handle,
  };
}
