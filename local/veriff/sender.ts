import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

export interface Sent {
  readonly status: number;
  /** The beginning of what was answered. */
  readonly body: string;
}

/** No answer: why. */
export interface NotSent {
  readonly error: string;
}

interface Outgoing {
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
}

export interface Sender {
  post(url: URL, outgoing: Outgoing): Promise<Sent | NotSent>;
  close(): void;
}

/** Veriff waits about five seconds for the answer. Real time: it is the receiver's machine that is slow. */
export const TIMEOUT_MS = 5000;
const KEPT_ANSWER_BYTES = 4096;

/** Posts webhooks: no redirect is followed, the answer's status is all that counts. */
export function webhookSender(timeoutMs: number): Sender {
  const http = new HttpAgent({ keepAlive: true });
  const https = new HttpsAgent({ keepAlive: true });
  const open = (url: URL): ClientRequest => {
    const signal = AbortSignal.timeout(timeoutMs);
    return url.protocol === 'https:'
      ? httpsRequest(url, { method: 'POST', agent: https, signal })
      : httpRequest(url, { method: 'POST', agent: http, signal });
  };
  const post = async (url: URL, outgoing: Outgoing): Promise<Sent | NotSent> => {
    const first = open(url);
    const result = await exchange(first, outgoing);
    // A kept connection that the receiver had closed meanwhile says nothing about the receiver.
    const stale = 'error' in result && first.reusedSocket && result.error === 'ECONNRESET';
    return stale ? exchange(open(url), outgoing) : result;
  };
  return {
    post,
    close: () => {
      http.destroy();
      https.destroy();
    },
  };
}

async function exchange(request: ClientRequest, outgoing: Outgoing): Promise<Sent | NotSent> {
  const { promise, resolve } = Promise.withResolvers<Sent | NotSent>();
  for (const [name, value] of grouped(outgoing.headers)) request.setHeader(name, value);
  request.setHeader('content-length', outgoing.body.length);
  request.on('error', (error) => resolve({ error: errorName(error) }));
  request.on('response', (response) => void readAnswer(response).then(resolve));
  request.end(outgoing.body);
  return promise;
}

async function readAnswer(response: IncomingMessage): Promise<Sent | NotSent> {
  const kept: Buffer[] = [];
  let length = 0;
  try {
    for await (const bytes of chunks(response)) {
      if (length < KEPT_ANSWER_BYTES) kept.push(bytes.subarray(0, KEPT_ANSWER_BYTES - length));
      length += bytes.length;
    }
  } catch (error) {
    return { error: errorName(error) };
  }
  return { status: response.statusCode ?? 0, body: Buffer.concat(kept).toString('utf8') };
}

/** A response without an encoding yields buffers. */
function chunks(response: IncomingMessage): AsyncIterable<Buffer> {
  return response;
}

/** The same name twice is two header lines. */
function grouped(headers: Outgoing['headers']): ReadonlyMap<string, readonly string[]> {
  const map = new Map<string, string[]>();
  for (const [name, value] of headers) map.set(name, [...(map.get(name) ?? []), value]);
  return map;
}

function errorName(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return 'no answer in time';
  return 'code' in error ? String(error.code) : error.message;
}
