import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { portOf } from '../../local/listen.ts';
import { authorizationOf, type Received, signatureOf } from '../support/aws-signature.ts';
import { type ClientApi, clientApi } from './client-api.ts';

const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';

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

describe('the client API', () => {
  it.each([
    ['a body', { method: 'POST', path: '/v1/sessions', body: { verification: {} } }],
    ['a query', { method: 'GET', path: '/v1/sessions?vendorData=a%20b' }],
  ] as const)('is called with a signature over %s', async (_what, call) => {
    await api.signed(call);

    const [request] = received;
    if (request === undefined) throw new Error('nothing came');
    const { keyId, scope, signedHeaders, signature } = authorizationOf(request);
    expect([keyId, scope]).toEqual(['AKIDEXAMPLE', 'eu-west-1/execute-api']);
    expect(signedHeaders).toContain('host');
    expect(signature).toBe(signatureOf(request, SECRET));
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
