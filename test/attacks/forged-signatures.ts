import { createHash, createHmac } from 'node:crypto';
import { API_KEY, SECRET, SHARED_SECRET } from '../functions/world.ts';
import { SESSION } from '../support/given.ts';
import type { Forge } from './forged-bodies.ts';
import { delivery, EXPIRED_SECRET, type Genuine, hmac, sent } from './genuine.ts';
import type { Random } from './random.ts';

const TEST_SECRET = SECRET.integrations[1]?.sharedSecrets[0]?.value ?? '';
const TEST_KEY = SECRET.integrations[1]?.apiKey ?? '';

/** Another signature over the genuine body. */
function claiming(signature: (from: Genuine, choices: Random) => string): Forge {
  return (from, choices) => delivery(from.bytes, { 'x-hmac-signature': signature(from, choices) });
}

/** One of several ways to spoil the signature; one that found nothing to spoil adds a digit. */
function spoilt(ways: readonly ((mac: string) => string)[]): Forge {
  return claiming(({ mac }, choices) => {
    const text = choices.pick(ways)(mac);
    return text === mac ? `${mac}0` : text;
  });
}

const hash = (algorithm: string, ...parts: readonly (string | Uint8Array)[]): string => {
  const made = createHash(algorithm);
  for (const part of parts) made.update(part);
  return made.digest('hex');
};

const DIGITS = '0123456789abcdef';

/** Secrets that are none of ours, or none any more. */
const OTHER_SECRETS: readonly string[] = [
  '',
  'secret',
  API_KEY,
  EXPIRED_SECRET,
  SHARED_SECRET.toUpperCase(),
  SHARED_SECRET.replaceAll('-', ''),
  `${SHARED_SECRET}\n`,
  ` ${SHARED_SECRET}`,
  SHARED_SECRET.slice(0, -1),
  'abcdef12-abcd-abcd-abcd-abcdef012345',
];

/** What somebody may take for the signature. */
export const ALGORITHMS: Readonly<Record<string, (body: Uint8Array) => string>> = {
  'SHA-256 of the body': (body) => hash('sha256', body),
  'the legacy hash of body and secret': (body) => hash('sha256', body, SHARED_SECRET),
  'a hash of secret and body': (body) => hash('sha256', SHARED_SECRET, body),
  'MD5 twice': (body) => hash('md5', body, SHARED_SECRET).repeat(2),
  'HMAC-SHA1, filled up': (body) =>
    createHmac('sha1', SHARED_SECRET).update(body).digest('hex').padEnd(64, '0'),
  'HMAC-SHA512, cut': (body) =>
    createHmac('sha512', SHARED_SECRET).update(body).digest('hex').slice(0, 64),
  'HMAC-SHA512/256': (body) => createHmac('sha512-256', SHARED_SECRET).update(body).digest('hex'),
  'HMAC-SHA3-256': (body) => createHmac('sha3-256', SHARED_SECRET).update(body).digest('hex'),
  'key and message exchanged': (body) => hmac(SHARED_SECRET, body),
  'HMAC of the hash of the body': (body) => hmac(hash('sha256', body)),
};

/** Signatures that are none of the genuine body's. */
const signatures: Readonly<Record<string, Forge>> = {
  'signature: guessed': claiming((_from, choices) => choices.bytes(32).toString('hex')),
  'signature: another digit': claiming(({ mac }, choices) => {
    const at = choices.below(64);
    const digit = DIGITS[(DIGITS.indexOf(mac[at] ?? '0') + 1 + choices.below(15)) % 16] ?? '';
    return mac.slice(0, at) + digit + mac.slice(at + 1);
  }),
  'signature: digits swapped': claiming(({ mac }, choices) => {
    const at = 1 + choices.below(63);
    const turned = mac.slice(at) + mac.slice(0, at);
    return turned === mac ? `${mac}0` : turned;
  }),
  'signature: noise': claiming((_from, choices) =>
    choices.bytes(choices.below(200)).toString('latin1'),
  ),
  'signature: too much': spoilt([
    (mac) => `${mac}!!junk`,
    (mac) => `${mac}\n`,
    (mac) => `${mac}\r\n`,
    (mac) => `\t${mac}`,
    (mac) => ` ${mac}`,
    (mac) => `${mac} `,
    (mac) => `${mac}\0`,
    (mac) => `${mac}\u2028`,
    (mac) => `0x${mac}`,
    (mac) => `sha256=${mac}`,
    (mac) => `v1=${mac}`,
    (mac) => `"${mac}"`,
    (mac) => `${mac},${mac}`,
    (mac) => `${mac}, ${'0'.repeat(64)}`,
    (mac) => mac + mac,
    (mac) => `{"sha256":"${mac}"}`,
  ]),
  'signature: look-alikes': spoilt([
    (mac) => mac.replace(/\d/, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)),
    (mac) => mac.replace(/[a-f]/, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)),
    (mac) => mac.replace('0', 'O'),
    (mac) => mac.replace('1', 'l'),
    (mac) => mac.replace('a', '\u0430'),
    (mac) => mac.replace('c', '\u0441'),
    (mac) => mac.replace('e', '\u0435'),
    (mac) => mac.replace(/\d/, '\u0660'),
    (mac) => mac.replace(/[0-9a-f]$/, 'g'),
    (mac) => mac.replace(/..$/, '%3'),
  ]),
  'signature: other encodings': spoilt([
    (mac) => Buffer.from(mac, 'hex').toString('base64'),
    (mac) => Buffer.from(mac, 'hex').toString('base64url'),
    (mac) => Buffer.from(mac, 'hex').toString('latin1'),
    (mac) => Buffer.from(mac).toString('hex'),
    (mac) => mac.replaceAll(/../g, '$&:'),
    (mac) => Array.from(mac).toReversed().join(''),
  ]),
  'signature: other algorithms': claiming(({ bytes }, choices) =>
    choices.pick(Object.values(ALGORITHMS))(bytes),
  ),
  'signature: other secrets': claiming(({ bytes }, choices) =>
    hmac(bytes, choices.pick(OTHER_SECRETS)),
  ),
  'signature: over something else': claiming((from, choices) => {
    const text = from.bytes.toString();
    return hmac(
      choices.pick([
        SESSION,
        '',
        `${text}\n`,
        text.slice(0, -1),
        from.bytes.toString('base64'),
        JSON.stringify(JSON.parse(text), null, 1),
        `/webhooks/veriff${text}`,
      ]),
    );
  }),
};

const missing: Readonly<Record<string, Forge>> = {
  'missing: no signature': (from, choices) =>
    sent(from, { 'x-hmac-signature': choices.pick([[], '', 'null', 'undefined', '0']) }),
  'missing: no headers': (from, choices) =>
    ({
      ...sent(from),
      ...choices.pick([
        { headers: null, multiValueHeaders: null },
        { headers: {}, multiValueHeaders: {} },
        { headers: undefined, multiValueHeaders: undefined },
      ]),
    }) as unknown as ReturnType<Forge>,
  'missing: only the legacy one': (from, choices) =>
    sent(from, {
      'x-hmac-signature': [],
      'x-signature': choices.pick([from.mac, hash('sha256', from.bytes, SHARED_SECRET)]),
    }),
  'missing: under a name that is none': (from, choices) =>
    delivery(from.bytes, {
      [choices.pick([
        'x-hmac-signature ',
        ' x-hmac-signature',
        'x_hmac_signature',
        'x-hmac-signature\0',
        'x-hmac-s\u0131gnature',
        'x-hmac-\u017fignature',
        'hmac-signature',
        'authorization',
        'x-hmac-signature:',
      ])]: from.mac,
    }),
  'missing: on a prototype': (from, choices) => {
    const event = sent(from, { 'x-hmac-signature': [] });
    const own: unknown = JSON.parse(`{"__proto__":{"x-hmac-signature":"${from.mac}"}}`);
    const inherited: unknown = Object.create({ 'x-hmac-signature': from.mac });
    const headers = choices.pick([own, inherited]) as typeof event.headers;
    return { ...event, headers };
  },
};

const several: Readonly<Record<string, Forge>> = {
  'several: two signatures': (from, choices) => {
    const pair = [from.mac, hmac(choices.bytes(4))];
    return sent(from, { 'x-hmac-signature': choices.below(2) === 0 ? pair : pair.toReversed() });
  },
  'several: two spellings of the name': (from, choices) =>
    sent(from, { 'X-HMAC-Signature': hmac(choices.bytes(4)) }),
  'several: one map against the other': (from, choices) => {
    const event = sent(from);
    const other = hmac(choices.bytes(4));
    return choices.below(2) === 0
      ? { ...event, headers: { ...event.headers, 'x-hmac-signature': other } }
      : { ...event, multiValueHeaders: { 'x-hmac-signature': [other] } };
  },
  'several: one family against the other': (from, choices) =>
    sent(from, { 'vrf-hmac-signature': hmac(choices.bytes(4)) }),
  'several: two API keys': (from, choices) =>
    sent(
      from,
      choices.pick([
        { 'x-auth-client': [API_KEY, TEST_KEY] },
        { 'vrf-auth-client': TEST_KEY },
        { 'X-Auth-Client': '' },
      ]),
    ),
};

const keys: Readonly<Record<string, Forge>> = {
  'API key: not the signer’s': (from, choices) =>
    sent(from, {
      'x-auth-client': choices.pick([TEST_KEY, '', ' ', API_KEY.toUpperCase(), 'nobody', '*']),
    }),
  'API key: ours, under another integration’s signature': (from) =>
    sent({ ...from, mac: hmac(from.bytes, TEST_SECRET) }),
};

/** Signatures, and headers around them, that do not vouch for the genuine body. */
export const FORGED_SIGNATURES: Readonly<Record<string, Forge>> = {
  ...signatures,
  ...missing,
  ...several,
  ...keys,
};
