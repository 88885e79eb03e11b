import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { API_KEY, SECRET, SHARED_SECRET } from '../functions/world.ts';
import { SESSION } from '../support/given.ts';
import { ALGORITHMS } from './forged-signatures.ts';
import {
  delivery,
  EXPIRED_SECRET,
  GENUINE,
  hmac,
  PREVIOUS_SECRET,
  SESSIONS,
  sent,
} from './genuine.ts';
import { attackWebhooks } from './run.ts';
import {
  countOf,
  decisionText,
  deliver,
  expectRefused,
  expectTaken,
  signed,
  subject,
} from './subject.ts';

const TEST_SECRET = SECRET.integrations[1]?.sharedSecrets[0]?.value ?? '';
const TEST_KEY = SECRET.integrations[1]?.apiKey ?? '';
const BODY = decisionText();
const MAC = hmac(BODY);
const approved = (extra: string) => `{"extra":${extra},${BODY.slice(1)}`;

describe('W01: the signature is over the bytes that came', () => {
  const values = [
    '1.0',
    '1e2',
    '1E2',
    '1e+2',
    '-0',
    '0.10',
    '1e-09',
    '1e400',
    '100000000000000000000000',
    '9001.0000000000000000001',
    '0.1e1',
    '"\\/"',
    '"\\u00e9"',
    '"\\u0041"',
    '"\\u003c"',
    '"\\u2028"',
    '"\\u002F"',
    '"\\ud83d\\ude00"',
    '"\\u0008"',
    '"\\u000a"',
    '"\\u0022"',
    '"\\u005c"',
    '"\\u007f"',
    '[ ]',
    '{ }',
    '[1 ,2]',
    '[1, 2]',
    '{"a" :1}',
    '{"b":1,"2":2,"1":3}',
    '{"a":{"b":{"c":{"d":1,"d":2}}}}',
    ' 1',
    '1 ',
    '\n1',
    '\r\n1',
    '\t1',
  ];
  const bodies = [
    ...values.map(approved),
    `${BODY}\n`,
    `${BODY}\r\n`,
    ` ${BODY}`,
    BODY.replaceAll(',', ',\r\n  '),
    BODY.replaceAll(':', ' : '),
  ];

  it.each(bodies)('%j', async (body) => {
    const on = await subject();
    const again = JSON.stringify(JSON.parse(body));
    expect(again).not.toBe(body);

    await expectRefused(on, delivery(body, { 'x-hmac-signature': hmac(again) }));
    await expectTaken(on, signed(body));

    expect((await on.session(SESSION)).state.status).toBe('approved');
  });
});

describe('W02: any bit, cut or extension', () => {
  it('of every part of a webhook is refused', async () => {
    const tally = await attackWebhooks({ attack: 'webhooks', seed: 1, from: 0, to: 5000 });

    expect(tally.violations).toEqual([]);
    expect(Object.keys(tally.kinds)).toHaveLength(9);
  });
});

describe('W03: signatures are compared in constant time', () => {
  it('by timingSafeEqual and by nothing else', () => {
    const verifier = readFileSync('shared/adapters/veriff/signature.ts', 'utf8');
    const comparisons = verifier.match(/[!=]==? .*|\.equals\(|localeCompare|indexOf\(/g);

    expect(verifier).toContain('timingSafeEqual(digest(key, signed), claimed)');
    expect(comparisons).toEqual(['=== undefined) return [];']);
  });
});

describe('W04: a signature of any length', () => {
  it.each(Array.from({ length: 201 }, (_, length) => length))('%i digits', async (length) => {
    const on = await subject();
    const digits = MAC.repeat(4).slice(0, length);

    await expectRefused(on, signed(BODY, { 'x-hmac-signature': 'z'.repeat(length) }));
    if (length === 64) await expectTaken(on, signed(BODY, { 'x-hmac-signature': digits }));
    else await expectRefused(on, signed(BODY, { 'x-hmac-signature': digits }));
  });
});

describe('W05: what a lenient decoder would take', () => {
  it.each([
    `${MAC}!!junk`,
    `${MAC}g`,
    `${MAC}0`,
    `${MAC}00`,
    `${MAC}\n`,
    `${MAC}\r\n`,
    `\n${MAC}`,
    ` ${MAC}`,
    `${MAC} `,
    `\t${MAC}`,
    `${MAC}\0`,
    `\0${MAC}`,
    `${MAC}\u00a0`,
    `\ufeff${MAC}`,
    `${MAC}\u2028`,
    `0x${MAC}`,
    `0x${MAC.slice(2)}`,
    `#${MAC.slice(1)}`,
    `sha256=${MAC}`,
    `SHA256 ${MAC}`,
    `t=1,v1=${MAC}`,
    `"${MAC}"`,
    `'${MAC}'`,
    `[${MAC}]`,
    `${MAC},${MAC}`,
    `${MAC};${MAC}`,
    `${MAC.slice(0, 63)}g`,
    MAC.replaceAll(/../g, '$& ').trim(),
    MAC.replaceAll(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)),
    MAC.replaceAll('a', '\u0430').replaceAll('e', '\u0435').replaceAll('c', '\u0441'),
    MAC.replace(/\d/, '\u0661'),
    Buffer.from(MAC, 'hex').toString('base64'),
  ])('%j', async (signature) => {
    expect(signature).not.toBe(MAC);
    await expectRefused(await subject(), signed(BODY, { 'x-hmac-signature': signature }));
  });
});

describe('W06: the same bytes have the same verdict', () => {
  it.each(GENUINE)('$name as base64, as text, and as base64 with junk in it', async (from) => {
    const on = await subject();
    const base64 = from.bytes.toString('base64');

    await expectTaken(on, sent(from));
    await expectTaken(
      on,
      delivery(from.bytes, { 'x-hmac-signature': from.mac }, { base64: false }),
    );
    await expectTaken(on, { ...sent(from), body: base64.replaceAll(/.{40}/g, '$&\r\n ') });
  });

  it.each(GENUINE)('$name where the flag says otherwise', async (from) => {
    const on = await subject();

    await expectRefused(on, { ...sent(from), isBase64Encoded: false });
    await expectRefused(on, { ...sent(from), body: from.bytes.toString() });
  });
});

describe('W07: any spelling', () => {
  const spellings = Array.from({ length: 32 }, (_, pattern) =>
    Array.from('x-hmac-signature', (letter, at) =>
      ((pattern * 2654435761) >>> at) % 2 === 1 ? letter.toUpperCase() : letter,
    ).join(''),
  );

  it.each(spellings)('of the header, %s', async (name) => {
    await expectTaken(await subject(), delivery(BODY, { [name]: MAC }));
  });

  it.each([MAC.toUpperCase(), MAC.replaceAll('a', 'A')])('of the digits, %s', async (mac) => {
    await expectTaken(await subject(), delivery(BODY, { 'x-hmac-signature': mac }));
  });
});

describe('W08: more than one signature', () => {
  const other = '0'.repeat(64);
  const event = signed(BODY);

  it.each<[string, object]>([
    ['the right one first', signed(BODY, { 'x-hmac-signature': [MAC, other] })],
    ['the right one last', signed(BODY, { 'x-hmac-signature': [other, MAC] })],
    ['one of three', signed(BODY, { 'x-hmac-signature': [MAC, MAC, other] })],
    ['an empty one more', signed(BODY, { 'x-hmac-signature': [MAC, ''] })],
    ['the other family differs', signed(BODY, { 'vrf-hmac-signature': other })],
    ['the other family is empty', signed(BODY, { 'vrf-hmac-signature': '' })],
    ['another spelling differs', signed(BODY, { 'X-HMAC-SIGNATURE': other })],
    [
      'only the single value is right',
      { ...event, multiValueHeaders: { 'x-hmac-signature': [other] } },
    ],
    ['only the list is right', { ...event, headers: { 'x-hmac-signature': other } }],
    ['two API keys', signed(BODY, { 'x-auth-client': [API_KEY, TEST_KEY] })],
    ['the other family names another client', signed(BODY, { 'vrf-auth-client': TEST_KEY })],
    ['an empty API key beside ours', signed(BODY, { 'x-auth-client': [API_KEY, ''] })],
  ])('%s', async (_what, attack) => {
    await expectRefused(await subject(), attack);
  });

  it.each([
    ['the same twice', { 'x-hmac-signature': [MAC, MAC] }],
    ['the same in both families', { 'vrf-hmac-signature': MAC }],
    ['the other family alone', { 'x-hmac-signature': [], 'vrf-hmac-signature': MAC }],
  ])('is one where it is the same: %s', async (_what, headers) => {
    await expectTaken(await subject(), signed(BODY, headers));
  });
});

describe('W09: no signature', () => {
  const event = signed(BODY, { 'x-hmac-signature': [] });
  const within = (headers: unknown, multiValueHeaders: unknown = headers) => ({
    ...event,
    headers,
    multiValueHeaders,
  });

  it.each<[string, object]>([
    ['none', event],
    ['empty', signed(BODY, { 'x-hmac-signature': '' })],
    ['a space', signed(BODY, { 'x-hmac-signature': ' ' })],
    ['the word null', signed(BODY, { 'x-hmac-signature': 'null' })],
    ['the word undefined', signed(BODY, { 'x-hmac-signature': 'undefined' })],
    ['null', within({ 'x-hmac-signature': null })],
    ['undefined', within({ 'x-hmac-signature': undefined })],
    ['an empty list', within({}, { 'x-hmac-signature': [] })],
    ['no headers', within(null)],
    ['no maps of headers', within(undefined)],
    ['empty maps', within({})],
    ['a number', within({ 'x-hmac-signature': 0 })],
    ['true', within({ 'x-hmac-signature': true }, { 'x-hmac-signature': [true] })],
    ['inherited', within(Object.create({ 'x-hmac-signature': MAC }))],
  ])('%s', async (_what, attack) => {
    await expectRefused(await subject(), attack);
  });
});

describe('W10: a secret that cannot be used lets nothing in', () => {
  const integration = SECRET.integrations[0];
  const secret = (...values: readonly unknown[]) =>
    JSON.stringify({ integrations: [{ ...integration, sharedSecrets: values }] });
  const short = 'x'.repeat(31);

  it.each([
    ['empty', '', hmac(BODY, '')],
    ['the placeholder', '{"integrations":[]}', MAC],
    ['no JSON', 'not json', MAC],
    ['an empty shared secret', secret({ value: '' }), hmac(BODY, '')],
    ['a short shared secret', secret({ value: short }), hmac(BODY, short)],
    ['a number', secret({ value: 1 }), hmac(BODY, '1')],
    ['no shared secrets', secret(), hmac(BODY, '')],
    [
      'only one that is over',
      secret({ value: SHARED_SECRET, notAfter: '2020-01-01T00:00:00Z' }),
      MAC,
    ],
    ['one whose end cannot be read', secret({ value: SHARED_SECRET, notAfter: 'soon' }), MAC],
  ])('%s', async (_what, text, mac) => {
    const on = await subject({ secret: text });

    const answer = await deliver(on, delivery(BODY, { 'x-hmac-signature': mac }));

    expect(answer).toMatchObject({ status: 503, effects: { table: 0, bus: 0, veriff: 0 } });
    expect((await on.session(SESSION)).version).toBe(1);
  });

  it('and says so to the operator', async () => {
    const on = await subject({ secret: '' });

    expect(countOf(await deliver(on, signed(BODY)), 'SecretUnusable')).toBeGreaterThan(0);
  });

  it('nor does one that is out of reach', async () => {
    const on = await subject();
    Object.defineProperty(on.held, 'secret', {
      get() {
        throw new Error('Secrets Manager is down');
      },
    });

    expect(await deliver(on, signed(BODY))).toMatchObject({ status: 503, effects: { table: 0 } });
  });

  it('but a good one beside a bad one works, and the bad one does not', async () => {
    const on = await subject({ secret: secret({ value: short }, { value: SHARED_SECRET }) });

    await expectRefused(on, delivery(BODY, { 'x-hmac-signature': hmac(BODY, short) }));
    await expectTaken(on, signed(BODY));
  });
});

describe('W11: another algorithm', () => {
  const bytes = Buffer.from(BODY);

  it.each(Object.entries(ALGORITHMS))('%s', async (_what, made) => {
    const signature = made(bytes);
    const on = await subject();

    await expectRefused(on, delivery(BODY, { 'x-hmac-signature': signature }));
    await expectRefused(on, delivery(BODY, { 'x-signature': signature }));
  });
});

describe('W12: a key of another integration', () => {
  it.each(GENUINE)('has no say about our sessions: $name', async ({ bytes }) => {
    const on = await subject();
    const before = on.snapshot();
    const mac = hmac(bytes, TEST_SECRET);

    const answer = await deliver(
      on,
      delivery(bytes, { 'x-auth-client': TEST_KEY, 'x-hmac-signature': mac }),
    );

    expect(answer.status).toBe(200);
    expect(countOf(answer, 'IntegrationMismatch')).toBe(1);
    expect(on.snapshot()).toEqual(before);
  });

  it.each([
    ['the other API key', { 'x-auth-client': TEST_KEY }],
    ['an API key of nobody', { 'x-auth-client': 'nobody' }],
    ['our API key under its signature', { 'x-hmac-signature': hmac(BODY, TEST_SECRET) }],
    ['the signature of a GET', { 'x-hmac-signature': hmac(SESSION) }],
  ])('%s is refused', async (_what, headers) => {
    await expectRefused(await subject(), signed(BODY, headers));
  });
});

describe('W21: several secrets', () => {
  const by = (secret: string, apiKey: string | readonly string[]) =>
    delivery(BODY, { 'x-auth-client': apiKey, 'x-hmac-signature': hmac(BODY, secret) });

  it.each([
    ['the first', SHARED_SECRET, API_KEY],
    ['the first, unnamed', SHARED_SECRET, []],
    ['the second', PREVIOUS_SECRET, API_KEY],
    ['the second, unnamed', PREVIOUS_SECRET, []],
    ['the other integration’s', TEST_SECRET, TEST_KEY],
    ['the other integration’s, unnamed', TEST_SECRET, []],
  ])('%s verifies', async (_what, secret, apiKey) => {
    await expectTaken(await subject(), by(secret, apiKey));
  });

  it.each([
    ['one that is over', EXPIRED_SECRET, API_KEY],
    ['one that is over, unnamed', EXPIRED_SECRET, []],
    ['the second, for the other', PREVIOUS_SECRET, TEST_KEY],
    ['the other’s, for the first', TEST_SECRET, API_KEY],
  ])('%s does not', async (_what, secret, apiKey) => {
    await expectRefused(await subject(), by(secret, apiKey));
  });

  it('there is a session for each fixture to be attacked', () => {
    expect(SESSIONS).toHaveLength(4);
  });
});
