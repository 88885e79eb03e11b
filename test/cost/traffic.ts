import { createHmac, randomUUID } from 'node:crypto';
import middy from '@middy/core';
import { createSessionHandler } from '../../functions/create-session/handler.ts';
import type { Answer } from '../../functions/http/answer.ts';
import { clientApi, webhookApi } from '../../functions/http/middleware.ts';
import { pollDecisionHandler } from '../../functions/poll-decision/handler.ts';
import { readSessionHandler } from '../../functions/read-session/handler.ts';
import { receiveWebhookHandler } from '../../functions/receive-webhook/handler.ts';
import { dynamodbIdempotencyStore } from '../../shared/adapters/dynamodb/idempotency-store.ts';
import { dynamodbSessionStore } from '../../shared/adapters/dynamodb/session-store.ts';
import { digest } from '../../shared/adapters/runtime/digest.ts';
import { telemetry as telemetryOf } from '../../shared/adapters/runtime/telemetry.ts';
import type { SessionId } from '../../shared/domain/ids.ts';
import type { DecisionObservation } from '../../shared/domain/observation.ts';
import { type ApiRequest, apiEvent, context } from '../support/api-event.ts';
import { startTable } from '../support/dynalite.ts';
import { batchAt, decision, FIRST, LINK, LIVE, MINUTE, SESSION, T0 } from '../support/given.ts';
import { meteredClient } from './capacity.ts';

/** What one call of a function uses. */
export interface Usage {
  readonly writes: number;
  readonly reads: number;
  /** Events published. */
  readonly events: number;
  /** Bytes of what the function itself writes to its log. */
  readonly logged: number;
}

/** One session's life, call by call, and what it left. */
export interface Measured {
  readonly create: Usage;
  readonly started: Usage;
  readonly submitted: Usage;
  readonly decided: Usage;
  readonly read: Usage;
  /** A poll that Veriff answers with no decision. */
  readonly poll: Usage;
  /** A poll that finds the decision. */
  readonly found: Usage;
  /** Custom metrics that this life has made, by name and dimensions. */
  readonly metrics: number;
}

type Event = Readonly<Record<string, unknown>>;

const NO_DECISION = undefined as DecisionObservation | undefined;

function webhook(body: Event): ApiRequest {
  const text = JSON.stringify(body);
  const signature = createHmac('sha256', 'any').update(text).digest('hex');
  const headers = { 'Content-Type': 'application/json', 'x-hmac-signature': signature };
  return { method: 'POST', path: '/webhooks/veriff', base64: true, body: text, headers };
}

const progress = (code: number, action: string): ApiRequest =>
  webhook({
    id: SESSION,
    attemptId: FIRST,
    feature: 'selfid',
    code,
    action,
    vendorData: 'cust-0001',
  });

const approval = webhook({
  status: 'success',
  verification: {
    id: SESSION,
    attemptId: FIRST,
    status: 'approved',
    code: 9001,
    reason: null,
    reasonCode: null,
    decisionTime: '2026-03-02T10:20:00.123456Z',
  },
});

/** Names and dimensions of the metrics in lines of the embedded metric format. */
function metricsIn(lines: readonly string[]): number {
  const series = lines.flatMap((line) => {
    const { _aws: metadata, ...values } = JSON.parse(line) as Event & { _aws?: Emf };
    return (metadata?.CloudWatchMetrics ?? []).flatMap(({ Dimensions, Metrics }) =>
      Dimensions.flatMap((names) =>
        Metrics.map(({ Name }) => [Name, ...names.map((name) => values[name])].join(' ')),
      ),
    );
  });
  return new Set(series).size;
}

interface Emf {
  readonly CloudWatchMetrics: readonly {
    readonly Dimensions: readonly (readonly string[])[];
    readonly Metrics: readonly { readonly Name: string }[];
  }[];
}

/** The functions over a table that is metered; Veriff and the bus answer at once. */
async function rig() {
  const table = await startTable();
  const meter = { writes: 0, reads: 0 };
  const lines: string[] = [];
  let [time, events] = [T0, 0];
  let answer = NO_DECISION;
  const now = () => time;
  // Real time is in them; its digits would differ from run to run.
  const write = (line: string) =>
    void lines.push(line.replace(/"durationMs":\d+/, '"durationMs":12'));
  const telemetry = telemetryOf({
    write,
    now,
    service: 'receive-webhook',
    namespace: 'VeriffSessions/x',
  });
  const metered = { client: meteredClient(table, meter), tableName: table.tableName, telemetry };
  const ports = {
    store: dynamodbSessionStore(metered),
    claims: dynamodbIdempotencyStore(metered),
    publisher: {
      publish: async (all: readonly { readonly id: string }[]) => {
        events += all.length;
        return Promise.resolve(new Set(all.map(({ id }) => id)));
      },
    },
    veriff: {
      createSession: async () => Promise.resolve({ id: SESSION, integration: LIVE, link: LINK }),
      fetchDecision: async () => Promise.resolve(answer),
      fetchAttempts: async () => Promise.resolve([FIRST]),
      deleteSession: async () => Promise.resolve(),
    },
    authenticator: {
      authenticate: async () => Promise.resolve({ kind: 'authentic', integration: LIVE } as const),
    },
    telemetry,
    now,
    digest,
    newOwner: randomUUID,
    callbackHosts: [],
  };
  const api = (route: string) => clientApi(telemetry, route);
  const hooks = webhookApi(telemetry, 'POST /webhooks/veriff');
  const functions = {
    create: middy(createSessionHandler(ports)).use(api('POST /v1/sessions')),
    read: middy(readSessionHandler(ports)).use(api('GET /v1/sessions/{id}')),
    webhook: middy(receiveWebhookHandler(ports)).use(hooks),
  };
  const pollDecision = pollDecisionHandler(ports);

  const used = async (work: () => Promise<unknown>): Promise<Usage> => {
    const before = { ...meter, events, lines: lines.length };
    await work();
    return {
      writes: meter.writes - before.writes,
      reads: meter.reads - before.reads,
      events: events - before.events,
      logged: lines.slice(before.lines).reduce((sum, line) => sum + Buffer.byteLength(line), 0),
    };
  };
  return {
    lines,
    close: table.close,
    remove: async () => table.remove(SESSION),
    at: (minutes: number) => {
      time = T0 + minutes * MINUTE;
    },
    decides: () => {
      answer = { kind: 'decision', integration: LIVE, decision: decision('approved', '10:20:00') };
    },
    call: async (name: keyof typeof functions, request: ApiRequest) =>
      used(async () => {
        const { statusCode }: Answer = await functions[name](apiEvent(request), context);
        if (statusCode >= 300) throw new Error(`${name} answered ${statusCode}`);
      }),
    poll: async () =>
      used(async () => {
        const { failed } = await pollDecision(batchAt(time, SESSION satisfies SessionId));
        if (failed > 0) throw new Error('the poll failed');
      }),
  };
}

const creation = (): ApiRequest => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
  body: JSON.stringify({ verification: { vendorData: 'cust-0001' } }),
});

/** Lives one session's life through the real functions and counts what it uses. */
export async function measure(): Promise<Measured> {
  const at = await rig();
  try {
    const create = await at.call('create', creation());
    at.at(1);
    const started = await at.call('webhook', progress(7001, 'started'));
    at.at(2);
    const submitted = await at.call('webhook', progress(7002, 'submitted'));
    at.at(4);
    const poll = await at.poll();
    at.at(5);
    const decided = await at.call('webhook', approval);
    const read = await at.call('read', { id: SESSION, path: `/v1/sessions/${SESSION}` });
    await at.remove();
    at.at(6);
    await at.call('create', creation());
    await at.call('webhook', progress(7002, 'submitted'));
    at.at(8);
    at.decides();
    const found = await at.poll();
    return { create, started, submitted, decided, read, poll, found, metrics: metricsIn(at.lines) };
  } finally {
    await at.close();
  }
}
