import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Stack } from '../../local/stack.ts';
import { type Reply, send } from './http.ts';
import { people, running } from './running.ts';

const SHARED_SECRET = '475365ad-495a-4534-82f0-d273f3fe2b16';
const MEGABYTE = 1024 * 1024;

let stack: Stack;
let at: ReturnType<typeof people>;
let id: string;

beforeAll(async () => {
  stack = await running();
  at = people(stack);
  id = await at.backend.created();
  await at.veriff.play(id, 'start', 'submit');
});
afterAll(async () => stack.close());

const hmac = (body: string | Buffer, secret = SHARED_SECRET) =>
  createHmac('sha256', secret).update(body).digest('hex');

const post = async (
  path: string,
  body: string | Buffer,
  headers: readonly string[],
): Promise<Reply> => send(stack.apiUrl, { method: 'POST', path, body, headers });

const JSON_TYPE = ['Content-Type', 'application/json'];

const webhook = async (body: string | Buffer, signature: string, type = JSON_TYPE) =>
  post('/webhooks/veriff', body, [...type, 'x-hmac-signature', signature]);

const create = async (body: string | Buffer, type = JSON_TYPE) => post('/v1/sessions', body, type);

/** An approval of the session under test, spaced as no serialiser would space it. */
const approval = () =>
  `{"status": "success",  "verification": {"id": "${id}", "status": "approved", "code": 9001}}`;

describe('a webhook that is not authentic', () => {
  it.each<[string, () => Promise<Reply>]>([
    ['unsigned', async () => webhook(approval(), '')],
    ['forged', async () => webhook(approval(), '0'.repeat(64))],
    ['truncated', async () => webhook(approval().slice(0, -1), hmac(approval()))],
    [
      're-serialised',
      async () => webhook(JSON.stringify(JSON.parse(approval())), hmac(approval())),
    ],
    [
      'signed over its re-serialisation',
      async () => webhook(approval(), hmac(JSON.stringify(JSON.parse(approval())))),
    ],
    ['wrongly keyed', async () => webhook(approval(), hmac(approval(), 'x'.repeat(36)))],
    ['signed as a GET would be', async () => webhook(approval(), hmac(id))],
  ])('%s: 401, and the session stays as it is', async (_title, deliver) => {
    const before = await at.backend.read(id);

    const { status, body } = await deliver();

    expect([status, JSON.parse(body.toString())]).toMatchObject([401, { code: 'unauthenticated' }]);
    expect(await at.backend.read(id)).toEqual(before);
  });
});

describe('a body that nobody expects', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const invalid = Buffer.from([0x7b, 0xff, 0xfe, 0x7d]);
  const large = 'x'.repeat(10 * MEGABYTE);

  it.each<[string, number, () => Promise<Reply>]>([
    ['create of 10 MB', 413, async () => create(large)],
    ['create 100,000 levels deep', 413, async () => create(deep)],
    ['create 8,000 levels deep', 400, async () => create('['.repeat(8000) + ']'.repeat(8000))],
    ['create in invalid UTF-8', 400, async () => create(invalid)],
    ['create without a body', 400, async () => create('')],
    ['create of another type', 415, async () => create('{}', ['Content-Type', 'text/plain'])],
    ['webhook of 10 MB', 413, async () => webhook(large, hmac(large))],
    ['webhook 100,000 levels deep', 400, async () => webhook(deep, hmac(deep))],
    ['webhook in invalid UTF-8', 400, async () => webhook(invalid, hmac(invalid))],
    ['webhook without a body, signed', 400, async () => webhook('', hmac(''))],
    [
      'webhook of another type',
      415,
      async () => webhook('{}', hmac('{}'), ['Content-Type', 'text/plain']),
    ],
  ])('%s: %d, a problem that says so', async (_title, expected, call) => {
    const { status, headers, body } = await call();

    expect(status).toBe(expected);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(JSON.parse(body.toString())).toMatchObject({ status: expected });
  });

  it('leaves the service as it was', async () => {
    expect(await at.backend.read(id)).toMatchObject({ status: 'submitted' });
    expect((await at.backend.create()).status).toBe(201);
  });
});

describe('an event that a crashed writer left unpublished', () => {
  it('is published by the next sweep, under its own id', async () => {
    const { Item } = (await stack.database.call('GetItem', {
      TableName: stack.database.tableName,
      Key: { key: { S: id } },
    })) as { Item: Record<string, object> };
    const owed = {
      version: { N: '3' },
      status: { S: 'submitted' },
      at: { N: '1' },
      dueAt: { N: '1' },
    };
    await stack.database.call('PutItem', {
      TableName: stack.database.tableName,
      Item: { ...Item, outbox: { L: [{ M: owed }] }, dueAt: { S: '1970-01-01T00:00:00.001Z' } },
    });

    await at.advance(120);

    const told = (await at.events(id)).filter(({ detail }) => detail.id === `${id}:3`);
    expect(told).toHaveLength(2);
  });
});
