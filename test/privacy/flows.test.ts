import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE, T0 } from '../support/given.ts';
import { reply } from '../support/veriff-server.ts';
import { ENCODING_NAMES, FIELDS, PERSONAL, personalData } from './canaries.ts';
import { leaks, leaksIn, search, VENDOR_DATA } from './cells.ts';
import {
  createBody,
  created,
  decisionBody,
  echoes,
  everyWebhook,
  signed,
  unreadable,
} from './messages.ts';
import { TOKEN } from './secrets.ts';
import { type PrivacyWorld, privacyWorld } from './world.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const CREATE = { method: 'POST', path: '/v1/sessions' };

async function create(world: PrivacyWorld, body: string, headers = {}) {
  return world.call('create', { ...CREATE, headers: { ...JSON_TYPE, ...headers }, body });
}

/** A world with a session in it that was created with somebody's data. */
async function withSession() {
  const world = await privacyWorld();
  const id = randomUUID();
  world.veriff.play(created(id));
  const answer = await create(world, createBody('plain'), { 'idempotency-key': 'order-1' });
  expect(answer.statusCode).toBe(201);
  return { world, id };
}

describe('the canaries', () => {
  it('are at least 25 fields in 8 encodings, each found in its own', () => {
    expect(FIELDS.length).toBeGreaterThanOrEqual(25);
    expect(ENCODING_NAMES).toHaveLength(8);
    for (const encoding of ENCODING_NAMES) {
      const found = search(JSON.stringify(personalData(encoding)));
      expect(found).toHaveLength(FIELDS.length);
    }
    expect(PERSONAL).toHaveLength(FIELDS.length * ENCODING_NAMES.length);
  });
});

describe('a create', () => {
  it.each(ENCODING_NAMES)('hands a person on to Veriff and keeps nothing: %s', async (encoding) => {
    const world = await privacyWorld();
    world.veriff.play(created(randomUUID()));
    const answer = await create(world, createBody(encoding), { 'idempotency-key': 'k' });

    expect(answer.statusCode).toBe(201);
    expect(search((await world.sinks()).veriff.join('\n'))).toContain(
      `person.firstName ${encoding}`,
    );
    expect(await leaks(world)).toEqual([]);
  });

  it.each(ENCODING_NAMES)(
    'that is refused repeats nothing of what it was: %s',
    async (encoding) => {
      const world = await privacyWorld();
      const { person, ...rest } = personalData(encoding);
      const bodies = [
        { verification: { person: { ...person, dateOfBirth: person?.['city'] ?? 'x' } }, person },
        { verification: { document: { type: person, country: person?.['firstName'] } } },
        { verification: { callback: person?.['firstName'], endUserId: person?.['email'] } },
        { verification: rest, integration: person?.['lastName'] },
        { verification: [rest] },
      ];
      for (const body of bodies) await create(world, JSON.stringify(body));
      await create(world, JSON.stringify(rest).slice(0, -2));
      await world.call('create', { ...CREATE, headers: { 'content-type': 'text/x' }, body: 'x' });

      const { veriff } = await world.sinks();
      expect(veriff).toEqual([]);
      expect(await leaks(world)).toEqual([]);
    },
  );

  it.each([...echoes('plain').keys()])('tells nothing of what Veriff repeats: %s', async (name) => {
    for (const encoding of ENCODING_NAMES) {
      const world = await privacyWorld();
      world.veriff.play(echoes(encoding).get(name) ?? signed(500, ''));
      const answer = await create(world, createBody(encoding), { 'idempotency-key': 'k' });

      expect(answer.statusCode).toBeGreaterThanOrEqual(400);
      expect(await leaks(world)).toEqual([]);
    }
  });

  it('repeated by its key, in progress, or with another body, tells no more', async () => {
    const { world } = await withSession();
    for (const body of [createBody('plain'), createBody('case')]) {
      await create(world, body, { 'idempotency-key': 'order-1' });
    }

    expect(await leaks(world)).toEqual([]);
  });
});

describe('webhooks', () => {
  it.each(ENCODING_NAMES)('of every kind leave nothing behind: %s', async (encoding) => {
    for (const [kind, body] of everyWebhook('x', encoding)) {
      const { world, id } = await withSession();
      const text = JSON.stringify(body).replaceAll('"x"', JSON.stringify(id));
      const answer = await world.webhook(text, { 'user-agent': text.slice(0, 200) });

      expect([kind, answer.statusCode]).toEqual([kind, 200]);
      expect([kind, await leaks(world)]).toEqual([kind, []]);
    }
  });

  it.each(ENCODING_NAMES)('that cannot be read are not repeated: %s', async (encoding) => {
    const { world } = await withSession();
    for (const [name, body] of unreadable(encoding)) {
      const { statusCode } = await world.webhook(body);
      expect([name, statusCode]).toEqual([name, name === 'a list' ? 200 : 400]);
    }

    expect(await leaks(world)).toEqual([]);
  });

  it.each(ENCODING_NAMES)('that are forged are not repeated either: %s', async (encoding) => {
    const { world, id } = await withSession();
    const body = JSON.stringify(decisionBody('approved', id, encoding));
    const [person] = Object.values(personalData(encoding)['person'] ?? {});
    const text = person ?? '';
    const forgeries: readonly Readonly<Record<string, string>>[] = [
      {},
      { 'x-hmac-signature': text },
      { 'x-hmac-signature': '0'.repeat(64), 'x-auth-client': text },
      {
        'x-hmac-signature': '0'.repeat(64),
        cookie: text,
        'user-agent': text,
        'x-forwarded-for': text,
      },
      { 'content-encoding': text },
      { 'content-type': text },
    ];
    for (const headers of forgeries) {
      const forged = { method: 'POST', path: '/webhooks/veriff', body, query: { name: text } };
      const answer = await world.call('webhook', {
        ...forged,
        headers: { ...JSON_TYPE, ...headers },
      });
      expect(answer.statusCode).toBeGreaterThanOrEqual(400);
    }

    expect(await leaks(world)).toEqual([]);
  });

  it('end the life of the link, in the session and in the answer of its create', async () => {
    const { world, id } = await withSession();
    const before = await world.sinks();
    await world.webhook(JSON.stringify(decisionBody('approved', id, 'plain')));

    expect(search(before.table.join())).toContain('session token');
    expect(await leaks(world, true)).toEqual([]);
  });
});

describe('polls', () => {
  it.each(ENCODING_NAMES)('keep of an answer the decision alone: %s', async (encoding) => {
    const { world, id } = await withSession();
    world.at(T0 + HOUR);
    world.veriff.play(signed(200, JSON.stringify(decisionBody('approved', id, encoding))));

    expect(await world.sweep(id)).toMatchObject({ settled: 1, failed: 0 });
    expect(await leaks(world, true)).toEqual([]);
  });

  it('hand no person on in the list of attempts', async () => {
    const { world, id } = await withSession();
    for (const kind of ['submitted', 'resubmission', 'started']) {
      const text = JSON.stringify(everyWebhook(id, 'plain').get(kind));
      await world.webhook(kind === 'started' ? text.replace('a-1', 'a-2') : text);
    }
    const people = personalData('plain');
    const verifications = ['a-1', 'a-2'].map((attempt, at) => {
      return { id: attempt, createdTime: `2026-03-02T10:1${at}:00.000Z`, ...people };
    });
    world.veriff.play(
      signed(200, JSON.stringify({ status: 'success', verification: null, ...people })),
      signed(200, JSON.stringify({ status: 'success', verifications, ...people })),
    );
    world.at(T0 + DAY);
    await world.sweep(id);

    expect((await world.sinks()).veriff.join()).toContain(`${id}/attempts`);
    expect(await leaks(world)).toEqual([]);
  });

  it.each([...echoes('plain').keys()])('tell nothing of an answer like: %s', async (name) => {
    for (const encoding of ENCODING_NAMES) {
      const { world, id } = await withSession();
      world.at(T0 + HOUR);
      world.veriff.play(echoes(encoding).get(name) ?? signed(500, ''));
      await world.sweep(id);

      expect(await leaks(world)).toEqual([]);
    }
  });
});

describe('an erasure', () => {
  it('leaves neither link nor the caller’s own reference', async () => {
    const { world, id } = await withSession();
    const { statusCode } = await world.call('erase', { method: 'DELETE', id });
    const { table } = await world.sinks();

    expect(statusCode).toBe(204);
    expect(search(table.join())).toEqual([]);
    expect(await leaks(world, true)).toEqual([]);
  });

  it('takes the link along that a create left behind which died before its last write', async () => {
    let dying = true;
    const tableThrows = (input: string) =>
      dying && input.includes('completed') ? new Error('died') : undefined;
    const world = await privacyWorld({ tableThrows });
    const id = randomUUID();
    world.veriff.play(created(id));
    await create(world, createBody('plain'), { 'idempotency-key': id });
    dying = false;
    await world.webhook(JSON.stringify(decisionBody('approved', id, 'plain')));
    const before = await world.sinks();
    await world.call('erase', { method: 'DELETE', id });

    expect(search(before.table.join())).toContain('session token');
    expect(await leaks(world, true)).toEqual([]);
  });

  it.each([...echoes('plain').keys()])('tells nothing of what Veriff says: %s', async (name) => {
    const { world, id } = await withSession();
    await world.call('erase', { method: 'DELETE', id });
    world.veriff.play(echoes('plain').get(name) ?? signed(500, ''));
    world.at(T0 + MINUTE);
    await world.sweep(id);

    expect(await leaks(world, true)).toEqual([]);
  });
});

describe('reads', () => {
  it('show the reference and never the link', async () => {
    const { world, id } = await withSession();
    const read = await world.call('read', { id });
    const list = await world.call('list', { query: { vendorData: VENDOR_DATA } });

    expect([read.statusCode, list.statusCode]).toEqual([200, 200]);
    expect(search(read.body)).toEqual(['vendorData']);
    expect(search(list.body)).toEqual(['vendorData']);
  });

  it('of somebody else’s session, or with a canary as parameter, show nothing', async () => {
    const { world, id } = await withSession();
    const [text = ''] = Object.values(personalData('plain')['person'] ?? {});
    const answers = [
      await world.call('read', { id, tenant: '444455556666' }),
      await world.call('read', { id: text }),
      await world.call('erase', { method: 'DELETE', id: text }),
      await world.call('list', { query: { vendorData: 'a', cursor: text } }),
      await world.call('list', { query: { vendorData: 'a', limit: text } }),
    ];

    expect(answers.map(({ statusCode }) => statusCode)).toEqual([404, 404, 404, 400, 400]);
    expect(await leaks(world)).toEqual([]);
  });
});

describe('a leak that is planted', () => {
  it.each(['logs', 'events', 'answers', 'workflow', 'writes', 'table', 'veriff'] as const)(
    'is seen in %s',
    async (sink) => {
      const world = await privacyWorld();
      const leaking = {
        ...(await world.sinks()),
        [sink]: [JSON.stringify(personalData('base64'))],
      };
      const found = leaksIn(leaking, search);

      expect(found).toContain(`media.url base64 in ${sink}`);
      expect(leaksIn({ ...leaking, [sink]: ['nothing'] }, search)).toEqual([]);
    },
  );

  it('is seen where a link outlives its session', async () => {
    const sinks = await (await privacyWorld()).sinks();
    const kept = { ...sinks, table: [TOKEN] };

    expect(leaksIn(kept, search)).toEqual([]);
    expect(leaksIn(kept, search, true)).toEqual(['session token in table']);
    expect(leaksIn({ ...sinks, logs: [TOKEN] }, search)).toEqual(['session token in logs']);
  });

  it('is seen where a signature is told', async () => {
    const { world } = await withSession();
    const { signatures } = world;
    await world.webhook('{}');
    world.veriff.play(reply(200, ''));
    const leaking = {
      ...world,
      sinks: async () => ({ ...(await world.sinks()), logs: signatures }),
    };

    expect(await leaks(leaking)).toEqual(['signature of a webhook in logs']);
  });
});
