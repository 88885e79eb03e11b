import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { sendProblem } from '../problem.ts';
import { refusal, refusalOfHost } from '../safety.ts';
import { sendPage } from './page.ts';
import { passThrough } from './pass-through.ts';
import { readQuery } from './query.ts';
import { Refusal } from './refusal.ts';
import { matched, type Route } from './routes.ts';
import type { EventStream } from './stream.ts';

/** What the console port serves. */
export interface ConsoleServerOptions {
  /** Everything under `/_local/` but the stream. */
  readonly routes: readonly Route[];
  readonly stream: EventStream;
  readonly apiUrl: string;
  readonly simulatorUrl: string;
  /** The folder of the project. */
  readonly root: string;
}

/** Serves `/_local/*`, gives `/_sim/*` and the client API to their ports, and everything else is the page. */
export function consoleServer(options: ConsoleServerOptions): RequestListener {
  return (request, response) => {
    serve(options, request, response).catch((error: unknown) => {
      if (error instanceof Refusal) refuse(response, error);
      else fail(response, error);
    });
  };
}

function refuse(response: ServerResponse, { code, message, errors }: Refusal): void {
  sendProblem(response, code, { detail: message, ...(errors.length > 0 && { errors }) });
}

function fail(response: ServerResponse, error: unknown): void {
  console.error('console:', error);
  if (response.headersSent) response.destroy();
  else sendProblem(response, 'internal');
}

async function serve(
  options: ConsoleServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = 'GET', url = '/' } = request;
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const target = targetOf(options, pathname);
  const isPage = method === 'GET' && target === 'page';
  refuseForeign(request, isPage);
  if (isPage) {
    await sendPage(join(options.root, 'dist', 'console'), pathname, response);
  } else if (target === 'local' || target === 'page') {
    await serveLocal(options, { request, response, method, pathname, searchParams });
  } else {
    passThrough(target, request, response);
  }
}

/** Anybody may link to the page; calls are for this machine's own pages and programs. */
function refuseForeign(request: IncomingMessage, isPage: boolean): void {
  const reason = isPage ? refusalOfHost(request.headers.host) : refusal(request);
  if (reason !== undefined) throw new Refusal('forbidden', reason);
}

async function serveLocal(
  { stream, routes }: ConsoleServerOptions,
  exchange: Exchange,
): Promise<void> {
  const { request, response, method, pathname, searchParams } = exchange;
  if (method !== 'GET' || pathname !== '/_local/stream') {
    await answer(routes, exchange);
    return;
  }
  const from = readQuery(searchParams, ['lastEventId']).get('lastEventId');
  await stream.open(request, response, headerOf(request) ?? from);
}

function targetOf({ apiUrl, simulatorUrl }: ConsoleServerOptions, pathname: string): string {
  if (pathname.startsWith('/_local/') || pathname === '/_local') return 'local';
  if (pathname.startsWith('/_sim/')) return simulatorUrl;
  return pathname.startsWith('/v1/') ? apiUrl : 'page';
}

function headerOf({ headers }: IncomingMessage): string | undefined {
  const found = headers['last-event-id'];
  return typeof found === 'string' ? found : undefined;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly method: string;
  readonly pathname: string;
  readonly searchParams: URLSearchParams;
}

async function answer(
  routes: readonly Route[],
  { request, response, method, pathname }: Exchange,
): Promise<void> {
  const { route, id } = matched(routes, method, pathname);
  const text = JSON.stringify(await route.answer({ request, id, query: new Map() }));
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  response.end(text);
}
