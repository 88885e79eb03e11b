import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { ProblemCode } from '../shared/contract/http/problems.ts';
import type { FunctionName } from '../shared/contract/routes.ts';
import { type GatewayAnswer, gatewayAnswer, send } from './gateway-answer.ts';
import { readBody } from './gateway-body.ts';
import { gatewayEvent } from './gateway-event.ts';
import { describeCall } from './gateway-message.ts';
import { matchRoute, type RouteMatch } from './gateway-routes.ts';
import type { OnMessage } from './messages.ts';
import { microseconds } from './microseconds.ts';
import { sendProblem } from './problem.ts';
import { refusal } from './safety.ts';
import type { Ran, WorkerAnswer } from './worker-messages.ts';

/** What the front needs from the rest of the run. */
export interface GatewayOptions {
  /** Starts a function with an event; does not reject. */
  readonly invoke: (name: FunctionName, event: string) => Promise<WorkerAnswer>;
  /** Virtual time, ms since 1970. */
  readonly now: () => number;
  readonly onMessage?: OnMessage;
  readonly onExchange?: (exchange: GatewayExchange) => void;
  /** API Gateway gives up on a function after 29 seconds. */
  readonly integrationTimeoutMs?: number;
}

/** A call that was given to a function, and what came of it. */
export interface GatewayExchange {
  readonly match: RouteMatch;
  /** As the client sent it, with its query. */
  readonly target: string;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly status: number;
  /** Absent where the front answered instead of the function. */
  readonly answer?: GatewayAnswer;
  /** Why the function gave no answer. */
  readonly failure?: string;
  readonly ran?: Ran;
  /** Virtual time, ms since 1970. */
  readonly at: number;
  /** See `microseconds`. */
  readonly startedAt: number;
  readonly milliseconds: number;
}

interface Call {
  readonly match: RouteMatch;
  readonly tenant: string;
  readonly requestId: string;
  readonly path: string;
  readonly query: string;
}

const INTEGRATION_TIMEOUT_MS = 29_000;
const DEFAULT_TENANT = 'local';
const TENANT = /^[A-Za-z0-9._-]{1,64}$/;

/** Both APIs in front of the functions, as API Gateway shows them: same events, same limits, same errors. */
export function gateway(options: GatewayOptions): RequestListener {
  return (request, response) => {
    serve(options, request, response).catch((error: unknown) => {
      console.error('gateway:', error);
      if (response.headersSent) response.destroy();
      else sendProblem(response, 'internal');
    });
  };
}

async function serve(
  options: GatewayOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const call = admit(request, response);
  if (call === undefined) return;
  const startedAt = microseconds();
  const body = await readBody(request);
  if (body === 'too-large') {
    // The rest of the body is not read: after this answer the connection ends.
    response.setHeader('connection', 'close');
    sendProblem(response, 'too-large', { requestId: call.requestId });
    return;
  }
  if (body === 'cut') return;
  const at = options.now();
  const event = gatewayEvent({
    ...call,
    at,
    body,
    rawHeaders: request.rawHeaders,
    port: request.socket.localPort ?? 0,
  });
  const answered = await answerOf(options, call, JSON.stringify(event));
  const status = reply(response, call, answered.outcome);
  const milliseconds = Math.round((microseconds() - startedAt) / 1000);
  const times = { at, startedAt, milliseconds };
  report(options, { call, request, body, status, answered, times });
}

interface Reported {
  readonly call: Call;
  readonly request: IncomingMessage;
  readonly body: Buffer;
  readonly status: number;
  readonly answered: Answered;
  readonly times: Pick<GatewayExchange, 'at' | 'startedAt' | 'milliseconds'>;
}

function report(
  { onMessage, onExchange }: GatewayOptions,
  { call, request, body, status, answered, times }: Reported,
): void {
  const { outcome, ...more } = answered;
  const answer = typeof outcome === 'string' ? undefined : outcome;
  onMessage?.({
    ...describeCall(call.match, body, answer?.body),
    at: times.at,
    result: String(status),
    milliseconds: times.milliseconds,
  });
  onExchange?.({
    match: call.match,
    target: request.url ?? '/',
    rawHeaders: request.rawHeaders,
    body,
    status,
    ...times,
    ...more,
    ...(answer !== undefined && { answer }),
  });
}

/** The call that a request makes, or undefined after it was refused. */
function admit(request: IncomingMessage, response: ServerResponse): Call | undefined {
  const requestId = randomUUID();
  const [path = '', query = ''] = splitOnce(request.url ?? '/', '?');
  const match = matchRoute(request.method ?? '', path);
  const tenant = tenantOf(request);
  const refuse = (code: ProblemCode, detail: string): undefined => {
    request.resume();
    sendProblem(response, code, { detail, requestId });
  };
  const reason = refusal(request);
  if (reason !== undefined) return refuse('forbidden', reason);
  if (match === undefined) return refuse('not-found', `There is no ${request.method} ${path}.`);
  if (tenant === undefined) {
    return refuse('invalid-request', 'x-local-tenant takes 1 to 64 of A-Z a-z 0-9 . _ -');
  }
  return { match, tenant, requestId, path, query };
}

function tenantOf({ headers }: IncomingMessage): string | undefined {
  const tenant = headers['x-local-tenant'] ?? DEFAULT_TENANT;
  return typeof tenant === 'string' && TENANT.test(tenant) ? tenant : undefined;
}

function splitOnce(text: string, mark: string): readonly string[] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + mark.length)];
}

type Outcome = GatewayAnswer | 'failed' | 'late';

interface Answered extends Pick<GatewayExchange, 'failure' | 'ran'> {
  readonly outcome: Outcome;
}

async function answerOf(options: GatewayOptions, call: Call, event: string): Promise<Answered> {
  const { route } = call.match;
  const limit = options.integrationTimeoutMs ?? INTEGRATION_TIMEOUT_MS;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), limit);
  });
  const answer = await Promise.race([options.invoke(route.function, event), late]);
  clearTimeout(timer);
  if (answer === 'late') return { outcome: 'late', failure: 'it took longer than 29 seconds' };
  const ran = answer.ran === undefined ? {} : { ran: answer.ran };
  if ('error' in answer) {
    const { errorType, errorMessage } = answer.error;
    return { outcome: 'failed', failure: `${errorType}: ${errorMessage}`, ...ran };
  }
  const outcome = gatewayAnswer(answer.payload, route.api);
  if (outcome !== undefined) return { outcome, ...ran };
  return { outcome: 'failed', failure: 'its answer is none that API Gateway takes', ...ran };
}

function reply(response: ServerResponse, { requestId }: Call, answer: Outcome): number {
  if (answer === 'failed') return sendProblem(response, 'internal', { status: 502, requestId });
  if (answer === 'late') return sendProblem(response, 'internal', { status: 504, requestId });
  send(response, answer, requestId);
  return answer.status;
}
