import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import middy from '@middy/core';
import { afterAll, onTestFinished } from 'vitest';
import { createSessionHandler } from '../../functions/create-session/handler.ts';
import { eraseSessionHandler } from '../../functions/erase-session/handler.ts';
import type { Answer } from '../../functions/http/answer.ts';
import { clientApi, webhookApi } from '../../functions/http/middleware.ts';
import { listSessionsHandler } from '../../functions/list-sessions/handler.ts';
import { pollDecisionHandler } from '../../functions/poll-decision/handler.ts';
import { readSessionHandler } from '../../functions/read-session/handler.ts';
import { receiveWebhookHandler } from '../../functions/receive-webhook/handler.ts';
import { dynamodbIdempotencyStore } from '../../shared/adapters/dynamodb/idempotency-store.ts';
import { dynamodbSessionStore } from '../../shared/adapters/dynamodb/session-store.ts';
import { eventbridgeClient } from '../../shared/adapters/eventbridge/client.ts';
import { eventbridgePublisher } from '../../shared/adapters/eventbridge/publisher.ts';
import { digest } from '../../shared/adapters/runtime/digest.ts';
import { secretsSource } from '../../shared/adapters/runtime/secrets.ts';
import { telemetry } from '../../shared/adapters/runtime/telemetry.ts';
import { veriffAuthenticator } from '../../shared/adapters/veriff/authenticator.ts';
import { veriffClient } from '../../shared/adapters/veriff/client.ts';
import type { SweepBatchResult } from '../../shared/contract/sweep-workflow.ts';
import { TABLE } from '../../shared/contract/table.ts';
import { type Stub, startStub } from '../adapters/contracts/stub-server.ts';
import { type ApiRequest, apiEvent, context } from '../support/api-event.ts';
import { CREDENTIALS, startTable, type TestTable } from '../support/dynalite.ts';
import { batchAt, T0 } from '../support/given.ts';
import { hmac, type VeriffServer, veriffServer } from '../support/veriff-server.ts';
import { API_KEY, SHARED_SECRET } from './secrets.ts';

/** Everything that leaves a function: what is told, stored, published, answered and asked. */
export interface Sinks {
  /** Lines on standard output: notes and metrics. */
  readonly logs: readonly string[];
  readonly events: readonly string[];
  readonly answers: readonly string[];
  /** What the sweep hands on and gets back. */
  readonly workflow: readonly string[];
  readonly writes: readonly string[];
  /** What is in the table now. */
  readonly table: readonly string[];
  /** Requests to Veriff. */
  readonly veriff: readonly string[];
}

export type SinkName = keyof Sinks;

/** Takes every event. */
const takesAll: Stub = ({ body }, answer) => {
  const { Entries } = JSON.parse(body) as { Entries: readonly unknown[] };
  answer.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
  answer.end(
    JSON.stringify({ FailedEntryCount: 0, Entries: Entries.map(() => ({ EventId: 'e' })) }),
  );
};

async function bus(stub: Stub) {
  const server = await startStub(stub);
  onTestFinished(async () => server.close());
  const client = eventbridgeClient({
    region: 'eu-west-1',
    endpoint: server.endpoint,
    credentials: CREDENTIALS,
  });
  return { client, server };
}

function secretText(baseUrl: string): string {
  const sharedSecrets = [{ value: SHARED_SECRET }];
  return JSON.stringify({
    integrations: [{ name: 'live', apiKey: API_KEY, baseUrl, sharedSecrets }],
  });
}

let tableOfFile: Promise<TestTable> | undefined;

/** One table for a file, empty for each world. */
async function emptyTable(): Promise<TestTable> {
  tableOfFile ??= startTable();
  const database = await tableOfFile;
  for (const item of await database.items()) await database.remove(item[TABLE.key]?.S ?? '');
  return database;
}

afterAll(async () => (await tableOfFile)?.close());

/** What is to be otherwise: the bus, or the table where a call throws. */
interface Given {
  readonly busStub?: Stub;
  /** Told what a call would send. */
  readonly tableThrows?: (input: string) => Error | undefined;
}

/** The client of a table with a note of everything that goes there. */
function watchedClient(client: DynamoDBClient, writes: string[], throws: Given['tableThrows']) {
  const send = async (command: { readonly input: object }): Promise<unknown> => {
    const input = JSON.stringify(command.input);
    writes.push(input);
    const error = throws?.(input);
    if (error !== undefined) throw error;
    return client.send(command as Parameters<DynamoDBClient['send']>[0]);
  };
  return { send } as unknown as DynamoDBClient; // nothing else of it is called
}

function functionsOf(parts: Parts) {
  const { told, ports, secrets, now } = parts;
  return {
    create: middy(createSessionHandler({ ...ports, digest, callbackHosts: [] })).use(
      clientApi(told, 'POST /v1/sessions'),
    ),
    read: middy(readSessionHandler(ports)).use(clientApi(told, 'GET /v1/sessions/{id}')),
    list: middy(listSessionsHandler({ ...ports, digest })).use(clientApi(told, 'GET /v1/sessions')),
    erase: middy(eraseSessionHandler(ports)).use(clientApi(told, 'DELETE /v1/sessions/{id}')),
    webhook: middy(
      receiveWebhookHandler({ ...ports, authenticator: veriffAuthenticator({ secrets, now }) }),
    ).use(webhookApi(told, 'POST /webhooks/veriff')),
  };
}

type Parts = ReturnType<typeof partsOf>;

interface Around {
  readonly veriff: VeriffServer;
  readonly events: Awaited<ReturnType<typeof bus>>;
  readonly database: TestTable;
}

function partsOf({ veriff, events, database }: Around, { tableThrows }: Given) {
  const [logs, writes]: [string[], string[]] = [[], []];
  const clock = { now: T0 };
  const now = () => clock.now;
  const told = telemetry({
    write: (line) => logs.push(line),
    now,
    service: 'privacy',
    namespace: 'VeriffSessions/privacy',
  });
  const fetchSecret = async () => ({ text: secretText(veriff.url) });
  const secrets = secretsSource({ fetchSecret, now, telemetry: told });
  const client = watchedClient(database.client, writes, tableThrows);
  const table = { client, tableName: database.tableName, telemetry: told };
  let owners = 0;
  const ports = {
    store: dynamodbSessionStore(table),
    claims: dynamodbIdempotencyStore(table),
    veriff: veriffClient({ secrets, telemetry: told, now, backoffMs: 1, attemptMs: 300 }),
    publisher: eventbridgePublisher({ client: events.client, busName: 'bus', telemetry: told }),
    telemetry: told,
    now,
    newOwner: () => `owner-${(owners += 1)}`,
  };
  return { logs, writes, clock, now, told, secrets, ports };
}

const requestOf = ({ method, path, headers, body }: VeriffServer['requests'][number]): string =>
  JSON.stringify({ method, path, headers, body: body.toString('utf8') });

/** Every handler over the real adapters, with a recorder on every sink. */
export async function privacyWorld(given: Given = {}) {
  const veriff = await veriffServer();
  const events = await bus(given.busStub ?? takesAll);
  const database = await emptyTable();
  const parts = partsOf({ veriff, events, database }, given);
  const functions = functionsOf(parts);
  const poll = pollDecisionHandler(parts.ports);
  const [answers, workflow, signatures]: [string[], string[], string[]] = [[], [], []];
  return {
    veriff,
    /** Of the webhooks that were sent: whoever has one may send that webhook again. */
    signatures: signatures as readonly string[],
    at(now: number): void {
      parts.clock.now = now;
    },
    async call(name: keyof typeof functions, request: ApiRequest): Promise<Answer> {
      const answer = await functions[name](apiEvent(request), context);
      answers.push(JSON.stringify(answer));
      return answer;
    },
    /** A webhook as Veriff sends it, rightly signed. */
    async webhook(body: string | Uint8Array, headers = {}): Promise<Answer> {
      const signature = hmac(SHARED_SECRET, body);
      signatures.push(signature);
      const signed = { 'x-hmac-signature': signature, 'x-auth-client': API_KEY };
      return this.call('webhook', {
        method: 'POST',
        path: '/webhooks/veriff',
        headers: { 'content-type': 'application/json', ...signed, ...headers },
        body: Buffer.from(body),
        base64: true,
      });
    },
    /** One batch of the sweep. */
    async sweep(...sessions: readonly string[]): Promise<SweepBatchResult> {
      const input = batchAt(parts.clock.now, ...sessions);
      const result = await poll(input);
      workflow.push(JSON.stringify(input), JSON.stringify(result));
      return result;
    },
    async sinks(): Promise<Sinks> {
      const items = await database.items();
      return {
        logs: parts.logs,
        events: events.server.requests.map(({ body }) => body),
        answers,
        workflow,
        writes: parts.writes,
        table: items.map((item) => JSON.stringify(item)),
        veriff: veriff.requests.map(requestOf),
      };
    },
  };
}

export type PrivacyWorld = Awaited<ReturnType<typeof privacyWorld>>;
