import { Hono } from 'hono';
import { type Intercepted, intercept, spoil, strikerFor } from './api-faults.ts';
import type { SimOperation } from './control.ts';
import { NO_DECISION } from './decision-body.ts';
import type { Faults } from './faults.ts';
import { readBody } from './http-body.ts';
import type { Env, Incoming } from './incoming.ts';
import type { Log } from './log.ts';
import { silence } from './silence.ts';
import { isoTime } from './times.ts';
import { PREFLIGHT, signedAnswer } from './veriff-answers.ts';
import { type Credentials, checkApiKey, checkPathId, checkSignature } from './veriff-auth.ts';
import { errorBody, VeriffError } from './veriff-error.ts';
import * as operations from './veriff-operations.ts';

export interface VeriffApiParts extends operations.VeriffParts {
  readonly faults: Faults;
  readonly log: Log;
}

interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly operation: SimOperation;
  /** What the signature covers; creating needs none, but one that is sent must be right. */
  readonly signs: 'id' | 'body' | 'body, if at all';
  readonly run: operations.Operation;
}

const ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/sessions',
    operation: 'create',
    signs: 'body, if at all',
    run: operations.createSession,
  },
  {
    method: 'GET',
    path: '/v1/sessions/:id/decision',
    operation: 'decision',
    signs: 'id',
    run: operations.readDecision,
  },
  {
    method: 'GET',
    path: '/v1/sessions/:id/attempts',
    operation: 'attempts',
    signs: 'id',
    run: operations.readAttempts,
  },
  {
    method: 'GET',
    path: '/v1/sessions/:id/person',
    operation: 'person',
    signs: 'id',
    run: operations.readPerson,
  },
  {
    method: 'GET',
    path: '/v1/sessions/:id/watchlist-screening',
    operation: 'watchlist',
    signs: 'id',
    run: operations.readWatchlist,
  },
  {
    method: 'GET',
    path: '/v1/sessions/:id/media',
    operation: 'media',
    signs: 'id',
    run: operations.readSessionMedia,
  },
  {
    method: 'POST',
    path: '/v1/sessions/:id/media',
    operation: 'media',
    signs: 'body',
    run: operations.uploadMedia,
  },
  {
    method: 'POST',
    path: '/v1/sessions/:id/collected-data',
    operation: 'media',
    signs: 'body',
    run: operations.uploadCollectedData,
  },
  {
    method: 'GET',
    path: '/v1/attempts/:id/media',
    operation: 'media',
    signs: 'id',
    run: operations.readAttemptMedia,
  },
  {
    method: 'GET',
    path: '/v1/media/:id',
    operation: 'media',
    signs: 'id',
    run: operations.readMedium,
  },
  {
    method: 'PATCH',
    path: '/v1/sessions/:id',
    operation: 'patch',
    signs: 'body',
    run: operations.patchSession,
  },
  {
    method: 'DELETE',
    path: '/v1/sessions/:id',
    operation: 'delete',
    signs: 'id',
    run: operations.deleteSession,
  },
];

/** Veriff's public API under /v1, for any origin, every answer signed. */
export function veriffApi(parts: VeriffApiParts): Hono<Env> {
  const app = new Hono<Env>();
  app.onError((error, c: Incoming) => {
    console.error('simulator:', error);
    return refuse(c, parts, new VeriffError(500, '500', 'the simulator failed'));
  });
  app.options('/v1/*', (c) => c.body(null, 204, PREFLIGHT));
  for (const route of ROUTES) {
    app.on(route.method, route.path, async (c) => serve(c, parts, route));
  }
  for (const path of new Set(ROUTES.map((route) => route.path))) {
    app.all(path, (c) => refuse(c, parts, new VeriffError(405, '405', 'method not allowed')));
  }
  app.all('/v1/*', (c) => refuse(c, parts, new VeriffError(404, '404', 'no such endpoint')));
  return app;
}

function refuse(c: Incoming, parts: VeriffApiParts, error: VeriffError): Response {
  const answer = { status: error.status, body: errorBody(error.code, error.message) };
  return signedAnswer(answer, {
    integration: parts.integration,
    legacy: usesLegacy(credentialsOf(c)),
  });
}

async function serve(c: Incoming, parts: VeriffApiParts, route: Route): Promise<Response> {
  const id = c.req.param('id') ?? '';
  const sessionId = route.path.startsWith('/v1/sessions/:id') ? { sessionId: id } : {};
  const report = reporter(parts, route, sessionId);
  const body = await readBody(c);
  const strike = strikerFor(parts.faults, { operation: route.operation, ...sessionId });
  const stopped = await intercept(strike);
  // What a fault used up is kept before anybody hears of it.
  parts.store.commit([]);
  if (stopped !== undefined) return interrupted(c, parts, { stopped, report });
  const pending = (): boolean => strike('pending') !== undefined;
  const answer = perform(c, parts, { route, id, body, pending });
  const spoiled = spoil(strike, answer);
  parts.store.commit([]);
  if (spoiled.cut !== undefined) {
    report({ ...answer, lost: true });
    return silence(c, spoiled.cut);
  }
  const sent = spoiled.answer ?? answer;
  report(sent);
  const legacy = usesLegacy(credentialsOf(c));
  const wrong = spoiled.badSignature === true;
  return signedAnswer(sent, { integration: parts.integration, legacy, wrong });
}

interface Reported {
  readonly status: number;
  readonly sessionId?: string;
  readonly lost?: true;
}

/** Notes one call in the log; ids and status, never a body. */
function reporter(
  parts: VeriffApiParts,
  route: Route,
  about: { readonly sessionId?: string },
): (reported: Reported) => void {
  const started = performance.now();
  return ({ status, sessionId, lost }) =>
    parts.log({
      at: isoTime(parts.clock.now()),
      from: 'client',
      to: 'veriff',
      what: `${route.method} ${route.path.replace(':id', '{id}')}`,
      result: lost === true ? 'no answer' : String(status),
      ms: Math.round(performance.now() - started),
      ...about,
      ...(sessionId === undefined ? {} : { sessionId }),
      ...(lost === true ? { lost } : {}),
    });
}

async function interrupted(
  c: Incoming,
  parts: VeriffApiParts,
  what: { readonly stopped: Intercepted; readonly report: (reported: Reported) => void },
): Promise<Response> {
  const { stopped, report } = what;
  if ('cut' in stopped) {
    report({ status: 0, lost: true });
    return silence(c, stopped.cut);
  }
  report(stopped.answer);
  const { headers } = stopped;
  return signedAnswer(stopped.answer, { integration: parts.integration, legacy: false, headers });
}

interface Asked {
  readonly route: Route;
  readonly id: string;
  readonly body: Buffer | undefined;
  readonly pending: () => boolean;
}

function perform(c: Incoming, parts: VeriffApiParts, asked: Asked): operations.VeriffAnswer {
  const { route, id, body } = asked;
  try {
    if (body === undefined) throw new VeriffError(413, '413', 'the body is larger than 1 MB');
    authenticate(credentialsOf(c), parts, { route, id, body });
    const answer = route.run(parts, { id, body });
    return showsDecision(route, answer) && asked.pending()
      ? { ...answer, body: NO_DECISION }
      : answer;
  } catch (error) {
    if (!(error instanceof VeriffError)) throw error;
    return { status: error.status, body: errorBody(error.code, error.message) };
  }
}

/** Only an answer that has a decision can hide it: a poll before one uses no rule up. */
function showsDecision(route: Route, answer: operations.VeriffAnswer): boolean {
  return route.operation === 'decision' && answer.body !== NO_DECISION;
}

function authenticate(
  credentials: Credentials,
  parts: VeriffApiParts,
  asked: { readonly route: Route; readonly id: string; readonly body: Buffer },
): void {
  const { route, id, body } = asked;
  checkApiKey(credentials, parts.integration);
  if (route.path.includes(':id')) checkPathId(id);
  const unsigned = credentials.hmac === undefined && credentials.legacy === undefined;
  if (route.signs === 'body, if at all' && unsigned) return;
  const signed =
    route.signs === 'id'
      ? ({ over: 'id', bytes: id } as const)
      : ({ over: 'body', bytes: body } as const);
  checkSignature(credentials, signed, parts.integration);
}

function credentialsOf(c: Incoming): Credentials {
  return {
    apiKey: c.req.header('x-auth-client'),
    hmac: c.req.header('x-hmac-signature'),
    legacy: c.req.header('x-signature'),
  };
}

function usesLegacy(credentials: Credentials): boolean {
  return credentials.hmac === undefined && credentials.legacy !== undefined;
}
