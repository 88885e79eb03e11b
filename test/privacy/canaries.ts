import { createHash } from 'node:crypto';

/** Personal data that Veriff, a caller or an end user can send us: none of it may be kept, logged or told. */
export const FIELDS = [
  'person.firstName',
  'person.lastName',
  'person.gender',
  'person.nationality',
  'person.idNumber',
  'person.yearOfBirth',
  'person.placeOfBirth',
  'person.citizenship',
  'person.email',
  'person.phoneNumber',
  'person.pepSanctionMatch',
  'address.fullAddress',
  'address.street',
  'address.houseNumber',
  'address.city',
  'address.postcode',
  'document.number',
  'document.validFrom',
  'document.validUntil',
  'document.firstIssue',
  'document.placeOfIssue',
  'technicalData.ip',
  'technicalData.deviceId',
  'comments.text',
  'additionalVerifiedData.driversLicenseNumber',
  'riskLabels.label',
  'insights.label',
  'biometric.faceSimilarity',
  'media.url',
  'watchlist.matchedName',
  'userDefinedData.text',
] as const;

export type Field = (typeof FIELDS)[number];

/** How a value can be written down on its way. `split`: in pieces, as an error and its cause carry them. */
export const ENCODINGS = {
  plain: (value) => value,
  json: (value) => JSON.stringify(value).slice(1, -1),
  url: encodeURIComponent,
  base64: (value) => Buffer.from(value).toString('base64'),
  hex: (value) => Buffer.from(value).toString('hex'),
  case: (value) => value.toUpperCase(),
  nfd: (value) => value.normalize('NFD'),
  split: (value) => value.replace(/ .*/s, ''),
} satisfies Readonly<Record<string, (value: string) => string>>;

export type Encoding = keyof typeof ENCODINGS;

export const ENCODING_NAMES = Object.keys(ENCODINGS) as readonly Encoding[];

const WORD_LETTERS = 12;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz';

/** A word that occurs nowhere else, the same on every machine. */
function wordOf(name: string): string {
  const bytes = createHash('sha256').update(name).digest().subarray(0, WORD_LETTERS);
  return [...bytes].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
}

/**
 * A value that must not show up: two words that occur nowhere else around what each encoding writes in its own way.
 * Whoever finds either word has found it, so that a part is found as well.
 */
export interface Canary {
  readonly name: string;
  readonly words: readonly string[];
  readonly value: string;
}

const made = new Map<string, Canary>();

/** The canary of a name, always the same. */
export function canary(name: string): Canary {
  const known = made.get(name);
  if (known !== undefined) return known;
  const words = [wordOf(`${name} 1`), wordOf(`${name} 2`)] as const;
  const fresh = { name, words, value: `${words[0]} é"\\/& ${words[1]}` };
  made.set(name, fresh);
  return fresh;
}

/** One canary for each field in each encoding. */
export const PERSONAL: readonly Canary[] = FIELDS.flatMap((field) =>
  ENCODING_NAMES.map((encoding) => canary(`${field} ${encoding}`)),
);

/** What is planted in a field. */
export function planted(field: Field, encoding: Encoding): string {
  return ENCODINGS[encoding](canary(`${field} ${encoding}`).value);
}

type Group = Readonly<Record<string, string>>;

/** Every field with its canary, by the group that it belongs to. */
export function personalData(encoding: Encoding): Readonly<Record<string, Group>> {
  const groups: Record<string, Record<string, string>> = {};
  for (const field of FIELDS) {
    const [group = '', key = ''] = field.split('.');
    groups[group] = { ...groups[group], [key]: planted(field, encoding) };
  }
  return groups;
}

/** An error that carries every canary of an encoding: in its text, on itself, and in the causes below it. */
export function personalError(encoding: Encoding): Error {
  const all = FIELDS.map((field) => canary(`${field} ${encoding}`));
  const deepest = new Error(all.map(({ words }) => words[1]).join('|'));
  const cause = new Error('in between', { cause: deepest });
  const text = FIELDS.map((field) => planted(field, encoding)).join('|');
  return Object.assign(new Error(text, { cause }), {
    request: { headers: { 'x-person': text }, body: personalData(encoding) },
    $response: { body: text },
  });
}
