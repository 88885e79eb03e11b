import { createConnection } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { runtimeError } from '../../local/worker-messages.ts';
import { type Front, front, ok } from './gateway-server.ts';
import { jsonOf, send } from './http.ts';

let api: Front;
afterEach(async () => api.close());

describe('what the front refuses', () => {
  it.each([
    ['an unknown path', 'GET', '/v1/nothing'],
    ['a method that the path does not have', 'PUT', '/v1/sessions'],
    ['HEAD, which API Gateway does not make of GET', 'HEAD', '/v1/sessions'],
  ])('answers 404 to %s', async (_, method, path) => {
    api = await front();

    const reply = await send(api.url, { method, path });

    expect(reply.status).toBe(404);
    expect(reply.headers['content-type']).toBe('application/problem+json');
    expect(api.invoked).toEqual([]);
  });

  it.each([
    ['a foreign Host', ['Host', 'evil.example:4401']],
    ['a Host that only begins like ours', ['Host', 'localhost.evil.example']],
    ['a foreign Origin', ['Origin', 'https://evil.example']],
    ['an opaque Origin', ['Origin', 'null']],
    ['a cross-site request', ['Sec-Fetch-Site', 'cross-site']],
  ])('answers 403 to %s', async (_, headers) => {
    api = await front();

    const reply = await send(api.url, { path: '/v1/sessions', headers });

    expect(reply.status).toBe(403);
    expect(jsonOf(reply)).toMatchObject({ code: 'forbidden', status: 403 });
    expect(api.invoked).toEqual([]);
  });

  it.each([['127.0.0.1:4401'], ['localhost'], ['[::1]:4401']])('serves Host %s', async (host) => {
    api = await front();

    const reply = await send(api.url, { path: '/v1/sessions', headers: ['Host', host] });

    expect(reply.status).toBe(200);
  });

  it.each([['a b'], ['ä'], ['x'.repeat(65)], ['']])(
    'answers 400 to the tenant "%s"',
    async (tenant) => {
      api = await front();

      const reply = await send(api.url, {
        path: '/v1/sessions',
        headers: ['x-local-tenant', tenant],
      });

      expect(reply.status).toBe(400);
    },
  );

  it('answers 413 to more than 10 MB that are announced, before they arrive', async () => {
    api = await front();
    const socket = createConnection(api.port, '127.0.0.1');

    socket.write(
      'POST /webhooks/veriff HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10485761\r\n\r\n',
    );
    const [first] = await new Promise<Buffer[]>((resolve) => {
      socket.once('data', (chunk: Buffer) => resolve([chunk]));
    });
    socket.destroy();

    expect(first?.toString()).toContain('HTTP/1.1 413');
    expect(api.invoked).toEqual([]);
  });

  it('takes 10 MB and answers 413 to a byte more that nobody announced', async () => {
    api = await front();
    const most = Buffer.alloc(10 * 1024 * 1024, 'x');

    const taken = await send(api.url, { method: 'POST', path: '/webhooks/veriff', body: most });
    const chunked = await fetch(`${api.url}/webhooks/veriff`, {
      method: 'POST',
      body: new Blob([most, 'x']).stream(),
      duplex: 'half',
    });

    expect(taken.status).toBe(200);
    expect(chunked.status).toBe(413);
    expect(api.invoked).toHaveLength(1);
  });

  it('answers 431 to headers beyond the limit of API Gateway', async () => {
    api = await front();

    const reply = await send(api.url, {
      path: '/v1/sessions',
      headers: ['X-Long', 'x'.repeat(10_300)],
    });

    expect(reply.status).toBe(431);
  });
});

describe('what the front makes of an answer', () => {
  it('sends status, headers of both forms and the body', async () => {
    api = await front(() =>
      ok({
        statusCode: 201,
        headers: { 'X-One': 1, 'X-Both': 'lost' },
        multiValueHeaders: { 'x-both': ['a', 'b'] },
        body: 'text',
      }),
    );

    const reply = await send(api.url, { path: '/v1/sessions' });

    expect(reply.status).toBe(201);
    expect(reply.headers).toMatchObject({
      'x-one': '1',
      'x-both': 'a, b',
      'content-type': 'application/json',
    });
    expect(reply.headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/);
    expect(reply.body.toString()).toBe('text');
  });

  it('renames the headers that API Gateway keeps for itself', async () => {
    api = await front(() => ok({ statusCode: 200, headers: { Date: 'never', Connection: 'x' } }));

    const reply = await send(api.url, { path: '/v1/sessions' });

    expect(reply.headers).toMatchObject({ 'x-amzn-remapped-date': 'never' });
    expect(reply.headers['x-amzn-remapped-connection']).toBe('x');
  });

  it('decodes base64 on the webhook API alone, which has binary media types', async () => {
    api = await front(() => ok({ statusCode: 200, isBase64Encoded: true, body: 'aGk=' }));

    const webhook = await send(api.url, { method: 'POST', path: '/webhooks/veriff' });
    const client = await send(api.url, { path: '/v1/sessions' });

    expect(webhook.body.toString()).toBe('hi');
    expect(client.body.toString()).toBe('aGk=');
  });

  it.each([
    ['no object', 'text'],
    ['no status', {}],
    ['a status that is none', { statusCode: 'two hundred' }],
    ['a status out of range', { statusCode: 700 }],
    ['a body that is no text', { statusCode: 200, body: { a: 1 } }],
    ['a header that is no scalar', { statusCode: 200, headers: { a: { b: 1 } } }],
    ['headers that are a list', { statusCode: 200, headers: ['a'] }],
    ['multi-value headers without lists', { statusCode: 200, multiValueHeaders: { a: 'b' } }],
  ])('answers 502 to a function that answers %s', async (_, answer) => {
    api = await front(() => ({ payload: JSON.stringify(answer) }));

    const reply = await send(api.url, { path: '/v1/sessions' });

    expect(reply.status).toBe(502);
    expect(jsonOf(reply)).toMatchObject({ code: 'internal', status: 502 });
  });

  it('answers 502 to a function that fails, and tells nothing of it', async () => {
    api = await front(() => ({ error: runtimeError('TypeError', 'a secret detail') }));

    const reply = await send(api.url, { path: '/v1/sessions' });

    expect(reply.status).toBe(502);
    expect(reply.body.toString()).not.toContain('secret');
  });

  it('answers 504 where a function takes longer than API Gateway waits', async () => {
    api = await front(async () => new Promise(() => {}), 10);

    const reply = await send(api.url, { path: '/v1/sessions' });

    expect(reply.status).toBe(504);
    expect(jsonOf(reply)).toMatchObject({ code: 'internal', status: 504 });
  });
});

describe('the line of a call', () => {
  it('names a created session by the answer', async () => {
    const body = JSON.stringify({ status: 'success', verification: { id: 's-1' } });
    api = await front(() => ok({ statusCode: 201, body }));

    await send(api.url, { method: 'POST', path: '/v1/sessions', body: '{}' });

    expect(api.messages).toMatchObject([
      { from: 'backend', to: 'api', what: 'POST /v1/sessions', result: '201', session: 's-1' },
    ]);
  });

  it('names kind, status and code of a webhook, and nothing else of its body', async () => {
    api = await front();
    const verification = {
      id: 's-1',
      status: 'approved',
      code: 9001,
      person: { firstName: 'Anna' },
    };

    await send(api.url, {
      method: 'POST',
      path: '/webhooks/veriff',
      body: JSON.stringify({ status: 'success', verification }),
    });

    expect(api.messages).toMatchObject([
      { from: 'veriff', to: 'webhook', what: 'decision approved 9001', session: 's-1' },
    ]);
    expect(JSON.stringify(api.messages)).not.toContain('Anna');
  });

  it('does not let a body write to the terminal', async () => {
    api = await front();

    await send(api.url, {
      method: 'POST',
      path: '/webhooks/veriff',
      body: JSON.stringify({ id: '\u001b[2J', action: 'a\nb', code: 1 }),
    });

    expect(api.messages[0]).toMatchObject({ what: 'event a?b 1', session: '?[2J' });
  });
});
