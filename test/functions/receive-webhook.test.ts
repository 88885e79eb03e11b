import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { erase } from '../../shared/domain/erase.ts';
import { isOpen } from '../../shared/domain/session.ts';
import { type ApiRequest } from '../support/api-event.ts';
import { DAY, SESSION, T0, TEST } from '../support/given.ts';
import { API_KEY, SECRET, SHARED_SECRET, world } from './world.ts';

const fixture = (name: string) => readFileSync(`test/fixtures/veriff/${name}.json`);

const hmac = (body: string | Uint8Array, secret = SHARED_SECRET) =>
  createHmac('sha256', secret).update(body).digest('hex');

/** A webhook as Veriff sends it, as API Gateway hands it over: base64 of the exact bytes. */
function webhook(body: string | Uint8Array, headers: ApiRequest['headers'] = {}): ApiRequest {
  return {
    method: 'POST',
    path: '/webhooks/veriff',
    base64: true,
    body,
    headers: {
      'Content-Type': 'application/json',
      'x-auth-client': API_KEY,
      'x-hmac-signature': hmac(body),
      ...headers,
    },
  };
}

async function withSession() {
  const there = world();
  await there.given();
  const before = there.snapshot();
  return {
    ...there,
    async untouched() {
      expect(there.snapshot()).toEqual(before);
      expect(there.ports.publisher.published).toEqual([]);
    },
  };
}

describe('a webhook', () => {
  it.each([
    ['event-started', 'started'],
    ['event-submitted', 'submitted'],
    ['decision-resubmission-requested', 'resubmission_requested'],
    ['decision-approved', 'approved'],
    ['decision-raw-bytes', 'approved'],
  ])('%s is verified, stored and answered with exactly 200', async (name, status) => {
    const { call, session } = await withSession();

    const answer = await call('webhook', webhook(fixture(name)));

    expect(answer).toMatchObject({ statusCode: 200, json: { status: 'ok' } });
    expect((await session(SESSION)).state.status).toBe(status);
  });

  it('full-auto decides as well', async () => {
    const there = world();
    const id = '9ed30bdc-8a8c-4e6d-b82e-402d834158b2' as typeof SESSION;
    await there.given((session) => ({ ...session, id }));

    await there.call('webhook', webhook(fixture('fullauto-approved')));

    expect((await there.session(id)).state).toMatchObject({
      status: 'approved',
      decision: { source: 'webhook' },
    });
  });

  it('tells the story of the fixtures, and a late repetition undoes nothing', async () => {
    const { call, session, ports } = await withSession();

    for (const name of [
      'event-started',
      'event-submitted',
      'decision-resubmission-requested',
      'decision-approved',
    ]) {
      await call('webhook', webhook(fixture(name)));
    }
    await call('webhook', webhook(fixture('decision-resubmission-requested')));

    expect((await session(SESSION)).state).toMatchObject({
      status: 'approved',
      decision: { code: 9001 },
    });
    expect(ports.publisher.published.map(({ status }) => status)).toEqual([
      'started',
      'submitted',
      'resubmission_requested',
      'approved',
    ]);
  });

  it('stores, publishes and answers nothing personal', async () => {
    const { call, snapshot, ports } = await withSession();

    const answer = await call('webhook', webhook(fixture('decision-approved')));

    const sinks = JSON.stringify([
      snapshot(),
      ports.publisher.published,
      answer,
      ports.telemetry.counted,
      ports.telemetry.measured,
    ]);
    expect(sinks).not.toMatch(/John|Smith|1990-04-12|AB1234567|203\.0\.113|Tallinn/);
  });

  it('of a known kind that decides nothing is accepted and counted', async () => {
    const { call, ports, untouched } = await withSession();

    const answer = await call('webhook', webhook('{"checkType":"initial_result","sessionId":"x"}'));

    expect(answer.statusCode).toBe(200);
    expect(ports.telemetry.counted).toContain('WebhookReceived watchlist');
    await untouched();
  });

  it.each([
    '{}',
    '[]',
    '1',
    '{"verification":null}',
    '{"verification":{"id":"x","status":"celebrated"}}',
  ])('of no known shape is accepted, counted and stored nowhere: %s', async (body) => {
    const { call, ports, untouched } = await withSession();

    expect((await call('webhook', webhook(body))).statusCode).toBe(200);
    expect(ports.telemetry.counted).toContain('UnknownMessage');
    await untouched();
  });
});

describe('a message about a session that we do not hold', () => {
  it('unknown: 200, counted, nothing written', async () => {
    const { call, ports, snapshot } = world();

    const answer = await call('webhook', webhook(fixture('decision-approved')));

    expect(answer.statusCode).toBe(200);
    expect(ports.telemetry.counted).toContain('UnknownSession');
    expect(snapshot()).toEqual([]);
  });

  it('expired: 200, and it stays so', async () => {
    const { call, at, untouched } = await withSession();
    at(T0 + 7 * DAY);

    expect((await call('webhook', webhook(fixture('decision-approved')))).statusCode).toBe(200);
    await untouched();
  });

  it('erased: 200, and it stays so', async () => {
    const there = await withSession();
    const session = await there.session(SESSION);
    await there.ports.store.save(erase(session, T0), session, T0);
    const before = there.snapshot();

    expect((await there.call('webhook', webhook(fixture('decision-approved')))).statusCode).toBe(
      200,
    );
    expect(there.snapshot()).toEqual(before);
  });

  it('of another integration: 200, counted, nothing written', async () => {
    const { call, given, snapshot, ports } = world();
    await given((session) => ({ ...session, integration: TEST }));
    const before = snapshot();

    expect((await call('webhook', webhook(fixture('decision-approved')))).statusCode).toBe(200);
    expect(ports.telemetry.counted).toContain('IntegrationMismatch');
    expect(snapshot()).toEqual(before);
  });
});

describe('what is not authentic', () => {
  const body = fixture('decision-approved');
  const right = hmac(body);
  const sha256 = createHash('sha256').update(body).update(SHARED_SECRET).digest('hex');

  const forgeries: Readonly<Record<string, ApiRequest>> = {
    'no signature': webhook(body, { 'x-hmac-signature': [] }),
    'an empty signature': webhook(body, { 'x-hmac-signature': '' }),
    'a wrong signature': webhook(body, { 'x-hmac-signature': '0'.repeat(64) }),
    'a signature with a prefix': webhook(body, { 'x-hmac-signature': `sha256=${right}` }),
    'a signature with a newline': webhook(body, { 'x-hmac-signature': `${right}\n` }),
    'two signatures': webhook(body, { 'x-hmac-signature': [right, '0'.repeat(64)] }),
    'two families that differ': webhook(body, { 'vrf-hmac-signature': '0'.repeat(64) }),
    'two API keys': webhook(body, { 'x-auth-client': [API_KEY, 'other'] }),
    "another integration's API key": webhook(body, {
      'x-auth-client': '0f6a3b8d-0000-4000-8000-000000000001',
    }),
    'a secret that nobody holds': webhook(body, { 'x-hmac-signature': hmac(body, 'x'.repeat(36)) }),
    'the signature of the session id': webhook(body, { 'x-hmac-signature': hmac(SESSION) }),
    'the signature of the re-serialised body': {
      ...webhook(fixture('decision-raw-bytes')),
      headers: {
        ...webhook('').headers,
        'x-hmac-signature': hmac(
          JSON.stringify(JSON.parse(fixture('decision-raw-bytes').toString())),
        ),
      },
    },
    'the legacy signature alone': webhook(body, { 'x-hmac-signature': [], 'x-signature': sha256 }),
    'the legacy hash as a signature': webhook(body, { 'x-hmac-signature': sha256 }),
    'a truncated body': { ...webhook(body), body: body.subarray(0, -1) },
    'an extended body': { ...webhook(body), body: Buffer.concat([body, Buffer.from('\n')]) },
    'no body': { ...webhook(body), body: null },
  };

  it.each(Object.entries(forgeries))('%s: 401, and nothing is written', async (_title, request) => {
    const { call, untouched, ports } = await withSession();

    const answer = await call('webhook', request);

    expect(answer).toMatchObject({ statusCode: 401, json: { code: 'unauthenticated' } });
    expect(ports.telemetry.counted.some((name) => name.startsWith('WebhookRejected'))).toBe(true);
    await untouched();
  });

  it('with one of our API keys is counted apart: rather a secret that we lack than a stranger', async () => {
    const { call, ports } = await withSession();
    const signature = { 'x-hmac-signature': '0'.repeat(64) };

    await call('webhook', webhook(body, signature));
    await call('webhook', webhook(body, { ...signature, 'x-auth-client': [] }));

    const refused = ports.telemetry.counted.filter((name) => name.startsWith('WebhookRejected'));
    expect(refused).toEqual([
      'WebhookRejected wrong-signature-known-client',
      'WebhookRejected wrong-signature',
    ]);
  });

  it('gets one and the same answer, whatever was wrong', async () => {
    const answers = await Promise.all(
      Object.values(forgeries).map(async (request) => world().call('webhook', request)),
    );

    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });

  it('no change of one bit of the body verifies', async () => {
    const { call, untouched } = await withSession();
    const small = fixture('event-started');
    for (let bit = 0; bit < small.length * 8; bit += 7) {
      const flipped = Buffer.from(small);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const answer = await call('webhook', { ...webhook(small), body: flipped });
      expect(answer.statusCode).toBe(401);
    }
    await untouched();
  });
});

describe('what is authentic however it is written', () => {
  const body = fixture('event-started');
  const right = hmac(body);

  it.each([
    ['upper-case hex', { 'x-hmac-signature': right.toUpperCase() }],
    ['an upper-case header name', { 'x-hmac-signature': [], 'X-HMAC-SIGNATURE': right }],
    ['the other family alone', { 'x-hmac-signature': [], 'vrf-hmac-signature': right }],
    ['both families', { 'vrf-hmac-signature': right }],
    ['no API key', { 'x-auth-client': [] }],
    ['a charset', { 'Content-Type': 'application/json; charset=utf-8' }],
    ['no content encoding', { 'content-encoding': 'identity' }],
  ])('%s: 200', async (_title, headers) => {
    const { call } = await withSession();

    expect((await call('webhook', webhook(body, headers))).statusCode).toBe(200);
  });

  it('text instead of base64: 200 for the same bytes', async () => {
    const { call } = await withSession();

    expect((await call('webhook', { ...webhook(body), base64: false })).statusCode).toBe(200);
  });

  it('the test integration’s own secret is taken for its own sessions', async () => {
    const { call, given, session } = world();
    await given((fresh) => ({ ...fresh, integration: TEST }));
    const [, test] = SECRET.integrations;

    await call(
      'webhook',
      webhook(body, {
        'x-auth-client': test?.apiKey ?? '',
        'x-hmac-signature': hmac(body, test?.sharedSecrets[0]?.value),
      }),
    );

    expect((await session(SESSION)).state.status).toBe('started');
  });
});

describe('what is authentic and cannot be read', () => {
  it.each([
    ['empty', ''],
    ['not JSON', '{"verification":'],
    ['not UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
    ['too deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['a duplicate key', '{"id":"a","id":"b"}'],
  ])('%s: 400, nothing written', async (_title, body) => {
    const { call, untouched } = await withSession();

    expect(await call('webhook', webhook(body))).toMatchObject({
      statusCode: 400,
      json: { code: 'invalid-request' },
    });
    await untouched();
  });

  it.each([
    ['compressed', { 'content-encoding': 'gzip' }],
    ['of another type', { 'Content-Type': 'text/plain' }],
    ['of no type', { 'Content-Type': [] }],
  ])('%s: 415', async (_title, headers) => {
    const { call } = await withSession();

    expect(await call('webhook', webhook(fixture('event-started'), headers))).toMatchObject({
      statusCode: 415,
    });
  });

  it('of another type, and not authentic: 401, which tells nothing', async () => {
    const { call } = await withSession();
    const request = webhook(fixture('event-started'), {
      'Content-Type': 'text/plain',
      'x-hmac-signature': '',
    });

    expect((await call('webhook', request)).statusCode).toBe(401);
  });

  it('more than 256 KB: 413 before anything is computed', async () => {
    const { call, ports } = await withSession();

    const answer = await call('webhook', webhook('x'.repeat(256 * 1024 + 1)));

    expect(answer).toMatchObject({ statusCode: 413 });
    expect(ports.telemetry.counted).toEqual([]);
  });
});

describe('trouble on our side', () => {
  it('a table out of reach: 503, and the repetition has its full effect', async () => {
    const { call, failing, ports, session } = await withSession();
    failing(ports.store, 'save');
    const first = await call('webhook', webhook(fixture('decision-approved')));

    const again = await call('webhook', webhook(fixture('decision-approved')));

    expect(first).toMatchObject({ statusCode: 503, headers: { 'Retry-After': '2' } });
    expect(again.statusCode).toBe(200);
    expect((await session(SESSION)).state.status).toBe('approved');
  });

  it.each(['{"integrations":[]}', 'not json', '{}'])(
    'a secret that is %s lets nothing through: 503',
    async (secret) => {
      const there = world({ secret });
      await there.given();

      const answer = await there.call('webhook', webhook(fixture('decision-approved')));

      expect(answer).toMatchObject({ statusCode: 503, json: { code: 'unavailable' } });
      expect(isOpen(await there.session(SESSION))).toBe(true);
    },
  );

  it('a webhook that is still signed with the previous secret is taken, and counted', async () => {
    const next = 'a-new-shared-secret-with-36-characters';
    const sharedSecrets = [{ value: next }, { value: SHARED_SECRET }];
    const secret = JSON.stringify({ integrations: [{ ...SECRET.integrations[0], sharedSecrets }] });
    const { call, given, ports } = world({ secret });
    await given();
    const [old, current] = [fixture('event-started'), fixture('event-submitted')];

    expect((await call('webhook', webhook(old))).statusCode).toBe(200);
    expect(ports.telemetry.counted).toContain('PreviousSecretUsed');
    await call('webhook', webhook(current, { 'x-hmac-signature': hmac(current, next) }));

    const used = ports.telemetry.counted.filter((name) => name === 'PreviousSecretUsed');
    expect(used).toHaveLength(1);
  });

  it('a secret that was rotated a moment ago verifies in the same call', async () => {
    const there = await withSession();
    await there.call('webhook', webhook(fixture('event-started')));
    const next = 'a-new-shared-secret-with-36-characters';
    there.held.secret = JSON.stringify({
      integrations: [{ ...SECRET.integrations[0], sharedSecrets: [{ value: next }] }],
    });
    const body = fixture('decision-approved');

    const answer = await there.call(
      'webhook',
      webhook(body, { 'x-hmac-signature': hmac(body, next) }),
    );

    expect(answer.statusCode).toBe(200);
  });
});

describe('whatever is signed and sent', () => {
  it('is answered 200 or 400, without an exception, and approves nothing by chance', async () => {
    const there = await withSession();
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), fc.string(), fc.uint8Array()), async (body) => {
        const answer = await there.call('webhook', webhook(body));
        expect([200, 400]).toContain(answer.statusCode);
      }),
      { numRuns: 500 },
    );
    await there.untouched();
  });
});
