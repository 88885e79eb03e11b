import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server of the test's own that answers as the test says, and remembers what it was asked. */
export interface StubServer {
  readonly endpoint: string;
  /** The bodies that came in. */
  readonly requests: readonly StubRequest[];
  readonly close: () => Promise<void>;
}

export interface StubRequest {
  readonly target: string;
  readonly body: string;
}

/** Answers one request; what does not answer hangs. */
export type Stub = (request: StubRequest, answer: ServerResponse) => void | Promise<void>;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

/** Answers JSON in the dialect of AWS's services. */
export function json(answer: ServerResponse, status: number, body: unknown): void {
  answer.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
  answer.end(JSON.stringify(body));
}

/** Starts a stub on a free port of the loopback interface. */
export async function startStub(stub: Stub): Promise<StubServer> {
  const requests: StubRequest[] = [];
  async function respond(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const target = String(incoming.headers['x-amz-target']);
    const request = { target, body: await bodyOf(incoming) };
    requests.push(request);
    await stub(request, answer);
  }
  const server = createServer((incoming, answer) => {
    void respond(incoming, answer);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
}
