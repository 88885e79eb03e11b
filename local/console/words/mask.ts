/** Fields that are about a person or open a door; everything inside them is masked as well. */
const PERSONAL = new Set(
  [
    'person document technicalData searchTerm hits addresses address ip firstName lastName',
    'fullName gender nationality citizenship placeOfBirth dateOfBirth yearOfBirth idNumber',
    'email phoneNumber matchedName url sessionUrl sessionToken token',
  ].flatMap((line) => line.split(' ')),
);

/** Headers that hold a secret; the console never shows them, revealed or not. */
const SECRET_HEADERS = new Set([
  'x-auth-client',
  'vrf-auth-client',
  'authorization',
  'cookie',
  'set-cookie',
]);

/** Where in a text something is to be hidden: from, and up to but not including, in UTF-16 units. */
export type Range = readonly [from: number, to: number];

const TOKEN = /"(?:[^"\\]|\\.)*"?|[{}[\],:]|[^\s"{}[\],:]+/gs;

/** What reads one JSON text, which may be cut off or broken: the depth below a personal field, and the key just read. */
interface Reading {
  readonly ranges: Range[];
  /** For each open bracket: whether what is inside is personal. */
  readonly open: boolean[];
  text: string | undefined;
  isPersonal: boolean;
}

/** The values of personal fields in a JSON text, whole or damaged, as ranges of it. */
function personalRanges(json: string): readonly Range[] {
  const reading: Reading = { ranges: [], open: [], text: undefined, isPersonal: false };
  for (const { 0: token, index } of json.matchAll(TOKEN)) {
    readToken(reading, token, index);
  }
  closeValue(reading);
  return reading.ranges;
}

function readToken(reading: Reading, token: string, index: number): void {
  if (token === ':') {
    takeKey(reading);
  } else if (token === '{' || token === '[') {
    reading.open.push(reading.isPersonal);
    reading.text = undefined;
  } else if (token === '}' || token === ']') {
    reading.open.pop();
    closeValue(reading);
  } else if (token === ',') {
    closeValue(reading);
  } else {
    readValue(reading, token, index);
  }
}

/** What was taken for a value is a key: it is not hidden, what follows may be. */
function takeKey(reading: Reading): void {
  const key = reading.text?.replaceAll('"', '') ?? '';
  if (reading.isPersonal) reading.ranges.pop();
  reading.isPersonal ||= PERSONAL.has(key);
  reading.text = undefined;
}

function readValue(reading: Reading, token: string, index: number): void {
  reading.text = token;
  if (!reading.isPersonal) return;
  const quote = token.startsWith('"') ? 1 : 0;
  const end = token.length > 1 && token.endsWith('"') ? 1 : 0;
  const length = token === 'null' ? 0 : token.length - quote - end;
  reading.ranges.push([index + quote, index + quote + length]);
}

function closeValue(reading: Reading): void {
  reading.text = undefined;
  reading.isPersonal = reading.open.at(-1) ?? false;
}

const DOT = '•';

/** The text with every personal value as dots, one for each character. */
export function maskedJson(json: string): string {
  return personalRanges(json)
    .toReversed()
    .reduce(
      (text, [from, to]) => text.slice(0, from) + DOT.repeat(to - from) + text.slice(to),
      json,
    );
}

/** A header's value as it may be shown. */
export function shownHeader(name: string, value: string): string {
  return SECRET_HEADERS.has(name.toLowerCase()) ? DOT.repeat(8) : value;
}

/** One line of a hex view: where it begins, its bytes in hex and its readable characters. */
interface HexLine {
  readonly offset: string;
  readonly hex: string;
  readonly text: string;
}

const LINE = 16;

/** Sixteen bytes a line. Masked, the bytes of personal values are dots in both columns. */
export function hexLines(bytes: Uint8Array, isMasked: boolean): readonly HexLine[] {
  const hidden = isMasked ? personalBytes(bytes) : new Set<number>();
  return Array.from({ length: Math.ceil(bytes.length / LINE) }, (_, line) => {
    const start = line * LINE;
    const row = [...bytes.subarray(start, start + LINE)];
    return {
      offset: start.toString(16).padStart(6, '0'),
      hex: row
        .map((byte, i) => (hidden.has(start + i) ? DOT + DOT : byte.toString(16).padStart(2, '0')))
        .join(' '),
      text: row.map((byte, i) => (hidden.has(start + i) ? DOT : printable(byte))).join(''),
    };
  });
}

/** A byte as a character each: JSON's own signs are ASCII, so the ranges are right whatever the encoding is. */
function personalBytes(bytes: Uint8Array): ReadonlySet<number> {
  const text = Array.from(bytes, (byte) => String.fromCodePoint(byte)).join('');
  const hidden = new Set<number>();
  for (const [from, to] of personalRanges(text)) {
    for (let at = from; at < to; at += 1) hidden.add(at);
  }
  return hidden;
}

function printable(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCodePoint(byte) : '·';
}
