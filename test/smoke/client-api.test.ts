import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { portOf } from '../../local/listen.ts';
import { type ClientApi, clientApi } from './client-api.ts';

const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';

interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let received: Received[];
let answered: { status: number; body: string };
let server: Server;
let api: ClientApi;

beforeEach(async () => {
  received = [];
  answered = { status: 200, body: '{}' };
  server = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      received.push({ method, url, headers, body });
      response.writeHead(answered.status).end(answered.body);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  api = clientApi(`http://127.0.0.1:${portOf(server)}/live`, {
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: SECRET },
  });
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) =>
  createHmac('sha256', key).update(text).digest();

/** Signature Version 4 anew, from what came over the wire (AWS: Create a signed AWS API request). */
function signatureOf({ method, url, headers, body }: Received, signedHeaders: string): string {
  const [path = '', query = ''] = url.split('?');
  const lines = signedHeaders.split(';').map((name) => `${name}:${String(headers[name])}\n`);
  const canonical = [method, path, query, lines.join(''), signedHeaders, sha256(body)].join('\n');
  const time = String(headers['x-amz-date']);
  const scope = `${time.slice(0, 8)}/eu-west-1/execute-api/aws4_request`;
  const key = ['eu-west-1', 'execute-api', 'aws4_request'].reduce(
    hmac,
    hmac(`AWS4${SECRET}`, time.slice(0, 8)),
  );
  return hmac(key, ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n')).toString('hex');
}

describe('the client API', () => {
  it.each([
    ['a body', { method: 'POST', path: '/v1/sessions', body: { verification: {} } }],
    ['a query', { method: 'GET', path: '/v1/sessions?vendorData=a%20b' }],
  ] as const)('is called with a signature over %s', async (_what, call) => {
    await api.signed(call);

    const [request] = received;
    if (request === undefined) throw new Error('nothing came');
    const { authorization = '' } = request.headers;
    const [, scope, signed = '', signature] =
      /Credential=AKIDEXAMPLE\/([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
        authorization,
      ) ?? [];
    expect(scope).toMatch(/^\d{8}\/eu-west-1\/execute-api\/aws4_request$/);
    expect(signed.split(';')).toContain('host');
    expect(signature).toBe(signatureOf(request, signed));
  });

  it('is called without one where that is wanted', async () => {
    await api.unsigned({ method: 'DELETE', path: '/v1/sessions/1' });

    expect(received[0]).toMatchObject({ method: 'DELETE', url: '/live/v1/sessions/1' });
    expect(received[0]?.headers).not.toHaveProperty('authorization');
  });

  it.each([
    ['{"status":"fail"}', { status: 'fail' }],
    ['', undefined],
    ['<html>', '<html>'],
  ])('answers %j as it is', async (body, read) => {
    answered = { status: 404, body };

    expect(await api.signed({ method: 'GET', path: '/' })).toMatchObject({
      status: 404,
      body: read,
    });
  });

  it('that is not there is told with its address', async () => {
    const nowhere = clientApi('http://127.0.0.1:9/live', {
      region: 'eu-west-1',
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: SECRET },
    });

    await expect(nowhere.signed({ method: 'GET', path: '/v1' })).rejects.toMatchObject({
      expected: 'an answer from http://127.0.0.1:9/live/v1',
    });
  });
});
