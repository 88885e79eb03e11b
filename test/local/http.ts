import { type IncomingHttpHeaders, request } from 'node:http';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

interface Sent {
  readonly method?: string;
  readonly path?: string;
  /** Name, value, name, value …, sent as they are. */
  readonly headers?: readonly string[];
  readonly body?: string | Buffer;
}

/** Sends exactly what it is given; `fetch` would tidy headers up. */
export async function send(url: string, sent: Sent = {}): Promise<Reply> {
  const { hostname, port } = new URL(url);
  const { method = 'GET', path = '/', body = '' } = sent;
  const given = sent.headers ?? [];
  const names = given.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase());
  const headers = [
    ...(names.includes('host') ? [] : ['Host', `localhost:${port}`]),
    ...given,
    ...(method === 'POST' ? ['Content-Length', String(Buffer.byteLength(body))] : []),
  ];
  return new Promise((resolve, reject) => {
    const going = request({ hostname, port, method, path, headers, setHost: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks),
        }),
      );
    });
    going.on('error', reject);
    going.end(body);
  });
}

/** The JSON of a reply. */
export function jsonOf(reply: Reply): Record<string, unknown> {
  return JSON.parse(reply.body.toString('utf8')) as Record<string, unknown>;
}
