import {
  Agent,
  type ClientRequest,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
  request as send,
} from 'node:http';
import { microseconds } from './microseconds.ts';

/** A call of ours to Veriff, as it passed by. */
export interface VeriffExchange {
  /** The execution environment that called. */
  readonly caller: string;
  readonly method: string;
  readonly path: string;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  /** Absent where the connection ended without an answer. */
  readonly answer?: {
    readonly status: number;
    readonly rawHeaders: readonly string[];
    readonly body: Buffer;
  };
  /** Virtual time of the start, ms since 1970. */
  readonly at: number;
  /** See `microseconds`. */
  readonly startedAt: number;
  readonly milliseconds: number;
}

/** What becomes of a call: the caller may be killed before it is made, or before it hears the answer. */
export type VeriffVerdict = 'pass' | 'die-before' | 'die-after';

/** What the front works with. */
export interface VeriffFrontOptions {
  /** Where Veriff is. */
  readonly target: () => string;
  /** Virtual time, ms since 1970. */
  readonly now: () => number;
  readonly judge: (call: Pick<VeriffExchange, 'caller' | 'method' | 'path'>) => VeriffVerdict;
  readonly onExchange: (exchange: VeriffExchange) => void;
  /** A call that was to be done before its caller dies has been done. */
  readonly onDone: (caller: string) => void;
}

/** Stands between the functions and Veriff: passes on byte by byte what either side says, and sees it. */
export function veriffFront(options: VeriffFrontOptions): RequestListener & { close(): void } {
  const agent = new Agent({ keepAlive: true });
  const listener: RequestListener = (request, response) => {
    void serve({ options, agent, request, response });
  };
  return Object.assign(listener, { close: () => agent.destroy() });
}

interface Passing {
  readonly options: VeriffFrontOptions;
  readonly agent: Agent;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function serve(passing: Passing): Promise<void> {
  const { options, request } = passing;
  const started = { startedAt: microseconds(), at: options.now() };
  const call = callOf(request);
  const body = await bytesOf(request);
  const verdict = options.judge(call);
  // Whoever is killed hears nothing: not even that its connection ended.
  if (verdict === 'die-before') return;
  const answer = await passOn(passing, call.path, { body, isHeard: verdict === 'pass' });
  options.onExchange({
    ...call,
    ...started,
    rawHeaders: request.rawHeaders,
    body,
    milliseconds: Math.round((microseconds() - started.startedAt) / 1000),
    ...(answer !== undefined && { answer }),
  });
  if (verdict === 'die-after') options.onDone(call.caller);
}

/** The first part of the path is the caller's own: its secret names this front with it. */
function callOf({ url = '/', method = 'GET' }: IncomingMessage) {
  const [, caller = '', path = '/'] = /^\/([^/]+)(\/.*)$/.exec(url) ?? [];
  return { caller, method, path };
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  message.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve) => {
    // What was cut off is passed on cut off.
    message.on('close', () => resolve(Buffer.concat(chunks)));
    message.on('end', () => resolve(Buffer.concat(chunks)));
    message.on('error', () => resolve(Buffer.concat(chunks)));
  });
}

interface Sending {
  readonly body: Buffer;
  /** Whether the caller hears the answer. */
  readonly isHeard: boolean;
}

/** Resolves when it is over: with the answer, or without where the connection ended on either side. */
async function passOn(
  { options, agent, request, response }: Passing,
  path: string,
  { body, isHeard }: Sending,
): Promise<VeriffExchange['answer']> {
  const url = new URL(path, options.target());
  const headers = ['host', url.host, ...withoutHost(request.rawHeaders)];
  const going = send(url, { method: request.method, agent, headers });
  const { promise, resolve } = Promise.withResolvers<VeriffExchange['answer']>();
  going.on('response', (answer) => {
    const { statusCode: status = 502, rawHeaders } = answer;
    resolve(bytesOf(answer).then((bytes) => ({ status, rawHeaders, body: bytes })));
    if (isHeard) hear(answer, response);
  });
  going.on('error', () => {
    if (isHeard) response.destroy();
    resolve(undefined);
  });
  endWith(response, going);
  going.end(body);
  return promise;
}

function hear(answer: IncomingMessage, response: ServerResponse): void {
  response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
  answer.on('data', (chunk: Buffer) => response.write(chunk));
  answer.on('end', () => response.end());
  // Cut off there: cut off here.
  answer.on('close', () => {
    if (!response.writableEnded) response.destroy();
  });
}

/** A caller that gives up takes its call along. */
function endWith(response: ServerResponse, going: ClientRequest): void {
  response.on('close', () => {
    if (!response.writableEnded) going.destroy();
  });
}

function withoutHost(rawHeaders: readonly string[]): string[] {
  return rawHeaders.filter((_, i) => {
    const name = rawHeaders[i - (i % 2)]?.toLowerCase();
    return name !== 'host' && name !== 'connection';
  });
}
