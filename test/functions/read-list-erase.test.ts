import { describe, expect, it } from 'vitest';
import { recordObservation } from '../../shared/application/record-observation.ts';
import { newSession } from '../../shared/domain/create.ts';
import type { SessionId } from '../../shared/domain/ids.ts';
import {
  DAY,
  decided,
  FIRST,
  LINK,
  LIVE,
  OTHER_TENANT,
  SESSION,
  submitted,
  T0,
  TENANT,
} from '../support/given.ts';
import { world } from './world.ts';

describe('GET /v1/sessions/{id}', () => {
  it('shows the session, without its link', async () => {
    const { call, given } = world();
    await given();

    const answer = await call('read', { id: SESSION });

    expect(answer).toMatchObject({
      statusCode: 200,
      headers: { ETag: '"1"', 'Retry-After': '30' },
    });
    expect(answer.json).toEqual({
      id: SESSION,
      status: 'created',
      final: false,
      nextAction: 'open_url',
      attempts: 0,
      vendorData: 'cust-0001',
      createdAt: '2026-03-02T10:15:00.000Z',
      updatedAt: '2026-03-02T10:15:00.000Z',
      validUntil: '2026-03-09T10:15:00.000Z',
    });
  });

  it('shows the decision of a final session', async () => {
    const { call, given, ports } = world();
    await given();
    const observation = decided('declined', '10:31:48.5', { reason: 'Tampering', reasonCode: 102 });
    await recordObservation(ports, { id: SESSION, observation });

    const answer = await call('read', { id: SESSION });

    expect(answer.headers).not.toHaveProperty('Retry-After');
    expect(answer.json).toMatchObject({
      status: 'declined',
      final: true,
      nextAction: 'create_new',
      decision: {
        status: 'declined',
        code: 9102,
        reason: 'Tampering',
        reasonCode: 102,
        decidedAt: '2026-03-02T10:31:48.500000000Z',
        source: 'webhook',
      },
      attempts: 1,
    });
    expect(answer.body).not.toMatch(/attemptId|claim|outbox|link/);
  });

  it.each(['"1"', 'W/"1"', '"0", "1"', '*'])(
    'answers 304 to a client that has it: %s',
    async (tag) => {
      const { call, given } = world();
      await given();

      const answer = await call('read', { id: SESSION, headers: { 'If-None-Match': tag } });

      expect(answer).toMatchObject({ statusCode: 304, body: '', headers: { ETag: '"1"' } });
    },
  );

  it.each(['"2"', '1', ''])('answers 200 to a client that has another: %s', async (tag) => {
    const { call, given } = world();
    await given();

    expect(
      (await call('read', { id: SESSION, headers: { 'If-None-Match': tag } })).statusCode,
    ).toBe(200);
  });

  it('knows the tenant by the Cognito client, where there is one', async () => {
    const { call, given } = world();
    await given((session) => ({ ...session, tenant: 'client-1' as typeof TENANT }));

    const answer = await call('read', {
      id: SESSION,
      claims: { sub: 'client-1', client_id: 'client-1' },
    });

    expect(answer.statusCode).toBe(200);
  });

  it.each([
    ["a user's token, which names the client as well", { sub: 'user-1', client_id: 'client-1' }],
    ['a token without a client', { sub: 'user-1' }],
    ['a token that tells nothing', {}],
  ])('is not let in with %s', async (_what, claims) => {
    const { call, given } = world();
    await given();

    expect(await call('read', { id: SESSION, claims })).toMatchObject({ statusCode: 401 });
  });

  it('without any caller is refused', async () => {
    expect(await world().call('read', { id: SESSION, tenant: '' })).toMatchObject({
      statusCode: 401,
      json: { code: 'unauthenticated' },
    });
  });

  it("is the same 404 for another tenant's, an unknown, an expired, an erased session and for what is no id", async () => {
    const { call, given, at } = world();
    const answers = [await call('read', { id: SESSION }), await call('read', { id: '../etc' })];
    await given();
    answers.push(await call('read', { id: SESSION, tenant: OTHER_TENANT }));
    at(T0 + 7 * DAY);
    answers.push(await call('read', { id: SESSION }));
    at(T0);
    await call('erase', { id: SESSION });
    answers.push(await call('read', { id: SESSION }));

    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ statusCode: 404, json: { code: 'not-found' } });
  });

  it('while the table is out of reach: 503, to be repeated', async () => {
    const { call, failing, ports } = world();
    failing(ports.store, 'load');

    expect(await call('read', { id: SESSION })).toMatchObject({
      statusCode: 503,
      headers: { 'Retry-After': '2' },
      json: { code: 'unavailable' },
    });
  });

  it('a bug shows nothing of itself', async () => {
    const { call, ports } = world();
    ports.store.load = async () => {
      throw new TypeError('secret thing');
    };

    const answer = await call('read', { id: SESSION });

    expect(answer).toMatchObject({ statusCode: 500, json: { code: 'internal' } });
    expect(answer.body).not.toContain('secret thing');
  });
});

describe('X-Request-Id', () => {
  it('is taken from the caller where it is well formed', async () => {
    const answer = await world().call('read', {
      id: SESSION,
      headers: { 'x-request-id': 'trace-12345' },
    });

    expect(answer.headers['X-Request-Id']).toBe('trace-12345');
    expect(answer.json).toMatchObject({ requestId: 'trace-12345' });
  });

  it.each(['short', 'has spaces in it', 'x'.repeat(65), 'line\r\nbreak'])(
    'is ours instead of %j',
    async (id) => {
      const answer = await world().call('read', { id: SESSION, headers: { 'x-request-id': id } });

      expect(answer.headers['X-Request-Id']).toBe('request-0001');
    },
  );
});

describe('DELETE /v1/sessions/{id}', () => {
  it('answers 204, and 204 again', async () => {
    const { call, given } = world();
    await given();

    expect(await call('erase', { id: SESSION })).toMatchObject({ statusCode: 204, body: '' });
    expect(await call('erase', { id: SESSION })).toMatchObject({ statusCode: 204, body: '' });
  });

  it("does not find another tenant's session, erased or not", async () => {
    const { call, given } = world();
    await given();
    const before = await call('erase', { id: SESSION, tenant: OTHER_TENANT });
    await call('erase', { id: SESSION });
    const after = await call('erase', { id: SESSION, tenant: OTHER_TENANT });

    expect(before.statusCode).toBe(404);
    expect(after).toEqual(before);
  });
});

describe('GET /v1/sessions?vendorData=', () => {
  const many = async (count: number) => {
    const there = world();
    for (let index = 0; index < count; index += 1) {
      await there.ports.store.insert(
        newSession({
          id: `s-${index}` as SessionId,
          tenant: TENANT,
          integration: LIVE,
          vendorData: 'cust-0001',
          link: LINK,
          createdAt: T0 - (count - index) * 1000,
        }),
        T0,
      );
    }
    return there;
  };
  const list = { query: { vendorData: 'cust-0001' } };

  it('shows the sessions of one user, newest first, without their links', async () => {
    const { call, ports } = await many(3);
    await recordObservation(ports, { id: 's-1' as SessionId, observation: submitted(FIRST) });

    const answer = await call('list', list);

    expect(answer.json).toMatchObject({
      sessions: [
        { id: 's-2' },
        { id: 's-1', status: 'submitted', nextAction: 'wait' },
        { id: 's-0' },
      ],
      nextCursor: null,
    });
    expect(answer.body).not.toContain(LINK.url);
  });

  it('goes on where the page before ended', async () => {
    const { call } = await many(5);
    const first = await call('list', { query: { ...list.query, limit: '2' } });
    const { nextCursor } = first.json as { nextCursor: string };

    const second = await call('list', { query: { ...list.query, limit: '4', cursor: nextCursor } });

    expect(second.json).toMatchObject({
      sessions: [{ id: 's-2' }, { id: 's-1' }, { id: 's-0' }],
      nextCursor: null,
    });
  });

  it("is empty for a user without sessions, and for another tenant's", async () => {
    const { call } = await many(1);

    expect((await call('list', { query: { vendorData: 'nobody' } })).json).toEqual({
      sessions: [],
      nextCursor: null,
    });
    expect((await call('list', { ...list, tenant: OTHER_TENANT })).json).toEqual({
      sessions: [],
      nextCursor: null,
    });
  });

  it.each([
    [{}, 'query vendorData'],
    [{ vendorData: '' }, 'query vendorData'],
    [{ vendorData: 'a', limit: '0' }, 'query limit'],
    [{ vendorData: 'a', limit: '101' }, 'query limit'],
    [{ vendorData: 'a', limit: '1.5' }, 'query limit'],
    [{ vendorData: 'a', limit: 'ten' }, 'query limit'],
    [{ vendorData: 'a', limit: '0x10' }, 'query limit'],
    [{ vendorData: 'a', limit: ' 5 ' }, 'query limit'],
    [{ vendorData: 'a', limit: '' }, 'query limit'],
    [{ vendorData: 'a', status: 'approved' }, 'query status'],
  ])('%j is refused', async (query, pointer) => {
    expect(await world().call('list', { query })).toMatchObject({
      statusCode: 400,
      json: { code: 'invalid-request', errors: [{ pointer }] },
    });
  });

  it('refuses a cursor that is made up, altered, of another user or of another tenant', async () => {
    const { call } = await many(3);
    const { json } = await call('list', { query: { ...list.query, limit: '1' } });
    const { nextCursor } = json as { nextCursor: string };
    const altered = Buffer.from(
      Buffer.from(nextCursor, 'base64url').toString().replace('s-2', 's-1'),
    ).toString('base64url');

    for (const request of [
      { query: { ...list.query, cursor: 'made-up' } },
      { query: { ...list.query, cursor: altered } },
      { query: { vendorData: 'other', cursor: nextCursor } },
      { query: { ...list.query, cursor: nextCursor }, tenant: OTHER_TENANT },
    ]) {
      expect(await call('list', request)).toMatchObject({
        statusCode: 400,
        json: { code: 'invalid-cursor' },
      });
    }
  });
});
