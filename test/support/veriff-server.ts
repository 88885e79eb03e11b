import { createHmac } from 'node:crypto';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A request as it came over the wire. */
interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Counts connections from 1. */
  readonly connection: number;
}

/** What the server does with one request. */
export type Step = (response: ServerResponse) => void;

/** A real HTTP server in Veriff's place that plays one step a request, the last one for ever. */
export interface VeriffServer {
  readonly url: string;
  readonly requests: readonly ReceivedRequest[];
  play(...steps: readonly Step[]): void;
  close(): Promise<void>;
}

/** Lower-case hex HMAC-SHA256, on its own and not by the code under test. */
export function hmac(secret: string, signed: Uint8Array | string): string {
  return createHmac('sha256', secret).update(signed).digest('hex');
}

/** Answers, with the body's signature in both of Veriff's families of headers where a secret is given. */
export function reply(
  status: number,
  body: Uint8Array | string,
  { secret, headers = {} }: { secret?: string; headers?: Readonly<Record<string, string>> } = {},
): Step {
  const signature = secret === undefined ? undefined : hmac(secret, body);
  const signed =
    signature === undefined
      ? {}
      : { 'x-hmac-signature': signature, 'vrf-hmac-signature': signature };
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...signed, ...headers });
    response.end(body);
  };
}

/** Reads the request and never answers. */
export const hang: Step = () => undefined;

/** Reads the request and breaks the connection without a byte of answer. */
export const reset: Step = (response) => {
  response.socket?.resetAndDestroy();
};

/** Reads the request and closes the connection without a byte of answer. */
export const hangUp: Step = (response) => {
  response.socket?.destroy();
};

/** Promises more than it sends. */
export function truncated(status: number, body: Uint8Array): Step {
  return (response) => {
    response.writeHead(status, { 'content-length': body.length });
    response.write(body.subarray(0, body.length - 10), () => response.socket?.destroy());
  };
}

/** Does a step after a time. */
export function later(milliseconds: number, step: Step): Step {
  return (response) => {
    setTimeout(() => {
      step(response);
    }, milliseconds);
  };
}

/** Starts a server on a free port of the loopback, with TLS where it is given a certificate; it ends with the test. */
export async function veriffServer(tls?: { key: string; cert: string }): Promise<VeriffServer> {
  const requests: ReceivedRequest[] = [];
  let script: readonly Step[] = [];
  let connections = 0;
  const numbers = new WeakMap<object, number>();
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers, socket } = request;
      const body = Buffer.concat(chunks);
      requests.push({ method, path: url, headers, body, connection: numbers.get(socket) ?? 0 });
      const [step = hang, ...rest] = script;
      if (rest.length > 0) script = rest;
      step(response);
    });
  };
  const server = tls === undefined ? createServer(onRequest) : createTlsServer(tls, onRequest);
  server.on(tls === undefined ? 'connection' : 'secureConnection', (socket: Socket) => {
    connections += 1;
    numbers.set(socket, connections);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  };
  onTestFinished(close);
  // A server that listens on TCP has an address of this kind.
  const { port } = server.address() as AddressInfo;
  const play = (...steps: readonly Step[]) => {
    script = steps;
  };
  const scheme = tls === undefined ? 'http' : 'https';
  return { url: `${scheme}://127.0.0.1:${port}`, requests, play, close };
}
