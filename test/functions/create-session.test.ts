import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digest } from '../../shared/adapters/runtime/digest.ts';
import { SecretUnusable, VeriffError, type VeriffErrorCode } from '../../shared/domain/failure.ts';
import type { SessionId } from '../../shared/domain/ids.ts';
import { LINK, LIVE, OTHER_TENANT, TENANT } from '../support/given.ts';
import { world } from './world.ts';

const json = { 'Content-Type': 'application/json' };

const create = (body: unknown, headers = {}, more = {}) => ({
  method: 'POST',
  headers: { ...json, ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
  ...more,
});

const key = { 'Idempotency-Key': 'order-1' };
const plain = { verification: { vendorData: 'cust-0001' } };

describe('POST /v1/sessions', () => {
  it("answers 201 in Veriff's own shape, and the end of the session's life", async () => {
    const answer = await world().call('create', create(plain));

    expect(answer.statusCode).toBe(201);
    expect(answer.json).toEqual({
      status: 'success',
      verification: {
        id: 'session-1',
        url: LINK.url,
        vendorData: 'cust-0001',
        endUserId: null,
        host: LINK.host,
        status: 'created',
        sessionToken: 'token',
      },
      validUntil: '2026-03-09T10:15:00.000Z',
    });
    expect(answer.headers).toEqual({
      'Content-Type': 'application/json',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'X-Request-Id': 'request-0001',
    });
  });

  it.each(['published-vector.json', 'create-request.json'])(
    'takes %s verbatim and hands Veriff the very same object',
    async (file) => {
      const { call, ports } = world();
      const body = readFileSync(`test/fixtures/veriff/${file}`, 'utf8');
      let given: unknown;
      ports.veriff.createSession = async (verification) => {
        given = verification;
        return { id: 'session-1' as SessionId, integration: LIVE, link: LINK };
      };

      const answer = await call('create', create(body));

      expect(answer.statusCode).toBe(201);
      expect({ verification: given }).toEqual(JSON.parse(body));
    },
  );

  it.each([
    {},
    { person: { firstName: ' ' } },
    { somethingNew: { deep: [1, null] }, lang: 'en', features: ['selfid'] },
    { vendorData: '\u{1F600}'.repeat(1000) },
    { callback: 'https://app.example.com/return?x=1#y' },
    { document: { type: 'VISA', country: 'EE' } },
  ])('takes %j', async (verification) => {
    expect((await world().call('create', create({ verification }))).statusCode).toBe(201);
  });

  it('stores no name, and nothing else of the person', async () => {
    const { call, snapshot } = world();

    await call(
      'create',
      create({ verification: { person: { firstName: 'Leonhard', idNumber: '36605' } } }),
    );

    expect(JSON.stringify(snapshot())).not.toMatch(/Leonhard|36605/);
  });
});

describe('a create that is not valid', () => {
  it('is told all its mistakes at once, each with its place', async () => {
    const body = {
      verification: {
        callback: 'http://app.example.com',
        vendorData: 'x'.repeat(1001),
        endUserId: 'nobody',
        person: { firstName: null, dateOfBirth: '1990-13-01' },
        document: { type: 'LIBRARY_CARD', country: 'Estonia' },
        timestamp: 'yesterday',
      },
      integration: 'No Such',
      tenant: 'someone else',
      'a/b': 1,
    };

    const { statusCode, json: problem } = await world().call('create', create(body));

    expect(statusCode).toBe(400);
    expect(problem).toMatchObject({ code: 'invalid-request', requestId: 'request-0001' });
    expect(
      (problem as { errors: { pointer: string }[] }).errors
        .map(({ pointer }) => pointer)
        .toSorted(),
    ).toEqual([
      '/a~1b',
      '/integration',
      '/tenant',
      '/verification/callback',
      '/verification/document/country',
      '/verification/document/type',
      '/verification/endUserId',
      '/verification/person/dateOfBirth',
      '/verification/person/firstName',
      '/verification/timestamp',
      '/verification/vendorData',
    ]);
  });

  it.each([
    ['', 'the body is empty; send a JSON object'],
    ['  ', 'the body is empty; send a JSON object'],
    ['{"verification":', 'the body is not JSON'],
    ['[]', 'must be an object'],
    ['null', 'must be an object'],
    ['{"verification":null}', 'must be an object; the smallest one is {}'],
    ['{}', 'must be an object; the smallest one is {}'],
    [
      `{"verification":${'{"a":'.repeat(40)}1${'}'.repeat(40)}}`,
      'the body is nested deeper than 32 levels',
    ],
    ['['.repeat(8000) + ']'.repeat(8000), 'the body is nested deeper than 32 levels'],
  ])('%s: %s', async (body, detail) => {
    const answer = await world().call('create', create(body));

    expect(answer.statusCode).toBe(400);
    expect(answer.json).toMatchObject({ errors: [{ detail }] });
  });

  it('invalid UTF-8 is refused as such', async () => {
    const body = Buffer.from([0x7b, 0xff, 0x7d]);

    const answer = await world().call('create', { ...create(''), body, base64: true });

    expect(answer.json).toMatchObject({ errors: [{ detail: 'the body is not UTF-8' }] });
  });

  it('is refused as well where the gateway has put replacement characters for it', async () => {
    const answer = await world().call('create', create('{"verification":{"vendorData":"\uFFFD"}}'));

    expect(answer.json).toMatchObject({ errors: [{ detail: 'the body is not UTF-8' }] });
  });

  it('a missing body is an empty one', async () => {
    const answer = await world().call('create', { ...create(''), body: null });

    expect(answer.statusCode).toBe(400);
  });

  it.each([undefined, 'text/plain', 'application/jsonx', 'application/x-www-form-urlencoded'])(
    'content type %s: 415',
    async (type) => {
      const headers = type === undefined ? {} : { 'Content-Type': type };
      const answer = await world().call('create', { ...create(plain), headers });

      expect(answer).toMatchObject({ statusCode: 415, json: { code: 'unsupported-media-type' } });
    },
  );

  it('more than 16 KB: 413', async () => {
    const body = create({ verification: { padding: 'x'.repeat(16 * 1024) } });

    expect(await world().call('create', body)).toMatchObject({
      statusCode: 413,
      json: { code: 'too-large' },
    });
  });

  it('asks nothing of Veriff', async () => {
    const { call, ports } = world();

    await call('create', create({ verification: { callback: 'http://x.example' } }));

    expect(ports.veriff.calls).toEqual([]);
  });
});

describe('a callback', () => {
  const call = (callback: string, callbackHosts: readonly string[] = []) =>
    world({ callbackHosts }).call('create', create({ verification: { callback } }));

  it.each([
    'http://app.example.com',
    'app://return',
    'javascript:alert(1)',
    'https://',
    'https://user@app.example.com',
    'https://user:pw@app.example.com',
    'https://127.0.0.1/x',
    'https://2130706433/x',
    'https://0x7f.1/x',
    'https://0177.0.0.1/x',
    'https://[::1]/x',
    'https://app.example.com\\@evil.example',
    'https://app.example.com/\n',
    'https://app .example.com/',
    '//app.example.com',
    `https://app.example.com/${'x'.repeat(2048)}`,
  ])('%j is refused', async (callback) => {
    const { statusCode, json: problem } = await call(callback);

    expect(statusCode).toBe(400);
    expect(problem).toMatchObject({ errors: [{ pointer: '/verification/callback' }] });
  });

  it('may be kept to certain hosts', async () => {
    expect((await call('https://app.example.com/x', ['app.example.com'])).statusCode).toBe(201);
    expect((await call('https://evil.example/x', ['app.example.com'])).statusCode).toBe(400);
    expect(
      (await call('https://app.example.com.evil.example', ['app.example.com'])).statusCode,
    ).toBe(400);
  });
});

describe('an Idempotency-Key', () => {
  it('answers the same body again, byte for byte, and says so', async () => {
    const { call } = world();
    const first = await call('create', create(plain, key));

    const second = await call('create', create(plain, key));

    expect(second).toMatchObject({ statusCode: 201, body: first.body });
    expect(second.headers['Idempotency-Replayed']).toBe('true');
    expect(first.headers).not.toHaveProperty('Idempotency-Replayed');
  });

  it('is refused for another body, though it differ by one byte', async () => {
    const { call } = world();
    await call('create', create(JSON.stringify(plain), key));

    const other = await call('create', create(`${JSON.stringify(plain)} `, key));

    expect(other).toMatchObject({ statusCode: 422, json: { code: 'idempotency-key-reused' } });
  });

  it("is the tenant's own", async () => {
    const { call } = world();
    await call('create', create(plain, key));

    const other = await call('create', create(plain, key, { tenant: OTHER_TENANT }));

    expect(other.json).toMatchObject({ verification: { id: 'session-2' } });
  });

  it('is stored as a hash of tenant, route and key, never as it is', async () => {
    const { call, ports } = world();
    let stored = '';
    const claim = ports.claims.claim.bind(ports.claims);
    ports.claims.claim = async (fresh, now) => {
      stored = JSON.stringify(fresh);
      return claim(fresh, now);
    };

    await call('create', create(plain, key));

    const hash = digest(TENANT, 'POST /v1/sessions', 'order-1');
    expect(stored).toContain(`"key":"idempotency#${hash}"`);
    expect(stored).not.toContain('order-1');
  });

  it('of a running request: 409 with the time to wait', async () => {
    const { call } = world();

    const answers = await Promise.all([
      call('create', create(plain, key)),
      call('create', create(plain, key)),
    ]);

    const running = answers.find(({ statusCode }) => statusCode === 409);
    expect(running).toMatchObject({
      headers: { 'Retry-After': '60' },
      json: { code: 'request-in-progress' },
    });
  });

  it('of a session that is over tells where to look', async () => {
    const { call } = world();
    await call('create', create(plain, key));
    await call('erase', { id: 'session-1' });

    const again = await call('create', create(plain, key));

    expect(again).toMatchObject({ statusCode: 422, json: { code: 'idempotency-key-reused' } });
    expect(again.body).toContain('/v1/sessions/session-1');
    expect(again.body).not.toContain(LINK.url);
  });

  it.each(['', 'ä', 'tab\there', 'x'.repeat(256)])('%j is refused', async (value) => {
    const answer = await world().call('create', create(plain, { 'idempotency-key': value }));

    expect(answer.json).toMatchObject({
      errors: [
        {
          pointer: 'header Idempotency-Key',
          detail: 'must be 1 to 255 printable ASCII characters',
        },
      ],
    });
  });

  it('sent twice with different values is refused', async () => {
    const answer = await world().call('create', create(plain, { 'Idempotency-Key': ['a', 'b'] }));

    expect(answer).toMatchObject({
      statusCode: 400,
      json: { errors: [{ pointer: 'header idempotency-key' }] },
    });
  });
});

describe("Veriff's failures", () => {
  const table: readonly [VeriffErrorCode, boolean, number, string][] = [
    ['unavailable', true, 503, 'veriff-unavailable'],
    ['throttled', true, 503, 'veriff-unavailable'],
    ['malformed', false, 503, 'veriff-unavailable'],
    ['outcome-unknown', false, 503, 'outcome-unknown'],
    ['rejected', false, 502, 'veriff-rejected'],
    ['unauthenticated', false, 502, 'veriff-rejected'],
    ['forbidden', false, 502, 'veriff-rejected'],
    ['not-found', false, 502, 'veriff-rejected'],
  ];

  it.each(table)('%s (retryable: %s) is %d %s', async (code, retryable, status, problem) => {
    const { call, ports } = world();
    ports.veriff.create = async () => {
      throw new VeriffError(code, {
        retryable,
        veriffCode: '1302',
        cause: new Error('Veriff said John Smith'),
      });
    };

    const answer = await call('create', create(plain));

    expect(answer).toMatchObject({
      statusCode: status,
      json: { code: problem, veriffCode: '1302' },
    });
    expect(answer.body).not.toContain('John');
  });

  it("pass Veriff's Retry-After on", async () => {
    const { call, ports } = world();
    ports.veriff.create = async () => {
      throw new VeriffError('throttled', { retryable: true, retryAfterSeconds: 30 });
    };

    expect((await call('create', create(plain))).headers['Retry-After']).toBe('30');
  });

  it('an integration that is not configured is the caller’s mistake', async () => {
    const { call, ports } = world();
    ports.veriff.create = async () => {
      throw new SecretUnusable('unknown-integration');
    };

    const answer = await call('create', create({ ...plain, integration: 'nope' }));

    expect(answer).toMatchObject({
      statusCode: 400,
      json: { errors: [{ pointer: '/integration' }] },
    });
  });

  it('a secret that is not filled yet: 503', async () => {
    const { call, ports } = world();
    ports.veriff.create = async () => {
      throw new SecretUnusable('placeholder');
    };

    expect(await call('create', create(plain))).toMatchObject({
      statusCode: 503,
      json: { code: 'unavailable' },
    });
  });
});

describe('whatever is sent', () => {
  it('is answered with a status and a body of ours, and never with an exception', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), fc.string(), fc.uint8Array()), async (body) => {
        const sent = Buffer.from(body).toString('base64');
        const answer = await world().call('create', {
          ...create(''),
          body: Buffer.from(sent, 'base64'),
          base64: true,
        });
        expect([201, 400, 413]).toContain(answer.statusCode);
      }),
      { numRuns: 300 },
    );
  });
});
