import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Veriff } from '../../../shared/ports/veriff.ts';
import {
  hang,
  hmac,
  later,
  reply,
  reset,
  type Step,
  truncated,
  veriffServer,
} from '../../support/veriff-server.ts';
import { clientFor, ID, LIVE, secretText } from './client-world.ts';
import { fixture, PREVIOUS_SECRET, SHARED_SECRET } from './vectors.ts';

const signed = { secret: SHARED_SECRET };
const created = fixture('create-response');
const approved = fixture('decision-approved');
const unavailable = reply(503, '{"status":"fail","code":"1001"}');
const signatureHeaders = (x: string, vrf: string) => ({
  headers: { 'x-hmac-signature': x, 'vrf-hmac-signature': vrf },
});

const create = async (client: Veriff) => client.createSession({});
const get = async (client: Veriff) => client.fetchDecision(LIVE, ID);
const erase = async (client: Veriff) => client.deleteSession(LIVE, ID);

/** Short enough to wait for, long enough for a busy machine to answer in. */
const IMPATIENT = { attemptMs: 300, deadlineMs: 3000 };

async function playing(...steps: readonly Step[]) {
  const server = await veriffServer();
  server.play(...steps);
  return { server, ...clientFor(server.url) };
}

describe('an error answer', () => {
  it.each([
    [400, 'rejected', false],
    [401, 'unauthenticated', false],
    [403, 'forbidden', false],
    [404, 'not-found', false],
    [405, 'rejected', false],
    [409, 'rejected', false],
    [422, 'rejected', false],
  ])('%i is %s and not repeated', async (status, code, retryable) => {
    const { server, client } = await playing(reply(status, fixture('error-reply')));

    await expect(get(client)).rejects.toMatchObject({ code, retryable, veriffCode: '1302' });
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ['{"code":1302}', '1302'],
    ['{"code":"1302x"}', undefined],
    ['<html>', undefined],
    ['', undefined],
    ['{"code":"<script>"}', undefined],
  ])("of %j gives the number %j and none of Veriff's text", async (body, veriffCode) => {
    const { client } = await playing(reply(400, body));

    const error: unknown = await create(client).catch((reason: unknown) => reason);

    expect(error).toMatchObject({ code: 'rejected', message: 'Veriff: rejected' });
    expect((error as { veriffCode?: string }).veriffCode).toBe(veriffCode);
  });

  it('404 of a create is about the address, not about a session', async () => {
    const { client } = await playing(reply(404, ''));

    await expect(create(client)).rejects.toMatchObject({ code: 'rejected' });
  });

  it('403 of a DELETE is forbidden: it is switched off', async () => {
    const { client } = await playing(reply(403, '{}'));

    await expect(erase(client)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it.each([301, 302, 307, 308])('%i is not followed', async (status) => {
    const other = await veriffServer();
    const { client, server, telemetry } = await playing(
      reply(status, '', { headers: { location: `${other.url}/v1/sessions` } }),
    );

    await expect(create(client)).rejects.toMatchObject({ code: 'malformed' });
    await expect(get(client)).rejects.toMatchObject({ code: 'malformed' });
    expect(other.requests).toEqual([]);
    expect(server.requests).toHaveLength(2);
    expect(telemetry.counts).toContain('VeriffMalformed');
  });
});

describe('an answer that is not Veriff’s', () => {
  const huge = (body: Buffer) => Buffer.concat([body, Buffer.alloc(2 * 1024 * 1024, 0x20)]);
  const wrong = '0'.repeat(64);
  const cases: readonly (readonly [string, (status: number, body: Buffer) => Step])[] = [
    ['HTML', (status) => reply(status, '<html></html>')],
    ['nothing', (status) => reply(status, '')],
    ['JSON of another shape', (status) => reply(status, '{"status":"success","verification":7}')],
    ['2 MB', (status, body) => reply(status, huge(body), signed)],
    ['wrongly signed', (status, body) => reply(status, body, signatureHeaders(wrong, wrong))],
    [
      'signed in one family, forged in the other',
      (status, body) => reply(status, body, signatureHeaders(hmac(SHARED_SECRET, body), wrong)),
    ],
    [
      'the same the other way round',
      (status, body) => reply(status, body, signatureHeaders(wrong, hmac(SHARED_SECRET, body))),
    ],
    ['with an empty signature', (status, body) => reply(status, body, signatureHeaders('', ''))],
    ['another 2xx', (_status, body) => reply(206, body, signed)],
  ];

  it.each(cases)('%s is malformed for a GET', async (_what, step) => {
    const { client, telemetry } = await playing(step(200, approved));

    await expect(get(client)).rejects.toMatchObject({ code: 'malformed', retryable: true });
    expect(telemetry.counts).toEqual(
      expect.arrayContaining(['VeriffCall decision malformed', 'VeriffMalformed']),
    );
  });

  it.each(cases)('%s leaves the outcome of a create unknown', async (_what, step) => {
    const { client, server, telemetry } = await playing(step(201, created));

    await expect(create(client)).rejects.toMatchObject({
      code: 'outcome-unknown',
      retryable: false,
    });
    expect(server.requests).toHaveLength(1);
    expect(telemetry.counts).toEqual(
      expect.arrayContaining(['VeriffCall create outcome-unknown', 'VeriffMalformed']),
    );
  });

  it.each([200, 202, 204])('%i is not what a create answers', async (status) => {
    const { client } = await playing(reply(status, status === 204 ? '' : created, signed));

    await expect(create(client)).rejects.toMatchObject({ code: 'outcome-unknown' });
  });

  it.each([
    ['javascript:alert(1)'],
    ['//evil.example/v/x'],
    ['not a url'],
    [`https://v.example/${'x'.repeat(5000)}`],
    [7],
  ])('is a session whose link is %j', async (url) => {
    const verification = { id: ID, url, host: 'https://v.example', sessionToken: 't' };
    const body = JSON.stringify({ status: 'success', verification });
    const { client } = await playing(reply(201, body, signed));

    await expect(create(client)).rejects.toMatchObject({ code: 'outcome-unknown' });
  });

  it('is the decision on another session', async () => {
    const { client } = await playing(reply(200, fixture('decision-declined'), signed));

    await expect(get(client)).rejects.toMatchObject({ code: 'malformed' });
  });

  it('is a list of attempts that cannot be placed', async () => {
    const verifications = [{ id: 'a', createdTime: 'yesterday', status: 'created' }];
    const { client } = await playing(reply(200, JSON.stringify({ verifications }), signed));

    await expect(client.fetchAttempts(LIVE, ID)).rejects.toMatchObject({ code: 'malformed' });
  });

  it('is a page of HTML in answer to DELETE', async () => {
    const { client } = await playing(reply(200, '<html></html>'));

    await expect(erase(client)).rejects.toMatchObject({ code: 'malformed' });
  });
});

describe('a new shared secret at Veriff', () => {
  it('is taken up by a call whose answer it signed', async () => {
    const { client, world, server } = await playing(
      reply(201, created, { secret: PREVIOUS_SECRET }),
    );
    await expect(get(client)).rejects.toMatchObject({ code: 'malformed' });
    world.secret = secretText(server.url, PREVIOUS_SECRET);
    world.now += 60_000;

    await expect(create(client)).resolves.toMatchObject({ id: ID });
  });

  it('is taken up by a call that was refused with 401, which is then made again', async () => {
    const { client, world, server } = await playing(
      reply(200, approved, signed),
      reply(401, '{"code":"1818"}'),
      reply(200, approved, { secret: PREVIOUS_SECRET }),
    );
    await get(client);
    world.secret = secretText(server.url, PREVIOUS_SECRET);

    await expect(get(client)).resolves.toMatchObject({ kind: 'decision' });
    expect(server.requests[2]?.headers['x-hmac-signature']).toBe(hmac(PREVIOUS_SECRET, ID));
  });
});

describe('a secret that has become unusable', () => {
  it.each([
    [
      'outcome-unknown',
      'a session may have been made',
      reply(201, created, { secret: PREVIOUS_SECRET }),
    ],
    ['unauthenticated', 'nothing was made', reply(401, '')],
  ])('does not hide that the create was %s: %s', async (code, _what, step) => {
    const { client, server, world } = await playing(reply(404, ''), step);
    await expect(get(client)).rejects.toMatchObject({ code: 'not-found' });
    world.secret = '{"integrations":[]}';

    await expect(create(client)).rejects.toMatchObject({ code });
    expect(server.requests).toHaveLength(2);
  });
});

describe('what may be repeated', () => {
  it.each([
    ['GET', get, reply(200, approved, signed)],
    ['DELETE', erase, reply(200, '{"status":"success"}')],
    ['POST', create, reply(201, created, signed)],
  ] as const)('%s after 5xx, twice at most', async (_what, call, good) => {
    const healed = await playing(unavailable, reply(500, ''), good);
    const broken = await playing(unavailable);

    await call(healed.client);
    await expect(call(broken.client)).rejects.toMatchObject({
      code: 'unavailable',
      retryable: true,
    });
    expect(healed.server.requests).toHaveLength(3);
    expect(broken.server.requests).toHaveLength(3);
  });

  it.each([
    ['a reset', reset],
    ['silence', hang],
    ['an answer that is too slow', later(400, reply(200, approved, signed))],
    ['an answer that ends too early', truncated(200, approved)],
    ['408', reply(408, '')],
  ])('GET after %s', async (_what, step) => {
    const { server } = await playing(step, reply(200, approved, signed));
    const { client } = clientFor(server.url, IMPATIENT);

    await expect(get(client)).resolves.toMatchObject({ kind: 'decision' });
    expect(server.requests.length).toBeGreaterThan(1);
  });

  it('a create that cannot have reached Veriff', async () => {
    const gone = await veriffServer();
    await gone.close();
    const { client, telemetry } = clientFor(gone.url);

    await expect(create(client)).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    expect(telemetry.counts).toEqual(Array(3).fill('VeriffCall create unavailable'));
  });

  it('a create whose TLS handshake failed', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    const { client } = clientFor(`https://127.0.0.1:${port}`);

    await expect(create(client)).rejects.toMatchObject({ code: 'unavailable' });
    expect(connections).toBe(3);
  });
});

describe('a create that may have reached Veriff is never sent twice', () => {
  it.each([
    ['silence', hang],
    ['a reset', reset],
    ['an answer that is too slow', later(400, reply(201, created, signed))],
    ['an answer that ends too early', truncated(201, created)],
    ['502 of a gateway', reply(502, '')],
    ['504 of a gateway', reply(504, '')],
  ])('after %s', async (_what, step) => {
    const { server } = await playing(step, reply(201, created, signed));
    const { client } = clientFor(server.url, IMPATIENT);

    await expect(create(client)).rejects.toMatchObject({ code: 'outcome-unknown' });
    expect(server.requests).toHaveLength(1);
  });

  it('after a reset on a connection that was kept', async () => {
    const { client, server } = await playing(reply(201, created, signed), reset);
    await create(client);

    await expect(create(client)).rejects.toMatchObject({ code: 'outcome-unknown' });
    expect(server.requests.map(({ connection }) => connection)).toEqual([1, 1]);
  });
});

describe('time', () => {
  it('ends an attempt at the deadline of its call', async () => {
    const server = await veriffServer();
    server.play(hang);
    const { client } = clientFor(server.url, { attemptMs: 4000, deadlineMs: 400 });
    const start = performance.now();

    await expect(get(client)).rejects.toMatchObject({ code: 'unavailable' });

    expect(performance.now() - start).toBeLessThan(2000);
    expect(server.requests).not.toHaveLength(2);
  });
});
