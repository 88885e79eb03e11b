import type { Agent, ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

// Not imported: the ESM facade of node:http reads its lazy getters and so loads undici, 22 to 50 ms of a cold start.
const http = process.getBuiltinModule('node:http');
const https = process.getBuiltinModule('node:https');

/** Veriff's answers are a few kilobytes; more is not for us. */
const LARGEST_BODY = 1024 * 1024;

const MOST_SOCKETS = 50;

/**
 * A request that must not be repeated does not go out on a connection that was idle for longer: five
 * seconds, Node's default, is the shortest time after which servers commonly close one.
 */
const LONGEST_IDLE_MS = 4000;

export interface Outgoing {
  readonly url: URL;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** For the whole exchange, connecting included. */
  readonly timeoutMs: number;
}

export interface Answered {
  readonly kind: 'answered';
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Absent where it is larger than 1 MB. */
  readonly body?: Uint8Array;
}

export interface Failed {
  readonly kind: 'failed';
  /** Whether the request may have reached the server: from the moment that a connection stood. */
  readonly sent: boolean;
  readonly cause: Error;
}

type Exchange = Answered | Failed;

/** One HTTP exchange. Never throws, never repeats, follows no redirect. */
export type Transport = (outgoing: Outgoing) => Promise<Exchange>;

type Settle = (exchange: Exchange) => void;

function agentFor(agents: Map<string, Agent>, { origin, protocol }: URL): Agent {
  const known = agents.get(origin);
  if (known !== undefined) return known;
  const options = { keepAlive: true, maxSockets: MOST_SOCKETS };
  const agent = protocol === 'https:' ? new https.Agent(options) : new http.Agent(options);
  agents.set(origin, agent);
  return agent;
}

function collect(response: IncomingMessage, settle: Settle): void {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const { statusCode: status = 0, headers } = response;
  response.on('data', (chunk: Uint8Array) => {
    size += chunk.length;
    if (size <= LARGEST_BODY) chunks.push(chunk);
    else settle({ kind: 'answered', status, headers });
  });
  response.on('end', () => {
    settle({ kind: 'answered', status, headers, body: Buffer.concat(chunks) });
  });
  response.on('error', (cause) => {
    settle({ kind: 'failed', sent: true, cause });
  });
}

/** Tells when the first byte may have left: at once on a kept connection, else when the new one stands. */
function whenConnected(request: ClientRequest, secure: boolean, connected: () => void): void {
  request.once('socket', (socket) => {
    if (socket.connecting) socket.once(secure ? 'secureConnect' : 'connect', connected);
    else connected();
  });
}

function send(outgoing: Outgoing, agent: Agent, settle: Settle): ClientRequest {
  const { url, method, headers, body, timeoutMs } = outgoing;
  const secure = url.protocol === 'https:';
  let sent = false;
  const request = (secure ? https : http).request(url, { method, headers, agent });
  const fail = (cause: Error) => {
    settle({ kind: 'failed', sent, cause });
  };
  const timer = setTimeout(() => {
    fail(new Error('No answer in time'));
  }, timeoutMs);
  whenConnected(request, secure, () => {
    sent = true;
  });
  request.on('error', fail);
  request.on('close', () => {
    clearTimeout(timer);
  });
  request.on('response', (response) => {
    collect(response, settle);
  });
  request.end(body);
  return request;
}

/**
 * HTTP over `node:https` with kept connections, one pool a base URL. A POST is kept off connections
 * that have been idle for a while: where the server is just closing one, nobody can tell afterwards
 * whether it had still read the request.
 */
export function httpTransport(now: () => number): Transport {
  const agents = new Map<string, Agent>();
  const idleSince = new WeakMap<Socket, number>();

  const dropIdle = (agent: Agent) => {
    const idle = Object.values(agent.freeSockets).flatMap((sockets) => sockets ?? []);
    for (const socket of idle) {
      if (now() - (idleSince.get(socket) ?? 0) > LONGEST_IDLE_MS) socket.destroy();
    }
  };

  return async (outgoing) =>
    new Promise((resolve) => {
      const agent = agentFor(agents, outgoing.url);
      if (outgoing.method === 'POST') dropIdle(agent);
      const request = send(outgoing, agent, (exchange) => {
        if (request.socket !== null) idleSince.set(request.socket, now());
        resolve(exchange);
        // What is not read to its end (too large, or after the time) ends with its connection.
        if (exchange.kind === 'failed' || exchange.body === undefined) request.destroy();
      });
    });
}
