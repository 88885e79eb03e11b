import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { EventFilter, EventLog } from './event-log.ts';
import { sendProblem } from './problem.ts';
import { refusal, refusalOfHost } from './safety.ts';
import type { Sweep } from './sweep.ts';

/** What the console port shows. */
export interface ConsoleOptions {
  readonly events: EventLog;
  readonly sweep: Pick<Sweep, 'list' | 'runNow'>;
  readonly apiUrl: string;
  readonly simulatorUrl: string;
}

type Operation = (query: URLSearchParams) => Promise<object> | object;

/** A mistake in a query, with the parameter's name. */
class QueryError extends Error {}

const LARGEST_LIMIT = 1000;

/** Serves `/_local/*`, what exists only in the local run, and for now a plain page of links. */
export function consoleServer(options: ConsoleOptions): RequestListener {
  const operations: Readonly<Record<string, Operation>> = {
    'GET /_local/events': (query) => ({ events: options.events.list(eventFilter(query)) }),
    'GET /_local/sweeps': () => ({ runs: options.sweep.list() }),
    'POST /_local/sweeps': async () => options.sweep.runNow(),
  };
  return (request, response) => {
    request.resume();
    serve(operations, options, { request, response }).catch((error: unknown) => {
      console.error('console:', error);
      sendProblem(response, 'internal');
    });
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function serve(
  operations: Readonly<Record<string, Operation>>,
  options: ConsoleOptions,
  { request, response }: Exchange,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const isPage = request.method === 'GET' && pathname === '/';
  const reason = isPage ? refusalOfHost(request.headers.host) : refusal(request);
  if (reason !== undefined) {
    sendProblem(response, 'forbidden', { detail: reason });
    return;
  }
  if (isPage) {
    sendPage(response, options);
    return;
  }
  const operation = operations[`${request.method} ${pathname}`];
  if (operation === undefined) {
    sendProblem(response, 'not-found', { detail: `There is no ${request.method} ${pathname}.` });
    return;
  }
  await answer(operation, searchParams, response);
}

async function answer(
  operation: Operation,
  query: URLSearchParams,
  response: ServerResponse,
): Promise<void> {
  try {
    const text = JSON.stringify(await operation(query));
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(text);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    sendProblem(response, 'invalid-request', { detail: error.message });
  }
}

function eventFilter(query: URLSearchParams): EventFilter {
  for (const name of query.keys()) {
    if (!['session', 'limit', 'after'].includes(name)) throw new QueryError(`unknown: ${name}`);
  }
  const session = query.get('session');
  const after = query.get('after');
  return {
    ...(session !== null && { session }),
    ...(after !== null && { after: wholeNumber('after', after) }),
    limit: Math.min(wholeNumber('limit', query.get('limit') ?? '100'), LARGEST_LIMIT),
  };
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new QueryError(`${name} is a whole number`);
  return Number(text);
}

function sendPage(response: ServerResponse, options: ConsoleOptions): void {
  const links = [
    ['/_local/events', 'Published events'],
    ['/_local/sweeps', 'Last runs of the sweep'],
    [`${options.simulatorUrl}/_sim/sessions`, 'Sessions of the simulator'],
    [`${options.simulatorUrl}/_sim/deliveries`, 'Webhooks of the simulator'],
    [`${options.simulatorUrl}/_sim/faults`, 'Active faults'],
    [`${options.simulatorUrl}/_sim/clock`, 'Clock'],
  ] as const;
  const items = links.map(([to, text]) => `<li><a href="${escaped(to)}">${escaped(text)}</a></li>`);
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
  });
  response.end(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Veriff sessions, running locally</title>
<h1>Veriff sessions, running locally</h1>
<p>The client API is at ${escaped(options.apiUrl)}/v1/sessions. What there is to see, as JSON:</p>
<ul>
${items.join('\n')}
</ul>
</html>
`);
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
