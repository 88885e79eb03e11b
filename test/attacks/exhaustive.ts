import { delivery, GENUINE, type Genuine } from './genuine.ts';

/** A forgery, and what it must be answered. */
export interface Forgery {
  readonly kind: string;
  readonly event: unknown;
  readonly status: number;
}

/** `count` forgeries of one message, each made by its number. */
interface Family {
  readonly kind: string;
  count(from: Genuine): number;
  /** Body and signature of the nth. */
  nth(from: Genuine, n: number): readonly [Uint8Array, string];
}

function flipped(bytes: Uint8Array, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

const FAMILIES: readonly Family[] = [
  {
    kind: 'every bit of the body',
    count: ({ bytes }) => bytes.length * 8,
    nth: ({ bytes, mac }, n) => [flipped(bytes, n), mac],
  },
  {
    kind: 'every bit of the signature',
    count: () => 256,
    nth: ({ bytes, mac }, n) => [bytes, flipped(Buffer.from(mac, 'hex'), n).toString('hex')],
  },
  {
    kind: 'every bit of its hex digits',
    count: () => 64 * 8,
    // One bit of a letter is its case, which is free in hex; that one gets a digit more instead.
    nth: ({ bytes, mac }, n) => {
      const text = flipped(Buffer.from(mac, 'latin1'), n).toString('latin1');
      return [bytes, text.toLowerCase() === mac ? `${text}0` : text];
    },
  },
  {
    kind: 'every beginning',
    count: ({ bytes }) => bytes.length,
    nth: ({ bytes, mac }, n) => [bytes.subarray(0, n), mac],
  },
  {
    kind: 'every end',
    count: ({ bytes }) => bytes.length,
    nth: ({ bytes, mac }, n) => [bytes.subarray(n + 1), mac],
  },
  {
    kind: 'every byte left out',
    count: ({ bytes }) => bytes.length,
    nth: ({ bytes, mac }, n) => [Buffer.concat([bytes.subarray(0, n), bytes.subarray(n + 1)]), mac],
  },
  {
    kind: 'every byte behind',
    count: () => 256,
    nth: ({ bytes, mac }, n) => [Buffer.concat([bytes, Buffer.of(n)]), mac],
  },
  {
    kind: 'every byte in front',
    count: () => 256,
    nth: ({ bytes, mac }, n) => [Buffer.concat([Buffer.of(n), bytes]), mac],
  },
  {
    kind: 'every length of the signature',
    count: () => 201,
    nth: ({ bytes, mac }, n) => [bytes, mac.repeat(4).slice(0, n === 64 ? 201 : n)],
  },
];

interface Range {
  readonly family: Family;
  readonly from: Genuine;
  readonly start: number;
  readonly end: number;
}

function ranges(): readonly Range[] {
  let start = 0;
  return GENUINE.flatMap((from) =>
    FAMILIES.map((family) => {
      const range = { family, from, start, end: start + family.count(from) };
      start = range.end;
      return range;
    }),
  );
}

const RANGES = ranges();

/** How many forgeries there are of these families: all of every fixture. */
export const EXHAUSTIVE = RANGES.at(-1)?.end ?? 0;

/** The nth of all: every bit flip, truncation, omission and extension of every genuine webhook. */
export function exhaustive(n: number): Forgery {
  const range = RANGES.find(({ end }) => n < end);
  if (range === undefined) throw new RangeError(`there are ${EXHAUSTIVE} of them, not ${n}`);
  const [body, mac] = range.family.nth(range.from, n - range.start);
  const event = delivery(body, { 'x-hmac-signature': mac });
  return { kind: range.family.kind, event, status: 401 };
}
