import { describe, expect, it } from 'vitest';
import type { SessionId } from '../../shared/domain/ids.ts';
import { API_KEY, SHARED_SECRET } from '../functions/world.ts';
import { type ApiRequest } from '../support/api-event.ts';
import { DAY, LINK, LIVE, OTHER_TENANT, T0 } from '../support/given.ts';
import type { Rig } from './rig.ts';
import { ask, subject, type Told } from './subject.ts';

function posting(body: unknown, headers: ApiRequest['headers'] = {}): ApiRequest {
  return {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}

const create = async (on: Rig, ...rest: Parameters<typeof posting>): Promise<Told> =>
  ask(on, 'create', posting(...rest));

const NOTHING = { table: 0, bus: 0, veriff: 0 };

/** Refused with a pointer to the mistake, before anybody was asked anything. */
async function expectMistake(body: unknown, pointer: string): Promise<void> {
  const { status, json, effects } = await create(await subject(), body);
  expect({ status, effects }).toEqual({ status: 400, effects: NOTHING });
  expect(json).toMatchObject({ errors: [{ pointer }] });
}

describe('C01: a callback is no open redirect', () => {
  it.each([
    '',
    ' ',
    'https',
    'https:',
    'https:///',
    'https://?x',
    'https://#x',
    'https://:443',
    'HTTP://app.example.com',
    'httpss://app.example.com',
    'ftp://app.example.com',
    'file:///etc/passwd',
    'data:text/html,x',
    'blob:https://app.example.com/x',
    'vbscript:x',
    'ws://app.example.com',
    'intent://app.example.com#Intent;scheme=https;end',
    '/return',
    '?return',
    '\\\\app.example.com',
    'https:\\\\app.example.com',
    'https://app.example.com\\.evil.example',
    ' https://app.example.com',
    'https://app.example.com ',
    '\thttps://app.example.com',
    'https://app.example.com\0',
    'https://app.example.com/\r\nX-Injected: 1',
    'https://app.example.com/\u0085',
    'https://app.example.com/\u00a0',
    'https://app.example.com/\u007f',
    'ht\ntps://app.example.com',
    'https://app%00.example.com',
    'https://app.example.com:x@evil.example',
    'https://app.example.com%40evil.example@evil.example',
    'https://127.1/',
    'https://0/',
    'https://0x7f000001/',
    'https://017700000001/',
    'https://1.2.3.4.',
    'https://127.0.0.1:8443/',
    'https://\uff11\uff12\uff17.0.0.1/',
    'https://127\u30020\u30020\u30021/',
    'https://[::ffff:127.0.0.1]/',
    'https://[fe80::1]/',
    'https://[::]',
    'https://app.example.com:99999/',
    'https://app..example.com\\x',
    'https://exa mple.com',
    'https://<app>.example.com',
  ])('%j is refused', async (callback) => {
    await expectMistake({ verification: { callback } }, '/verification/callback');
  });

  it.each([null, 1, true, {}, ['https://app.example.com'], { href: 'https://app.example.com' }])(
    '%j is no text',
    async (callback) => {
      await expectMistake({ verification: { callback } }, '/verification/callback');
    },
  );

  it.each([
    'https://app.example.com',
    'https://app.example.com:8443/return?x=%0a#y',
    'HTTPS://APP.EXAMPLE.COM/',
    'https://xn--bcher-kva.example/',
    'https://bücher.example/',
    'https://1.example.com/',
    'https://app.example.com/@127.0.0.1',
    `https://app.example.com/${'x'.repeat(2024)}`,
  ])('%.60j is taken', async (callback) => {
    const { status } = await create(await subject(), { verification: { callback } });

    expect(status).toBe(201);
  });

  it.each([
    'https://evil.example',
    'https://app.example.com.evil.example',
    'https://evil-app.example.com',
    'https://sub.app.example.com',
    'https://app.example.com.',
    'https://app.example.comevil.example',
    'https://evil.example/app.example.com',
    'https://evil.example?app.example.com',
    'https://evil.example#app.example.com',
    'https://app.example.com@evil.example',
  ])('%j is on no configured host', async (callback) => {
    const on = await subject({ callbackHosts: ['app.example.com'] });

    expect((await create(on, { verification: { callback } })).status).toBe(400);
  });
});

describe('C05: idempotency', () => {
  const body = { verification: { vendorData: 'cust-0001' } };
  const key = (text: string) => ({ 'Idempotency-Key': text });

  it.each(['a', ' ', '~', '0', '__proto__', 'constructor', '../x', "'--", '"', 'x'.repeat(255)])(
    'the key %.20j makes one session',
    async (text) => {
      const on = await subject();
      const first = await create(on, body, key(text));
      const second = await create(on, body, key(text));

      expect([first.status, second.status, second.body]).toEqual([201, 201, first.body]);
      expect(second.effects.veriff).toBe(0);
    },
  );

  it.each([
    ['another spelling', 'a', 'A'],
    ['a space', 'a', 'a '],
    ['a name that every object has', 'toString', 'valueOf'],
  ])('keys that differ in %s are two', async (_what, one, other) => {
    const on = await subject();
    const first = await create(on, body, key(one));

    expect((await create(on, body, key(other))).body).not.toBe(first.body);
  });

  it.each(['\u00e9', '\u{1F600}', '\u007f', '\r\n', 'x'.repeat(256), '\0', '\u2028'])(
    'the key %.20j is refused',
    async (text) => {
      const { status, effects } = await create(await subject(), body, key(text));

      expect({ status, effects }).toEqual({ status: 400, effects: NOTHING });
    },
  );

  it('the tenant’s key is not found by a tenant whose name continues it', async () => {
    const on = await subject();
    const request = posting(body, key('y'));
    const first = await ask(on, 'create', { ...request, tenant: 'tenant' });

    expect((await ask(on, 'create', { ...request, tenant: OTHER_TENANT })).body).not.toBe(
      first.body,
    );
    const shifted = posting(body, key(`POST /v1/sessionsy`));
    expect((await ask(on, 'create', { ...shifted, tenant: 'tenant' })).body).not.toBe(first.body);
  });

  it('a key that has expired is new', async () => {
    const on = await subject();
    const first = await create(on, body, key('k'));
    on.at(T0 + 8 * DAY);

    const later = await create(on, body, key('k'));

    expect(later.status).toBe(201);
    expect(later.body).not.toBe(first.body);
  });
});

describe('C06: mass assignment', () => {
  const FIELDS = [
    'tenant',
    'status',
    'expiresAt',
    'validUntil',
    'id',
    'claim',
    'version',
    'createdAt',
    'vendorData',
    'callback',
    '__proto__',
    'constructor',
    'Verification',
  ];

  it.each(FIELDS)('%s beside the verification is refused', async (field) => {
    const body = JSON.stringify({ verification: {} }).replace('{', `{${JSON.stringify(field)}:1,`);

    await expectMistake(body, `/${field}`);
  });

  it.each([
    ...FIELDS.filter((field) => field !== 'vendorData' && field !== 'callback'),
    'integration',
  ])('%s inside it goes to Veriff and nowhere else', async (field) => {
    const on = await subject();
    let sent: unknown;
    on.ports.veriff.createSession = async (verification) => {
      sent = verification;
      return { id: 'made' as SessionId, integration: LIVE, link: LINK };
    };
    const inner = `{${JSON.stringify(field)}:"canary"}`;

    expect((await create(on, `{"verification":${inner}}`)).status).toBe(201);

    expect(JSON.stringify(on.snapshot())).not.toContain('canary');
    expect(JSON.stringify(sent)).toBe(field === '__proto__' ? '{}' : inner);
  });

  it('another integration than the configured ones is refused', async () => {
    await expectMistake({ verification: {}, integration: 'LIVE' }, '/integration');
    await expectMistake({ verification: {}, integration: '../live' }, '/integration');
  });
});

describe('C07: input limits', () => {
  const within = (fields: object) => ({ verification: fields });
  const person = (fields: object) => within({ person: fields });
  const paper = (fields: object) => within({ document: fields });

  it.each<[string, object]>([
    ['/verification/vendorData', within({ vendorData: 1 })],
    ['/verification/vendorData', within({ vendorData: {} })],
    ['/verification/vendorData', within({ vendorData: null })],
    ['/verification/vendorData', within({ vendorData: '\u{1F600}'.repeat(1001) })],
    ['/verification/vendorData', within({ vendorData: '\ud800' })],
    ['/verification/vendorData', within({ vendorData: 'a\udc00b' })],
    ['/verification/endUserId', within({ endUserId: 'A6F7BB1A' })],
    ['/verification/endUserId', within({ endUserId: 7 })],
    ['/verification/endUserId', within({ endUserId: '' })],
    ['/verification/timestamp', within({ timestamp: '2026-03-02' })],
    ['/verification/timestamp', within({ timestamp: 1_772_447_508 })],
    ['/verification/timestamp', within({ timestamp: 'Jan 1 2030 (x)' })],
    ['/verification/person', person([])],
    ['/verification/person', within({ person: null })],
    ['/verification/person', within({ person: 'John' })],
    ['/verification/person/firstName', person({ firstName: 1 })],
    ['/verification/person/lastName', person({ lastName: {} })],
    ['/verification/person/idNumber', person({ idNumber: 36_605 })],
    ['/verification/person/email', person({ email: ['a@example.com'] })],
    ['/verification/person/phoneNumber', person({ phoneNumber: 372 })],
    ['/verification/person/dateOfBirth', person({ dateOfBirth: '1990-00-12' })],
    ['/verification/person/dateOfBirth', person({ dateOfBirth: '1990-04-32' })],
    ['/verification/person/dateOfBirth', person({ dateOfBirth: '90-04-12' })],
    ['/verification/person/dateOfBirth', person({ dateOfBirth: '1990-04-12T00:00:00Z' })],
    ['/verification/document', within({ document: [] })],
    ['/verification/document/country', paper({ country: 'ee' })],
    ['/verification/document/country', paper({ country: 'EST' })],
    ['/verification/document/type', paper({ type: 'passport' })],
    ['/verification/document/type', paper({ type: '' })],
    ['/verification/document/number', paper({ number: 1 })],
    ['/verification', within([])],
  ])('%s: %.60j', async (pointer, body) => {
    await expectMistake(body, pointer);
  });

  it.each<object>([
    person({ firstName: ' ' }),
    person({ firstName: "O'Neil -- " }),
    person({ dateOfBirth: '2000-02-29' }),
    within({ vendorData: '' }),
    within({ vendorData: '\u0000' }),
    within({ vendorData: '\u{1F600}'.repeat(1000) }),
  ])('%.60j is legal', async (body) => {
    expect((await create(await subject(), body)).status).toBe(201);
  });

  it.each([16 * 1024, 16 * 1024 + 1])('%i bytes', async (size) => {
    const { status } = await create(await subject(), '{"verification":{}}'.padEnd(size));

    expect(status).toBe(size > 16 * 1024 ? 413 : 201);
  });
});

describe('C08: errors tell nothing', () => {
  it.each([
    ['Veriff', 'veriff', 'createSession'],
    ['the claims', 'claims', 'claim'],
    ['the record', 'store', 'insert'],
    ['the answer to the claim', 'claims', 'answer'],
  ] as const)('of a bug at %s', async (_what, port, method) => {
    const on = await subject();
    Reflect.set(on.ports[port], method, async () => {
      throw new TypeError(`John Smith ${API_KEY} ${SHARED_SECRET}`);
    });

    const answer = await create(on, { verification: {} }, { 'Idempotency-Key': 'k' });

    expect(answer).toMatchObject({ status: 500, json: { code: 'internal' } });
    const said = [answer.body, ...answer.lines, ...Object.values(answer.headers)].join('');
    expect(said).not.toMatch(/John|Smith| at |\.ts/);
    expect(said).not.toContain(API_KEY);
    expect(said).not.toContain(SHARED_SECRET);
  });
});
