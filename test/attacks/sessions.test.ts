import { describe, expect, it } from 'vitest';
import { erase } from '../../shared/domain/erase.ts';
import type { SessionId } from '../../shared/domain/ids.ts';
import { type ApiRequest } from '../support/api-event.ts';
import { batchAt, DAY, LINK, OTHER_TENANT, SESSION, T0, TENANT } from '../support/given.ts';
import type { FunctionName, Rig } from './rig.ts';
import { ask, decisionText, deliver, signed, subject } from './subject.ts';

const ABSENT = '00000000-0000-4000-8000-000000000000';

async function erased(): Promise<Rig> {
  const on = await subject();
  const held = await on.session(SESSION);
  await on.ports.store.save(erase(held, T0), held, T0);
  return on;
}

async function expired(): Promise<Rig> {
  const on = await subject();
  on.at(T0 + 60 * DAY);
  return on;
}

describe('C02: no path leads on to Veriff', () => {
  const ids = [
    '',
    '.',
    '..',
    '../x',
    '..%2fx',
    'a/b',
    'a?b',
    'a#b',
    'a;b',
    'a b',
    'a\0',
    'a\r\nb',
    'a%00',
    'https://evil.example',
    '@evil.example',
    'ä',
    '\u{1F600}',
    `${SESSION}\n`,
    ` ${SESSION}`,
    'a'.repeat(129),
    'idempotency#x',
  ];

  it.each(ids)('the id %.20j is unknown, and nobody is asked about it', async (id) => {
    const on = await subject();

    for (const name of ['read', 'erase'] as const) {
      const { status, effects } = await ask(on, name, { id });
      expect({ status, effects }).toEqual({
        status: 404,
        effects: { table: 0, bus: 0, veriff: 0 },
      });
    }
    expect(await on.poll(batchAt(T0, id))).toEqual({
      settled: 0,
      failed: 0,
      stop: false,
    });
    expect(on.effects).toEqual({ table: 0, bus: 0, veriff: 0 });
  });
});

describe('C03: somebody else’s session', () => {
  const theirs: readonly [string, ApiRequest][] = [
    ['of another tenant', { id: SESSION, tenant: OTHER_TENANT }],
    ['of a tenant whose name begins alike', { id: SESSION, tenant: `${TENANT}0` }],
    ['of a tenant with a space', { id: SESSION, tenant: `${TENANT} ` }],
    ['of a client of Cognito', { id: SESSION, claims: { sub: 'c', client_id: 'c' } }],
    [
      'where the client says that it has it',
      {
        id: SESSION,
        tenant: OTHER_TENANT,
        headers: { 'If-None-Match': '"1"' },
      },
    ],
    [
      'where the client would have any',
      {
        id: SESSION,
        tenant: OTHER_TENANT,
        headers: { 'If-None-Match': '*' },
      },
    ],
    [
      'where a header names the tenant',
      {
        id: SESSION,
        tenant: OTHER_TENANT,
        headers: { 'x-tenant': TENANT, 'x-amzn-account': TENANT },
      },
    ],
  ];

  it.each(theirs)('%s is the same 404 as one that never was', async (_what, request) => {
    const on = await subject();

    for (const name of ['read', 'erase'] as const) {
      const other = await ask(on, name, { ...request, id: ABSENT });
      const answer = await ask(on, name, request);
      expect(answer.status).toBe(404);
      expect([answer.headers, answer.body]).toEqual([other.headers, other.body]);
    }
    expect((await on.session(SESSION)).version).toBe(1);
  });

  it.each([
    ['read', 'erased', erased],
    ['read', 'expired', expired],
    ['erase', 'expired', expired],
  ] as const)('%s: our own, %s, is the same 404 too', async (name, _how, world) => {
    const on = await world();
    const other = await ask(on, name, { id: ABSENT });

    const answer = await ask(on, name, { id: SESSION });

    expect([answer.status, answer.headers, answer.body]).toEqual([404, other.headers, other.body]);
  });

  it('erased is 404 to another tenant and 204 to its own', async () => {
    const on = await erased();

    expect((await ask(on, 'erase', { id: SESSION, tenant: OTHER_TENANT })).status).toBe(404);
    expect((await ask(on, 'erase', { id: SESSION })).status).toBe(204);
  });
});

describe('C04: enumeration', () => {
  it.each<[string, () => Promise<Rig>, ApiRequest]>([
    ['our own', subject, { id: SESSION }],
    ['another tenant’s', subject, { id: SESSION, tenant: OTHER_TENANT }],
    ['an unknown one', subject, { id: ABSENT }],
    ['an erased one', erased, { id: SESSION }],
    ['an expired one', expired, { id: SESSION }],
    ['one that the client has', subject, { id: SESSION, headers: { 'If-None-Match': '"1"' } }],
  ])('%s costs one read', async (_what, world, request) => {
    expect((await ask(await world(), 'read', request)).effects).toEqual({
      table: 1,
      bus: 0,
      veriff: 0,
    });
  });
});

describe('C10: authentication', () => {
  const callers: readonly [string, ApiRequest][] = [
    ['nobody', { tenant: '' }],
    ['a user’s token', { claims: { sub: 'user', client_id: 'client' } }],
    ['a token without a client', { claims: { sub: 'user' } }],
    ['an empty client', { claims: { sub: '', client_id: '' } }],
    ['an API key alone', { tenant: '', headers: { 'x-api-key': 'key', authorization: 'x' } }],
  ];
  const requests: readonly [FunctionName, ApiRequest][] = [
    [
      'create',
      {
        method: 'POST',
        body: '{"verification":{}}',
        headers: { 'Content-Type': 'application/json' },
      },
    ],
    ['read', { id: SESSION }],
    ['list', { query: { vendorData: 'cust-0001' } }],
    ['erase', { method: 'DELETE', id: SESSION }],
  ];
  const grid = requests.flatMap(([name, request]) =>
    callers.map(([who, caller]) => [name, who, { ...request, ...caller }] as const),
  );

  it.each(grid)('%s by %s: 401, and nobody is asked', async (name, _who, request) => {
    const { status, json, effects } = await ask(await subject(), name, request);

    expect({ status, effects }).toEqual({ status: 401, effects: { table: 0, bus: 0, veriff: 0 } });
    expect(json).toMatchObject({ code: 'unauthenticated' });
  });
});

describe('C11: the link is a bearer secret', () => {
  const key = { 'Content-Type': 'application/json', 'Idempotency-Key': 'k' };
  const create = {
    method: 'POST',
    headers: key,
    body: '{"verification":{"vendorData":"cust-0001"}}',
  };

  /** A session that was made by the API, and what every other call says about it. */
  async function made() {
    const on = await subject();
    const { lines, json } = await ask(on, 'create', create);
    const { verification } = json as { readonly verification: { readonly id: SessionId } };
    return { on, id: verification.id, lines };
  }

  it('is in no log, no event, no read and no list', async () => {
    const { on, id, lines } = await made();
    const read = await ask(on, 'read', { id });
    const list = await ask(on, 'list', { query: { vendorData: 'cust-0001' } });

    const published = on.ports.publisher.published;
    const said = [lines, read.body, read.lines, list.body, list.lines, published];
    expect(JSON.stringify(said)).not.toContain(LINK.url);
  });

  it.each(['approved', 'declined', 'expired', 'abandoned'])(
    'is taken away by the write that makes it %s, and answered to nobody again',
    async (status) => {
      const { on, id } = await made();
      await deliver(on, signed(decisionText(status).replace(SESSION, id)));

      const item = on.snapshot().find(([held]) => held === id);
      const again = await ask(on, 'create', create);

      expect(JSON.stringify(item)).not.toContain(LINK.url);
      expect(again.status).toBe(422);
      expect(again.body).not.toContain(LINK.url);
    },
  );

  it.each(['review', 'resubmission_requested'])(
    'is answered to its own tenant while the session is in %s, and to no other',
    async (status) => {
      const { on, id } = await made();
      await deliver(on, signed(decisionText(status).replace(SESSION, id)));

      const own = await ask(on, 'create', create);
      const other = await ask(on, 'create', { ...create, tenant: OTHER_TENANT });

      expect(own.headers['Idempotency-Replayed']).toBe('true');
      expect(own.body).toContain(LINK.url);
      expect(other.body).not.toContain(id);
    },
  );

  it('is answered to nobody again once the session is erased', async () => {
    const { on, id } = await made();
    await ask(on, 'erase', { method: 'DELETE', id });

    const again = await ask(on, 'create', create);

    expect(again.status).toBe(422);
    expect(again.body).not.toContain(LINK.url);
    expect(JSON.stringify(on.snapshot().find(([held]) => held === id))).not.toContain(LINK.url);
  });

  it('is not the one that the key gets once the session has expired', async () => {
    const { on, id } = await made();
    on.at(T0 + 7 * DAY);

    const again = await ask(on, 'create', create);

    expect(again.status).toBe(201);
    expect(again.headers).not.toHaveProperty('Idempotency-Replayed');
    expect(again.body).not.toContain(id);
  });
});
