import type { APIGatewayProxyEvent } from 'aws-lambda';
import { delivery, GENUINE, type Genuine, sent } from './genuine.ts';
import type { Random } from './random.ts';

/** Makes a delivery that must be refused out of a genuine message. */
export type Forge = (from: Genuine, choices: Random) => APIGatewayProxyEvent;

/** The genuine signature over a body that is another one, at least by a space. */
function under({ bytes, mac }: Genuine, body: Uint8Array | string): APIGatewayProxyEvent {
  const other = Buffer.from(body);
  const changed = other.equals(bytes) ? Buffer.concat([other, Buffer.from(' ')]) : other;
  return delivery(changed, { 'x-hmac-signature': mac });
}

/** Changes the text of a message; every fixture is UTF-8. */
function rewritten(change: (text: string, choices: Random) => string): Forge {
  return (from, choices) => under(from, change(from.bytes.toString(), choices));
}

function inserted(text: string, at: number, what: string): string {
  return text.slice(0, at) + what + text.slice(at);
}

const STATUSES = ['approved', 'declined', 'resubmission_requested', 'review', 'expired'];
const DECIDING = [
  '"status":"approved",',
  '"code":9001,',
  '"verification":{"status":"approved","code":9001},',
  '"__proto__":{"status":"approved"},',
  '"constructor":{"prototype":{"status":"approved"}},',
  '"st\\u0061tus":"approved",',
];

const json: Readonly<Record<string, Forge>> = {
  'JSON: another status': rewritten((text, choices) =>
    text.replaceAll(/"(?:approved|declined|resubmission_requested|expired)"/g, () =>
      JSON.stringify(choices.pick(STATUSES)),
    ),
  ),
  'JSON: another number': rewritten((text, choices) =>
    text.replace(/\b[79]\d\d\d\b/, () => String(choices.pick([9001, 9102, 9104, 7002, 1e9]))),
  ),
  'JSON: another session': rewritten((text, choices) =>
    text.replace(/[0-9a-f]{8}-/, () => `${choices.bytes(4).toString('hex')}-`),
  ),
  'JSON: a key more': rewritten((text, choices) => {
    const braces = [...text.matchAll(/\{/g)].map(({ index }) => index + 1);
    return inserted(text, choices.pick(braces), choices.pick(DECIDING));
  }),
  'JSON: white space': rewritten((text, choices) => {
    const places = [...text.matchAll(/[{,:]/g)].map(({ index }) => index + 1);
    return inserted(text, choices.pick(places), choices.pick([' ', '\n', '\r\n', '\t']));
  }),
  'JSON: serialised again': rewritten((text, choices) =>
    JSON.stringify(JSON.parse(text), null, choices.pick([1, 2, '\t'])),
  ),
  'JSON: escaped otherwise': rewritten((text, choices) => {
    const letters = [...text.matchAll(/[a-z]/g)];
    const { index, 0: letter } = choices.pick(letters);
    const code = letter.charCodeAt(0).toString(16).padStart(4, '0');
    return `${text.slice(0, index)}\\u${code}${text.slice(index + 1)}`;
  }),
  'JSON: in an array': rewritten((text) => `[${text}]`),
  'JSON: twice': rewritten((text) => text + text),
};

const encodings: Readonly<Record<string, Forge>> = {
  'encoding: UTF-16': (from) => under(from, Buffer.from(from.bytes.toString(), 'utf16le')),
  'encoding: a byte order mark': rewritten((text) => `\ufeff${text}`),
  'encoding: invalid UTF-8 for U+FFFD': (from, choices) => {
    const at = choices.below(from.bytes.length);
    const parts = [from.bytes.subarray(0, at), Buffer.from('\ufffd'), from.bytes.subarray(at + 1)];
    return under(from, Buffer.concat(parts));
  },
  'encoding: text that is said to be base64': (from) => ({
    ...sent(from),
    body: from.bytes.toString(),
  }),
  'encoding: base64 that is said to be text': (from) => ({
    ...sent(from),
    isBase64Encoded: false,
  }),
  'encoding: base64 twice': (from) => under(from, from.bytes.toString('base64')),
  'encoding: hex': (from) => ({ ...sent(from), body: from.bytes.toString('hex') }),
};

const bytes: Readonly<Record<string, Forge>> = {
  'bytes: some bits': (from, choices) => {
    const copy = Buffer.from(from.bytes);
    for (let left = 1 + choices.below(16); left > 0; left -= 1) {
      const at = choices.below(copy.length);
      copy[at] = (copy[at] ?? 0) ^ (1 << choices.below(8));
    }
    return under(from, copy);
  },
  'bytes: some left out': (from, choices) => {
    const at = choices.below(from.bytes.length);
    const rest = from.bytes.subarray(at + 1 + choices.below(64));
    return under(from, Buffer.concat([from.bytes.subarray(0, at), rest]));
  },
  'bytes: some more': (from, choices) => {
    const at = choices.below(from.bytes.length + 1);
    const more = choices.bytes(1 + choices.below(64));
    return under(from, Buffer.concat([from.bytes.subarray(0, at), more, from.bytes.subarray(at)]));
  },
  'bytes: two swapped': (from, choices) => {
    const copy = Buffer.from(from.bytes);
    const [a, b] = [choices.below(copy.length), choices.below(copy.length)];
    [copy[a], copy[b]] = [from.bytes[b] ?? 0, from.bytes[a] ?? 0];
    return under(from, copy);
  },
  'bytes: only noise': (from, choices) => under(from, choices.bytes(1 + choices.below(200))),
  'bytes: none': (from, choices) => ({ ...sent(from), body: choices.pick([null, '', '=', '\0']) }),
  'bytes: of another message': (from, choices) => under(from, choices.pick(GENUINE).bytes),
};

/** Bodies that the genuine signature is not of. */
export const FORGED_BODIES: Readonly<Record<string, Forge>> = { ...bytes, ...json, ...encodings };
