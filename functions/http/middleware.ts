import type middy from '@middy/core';
import { thrownName } from '../../shared/domain/failure.ts';
import type { Telemetry } from '../../shared/ports/telemetry.ts';
import type { Answer } from './answer.ts';
import { problemAnswer, problemOf } from './problem.ts';
import { type Headed, headerValues, type Request } from './request.ts';

type HttpMiddleware = middy.MiddlewareObj<Request, Answer>;

const REQUEST_ID = /^[A-Za-z0-9._-]{8,64}$/;

const isRequestId = (id: unknown): id is string => typeof id === 'string' && REQUEST_ID.test(id);

/** An event of any origin: who may invoke the function itself can send one that is not API Gateway's. */
type AnyEvent =
  | (Headed & { readonly requestContext?: { readonly requestId?: unknown } | null })
  | null
  | undefined;

/** The caller's own `X-Request-Id` where it is well formed, else API Gateway's. */
function requestIdOf(event: AnyEvent): string {
  const [own, ...others] = headerValues(event ?? {}, 'x-request-id');
  if (others.length === 0 && isRequestId(own)) return own;
  const given = event?.requestContext?.requestId;
  return isRequestId(given) ? given : 'unknown';
}

/** Errors become problems (RFC 9457). What is none of ours is a bug: logged by its name, shown as `internal`. */
function problems(telemetry: Telemetry, shown: { readonly requestId: boolean }): HttpMiddleware {
  return {
    onError: (request) => {
      const { error, event } = request;
      const problem = problemOf(error);
      if (problem.code === 'internal') {
        telemetry.note('error', 'unexpected error', { errorName: thrownName(error) });
      }
      request.response = problemAnswer(problem, shown.requestId ? requestIdOf(event) : undefined);
    },
  };
}

/** One line an answer. */
function requestLog(telemetry: Telemetry, route: string): HttpMiddleware {
  let startedAt = 0;
  const write: middy.MiddlewareFn<Request, Answer> = ({ event, response }) => {
    telemetry.note('info', 'request', {
      route,
      requestId: requestIdOf(event),
      ...(response !== null && response !== undefined && { status: response.statusCode }),
      durationMs: Date.now() - startedAt,
    });
  };
  return {
    before: () => {
      startedAt = Date.now();
    },
    after: write,
    onError: write,
  };
}

/** Adds headers to every answer, errors included. */
function headers(of: (request: Request) => Readonly<Record<string, string>>): HttpMiddleware {
  const add: middy.MiddlewareFn<Request, Answer> = (request) => {
    const { response, event } = request;
    if (response === null || response === undefined) return;
    request.response = { ...response, headers: { ...response.headers, ...of(event) } };
  };
  return { after: add, onError: add };
}

/** Nothing that we answer may be kept by anyone on the way. */
const COMMON = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' } as const;

/** What every function of the client API is wrapped in; errors are turned into answers before they are logged. */
export function clientApi(telemetry: Telemetry, route: string): HttpMiddleware[] {
  return [
    headers((request) => ({ ...COMMON, 'X-Request-Id': requestIdOf(request) })),
    requestLog(telemetry, route),
    problems(telemetry, { requestId: true }),
  ];
}

/** What the webhook function is wrapped in. Its answers are constant: a forger learns nothing from them. */
export function webhookApi(telemetry: Telemetry, route: string): HttpMiddleware[] {
  return [
    headers(() => COMMON),
    requestLog(telemetry, route),
    problems(telemetry, { requestId: false }),
  ];
}
