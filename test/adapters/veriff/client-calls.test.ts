import { describe, expect, it } from 'vitest';
import type { IntegrationName } from '../../../shared/domain/ids.ts';
import { hmac, reply, veriffServer } from '../../support/veriff-server.ts';
import { attemptId, clientFor, ID, LIVE, secretText } from './client-world.ts';
import { API_KEY, fixture, PREVIOUS_SECRET, SESSION_ID, SHARED_SECRET } from './vectors.ts';

const signed = { secret: SHARED_SECRET };
const created = fixture('create-response');
const made = {
  id: SESSION_ID,
  integration: 'live',
  link: {
    url: expect.stringMatching(/^https:\/\/alchemy\.veriff\.com\/v\/eyJ/) as string,
    host: 'https://alchemy.veriff.com',
    sessionToken: expect.stringMatching(/^eyJ/) as string,
  },
};

const attempt = (id: string, createdTime: string) => ({ id, createdTime, status: 'created' });

function createdWith(fields: Readonly<Record<string, unknown>>): string {
  const { verification } = JSON.parse(created.toString()) as { verification: object };
  return JSON.stringify({ status: 'success', verification: { ...verification, ...fields } });
}

describe('createSession', () => {
  it("posts the caller's verification untouched, signed over the raw body", async () => {
    const server = await veriffServer();
    server.play(reply(201, created, signed));
    const { client, telemetry } = clientFor(server.url);
    const sent = JSON.parse(fixture('create-request').toString()) as {
      verification: Record<string, unknown>;
    };

    const answer = await client.createSession(sent.verification);

    const [request] = server.requests;
    expect(answer).toEqual(made);
    expect(request).toMatchObject({ method: 'POST', path: '/v1/sessions' });
    expect(request?.body.equals(fixture('create-request'))).toBe(true);
    expect(request?.headers).toMatchObject({
      'x-auth-client': API_KEY,
      'x-hmac-signature': hmac(SHARED_SECRET, request?.body ?? ''),
      'content-type': 'application/json',
      'content-length': '240',
    });
    expect(request?.headers).not.toHaveProperty('transfer-encoding');
    expect(telemetry.counts).toEqual(['VeriffCall create ok']);
  });

  it('takes an answer without a signature, with an older name of the host, or without a token', async () => {
    const server = await veriffServer();
    const older = createdWith({ host: undefined, baseUrl: 'https://magic.veriff.me' });
    const bare = createdWith({ host: undefined, sessionToken: null, url: 'https://v.example/v/t' });
    server.play(reply(201, created), reply(201, older), reply(201, bare));
    const { client } = clientFor(server.url);

    expect(await client.createSession({})).toEqual(made);
    expect(await client.createSession({})).toMatchObject({
      link: { host: 'https://magic.veriff.me' },
    });
    expect(await client.createSession({})).toMatchObject({
      link: { host: 'https://v.example', sessionToken: 't' },
    });
  });

  it.each(['', '/'])('keeps a path in the base URL, with %j at its end', async (end) => {
    const server = await veriffServer();
    server.play(reply(201, created, signed));
    const { client } = clientFor(`${server.url}/eu${end}`);

    await client.createSession({});

    expect(server.requests[0]?.path).toBe('/eu/v1/sessions');
  });

  it('reuses one connection for many calls', async () => {
    const server = await veriffServer();
    server.play(reply(201, created, signed));
    const { client } = clientFor(server.url);

    for (let call = 0; call < 50; call += 1) {
      await client.createSession({});
    }

    expect(new Set(server.requests.map(({ connection }) => connection)).size).toBe(1);
  });

  it('leaves a connection alone that has been idle for long', async () => {
    const server = await veriffServer();
    server.play(reply(201, created, signed));
    const { client, world } = clientFor(server.url);
    await client.createSession({});

    world.now += 4001;
    await client.createSession({});

    expect(server.requests.map(({ connection }) => connection)).toEqual([1, 2]);
  });

  it('signs with the first secret that is in force', async () => {
    const server = await veriffServer();
    server.play(reply(201, created, signed));
    const { client, world } = clientFor(server.url);
    world.secret = secretText(server.url, PREVIOUS_SECRET, SHARED_SECRET);

    await client.createSession({});

    expect(server.requests[0]?.headers['x-hmac-signature']).toBe(
      hmac(PREVIOUS_SECRET, '{"verification":{}}'),
    );
  });

  it('refuses an integration that the secret does not hold', async () => {
    const { client } = clientFor('http://127.0.0.1:1');

    await expect(client.createSession({}, 'test' as IntegrationName)).rejects.toMatchObject({
      problem: 'unknown-integration',
    });
  });

  it('takes no other integration where the default one cannot be used', async () => {
    const { client, world } = clientFor('http://127.0.0.1:1');
    const good = JSON.parse(world.secret) as { integrations: object[] };
    world.secret = JSON.stringify({ integrations: [{ name: 'live' }, ...good.integrations] });

    await expect(client.createSession({})).rejects.toMatchObject({ code: 'secret-unusable' });
  });
});

describe('the calls about a session', () => {
  const byId = hmac(SHARED_SECRET, SESSION_ID);

  it('fetch the decision, signed over the session id', async () => {
    const server = await veriffServer();
    server.play(reply(200, fixture('decision-approved'), signed));
    const { client, telemetry } = clientFor(server.url);

    expect(await client.fetchDecision(LIVE, ID)).toEqual({
      kind: 'decision',
      integration: 'live',
      decision: {
        status: 'approved',
        code: 9001,
        source: 'poll',
        attemptId: '53139bfb-ab91-4e20-9897-0b63a63aaa7b',
        decidedAt: '2026-03-02T10:31:48.120934000Z',
      },
    });
    expect(server.requests).toMatchObject([
      {
        method: 'GET',
        path: `/v1/sessions/${SESSION_ID}/decision`,
        headers: { 'x-auth-client': API_KEY, 'x-hmac-signature': byId },
      },
    ]);
    expect(server.requests[0]?.body).toHaveLength(0);
    expect(telemetry.counts).toEqual(['VeriffCall decision ok']);
  });

  it.each([
    ['null', fixture('decision-null')],
    ['no verification', '{"status":"success"}'],
    ['an empty one', '{"status":"success","verification":{}}'],
    [
      'a status before all decisions',
      `{"status":"success","verification":{"id":"${SESSION_ID}","status":"submitted","code":7002}}`,
    ],
  ])('take %s for no decision yet', async (_what, body) => {
    const server = await veriffServer();
    server.play(reply(200, body, signed));
    const { client } = clientFor(server.url);

    expect(await client.fetchDecision(LIVE, ID)).toBeUndefined();
  });

  it('sort the attempts by their creation, to the microsecond', async () => {
    const server = await veriffServer();
    const verifications = [
      attempt('c', '2026-03-02T10:20:00.000001Z'),
      attempt('a', '2026-03-02T10:15:00.999Z'),
      attempt('b', '2026-03-02T10:20:00.000Z'),
    ];
    server.play(reply(200, JSON.stringify({ status: 'success', verifications }), signed));
    const { client } = clientFor(server.url);

    expect(await client.fetchAttempts(LIVE, ID)).toEqual(['a', 'b', 'c'].map(attemptId));
    expect(server.requests).toMatchObject([
      { path: `/v1/sessions/${SESSION_ID}/attempts`, headers: { 'x-hmac-signature': byId } },
    ]);
  });

  it.each([
    ['200', 200, `{"status":"success","verification":{"id":"${SESSION_ID}"}}`],
    ['204', 204, ''],
    ['404: it is gone already', 404, '{"status":"fail","code":"1002"}'],
  ])('erase the session with %s', async (_what, status, body) => {
    const server = await veriffServer();
    server.play(reply(status, body));
    const { client } = clientFor(server.url);

    await client.deleteSession(LIVE, ID);

    expect(server.requests).toMatchObject([
      {
        method: 'DELETE',
        path: `/v1/sessions/${SESSION_ID}`,
        headers: { 'x-hmac-signature': byId },
      },
    ]);
  });

  it.each(['../../etc', 'a/b', 'a?b', 'a%2fb', '', 'a'.repeat(129), 'ä'])(
    'never put %j into a path',
    async (id) => {
      const server = await veriffServer();
      const { client } = clientFor(server.url);

      await expect(client.fetchDecision(LIVE, id as typeof ID)).rejects.toMatchObject({
        code: 'not-found',
      });
      expect(server.requests).toEqual([]);
    },
  );
});
