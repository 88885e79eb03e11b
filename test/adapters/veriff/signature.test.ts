import { describe, expect, it } from 'vitest';
import {
  isSignature,
  isSignedBy,
  signatureOf,
  signingKey,
} from '../../../shared/adapters/veriff/signature.ts';
import {
  APPROVED_SIGNATURE,
  ATTEMPT_ID,
  fixture,
  PREVIOUS_SECRET,
  PUBLISHED_SECRET,
  SESSION_ID,
  SHARED_SECRET,
  SIGNED_FIXTURES,
} from './vectors.ts';

const key = signingKey(SHARED_SECRET);
const previousKey = signingKey(PREVIOUS_SECRET);
const approved = fixture('decision-approved');

function withBitFlipped(bytes: Uint8Array, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

describe('signature', () => {
  it("computes Veriff's published vector", () => {
    const bytes = fixture('published-vector');

    const signature = signatureOf(signingKey(PUBLISHED_SECRET), bytes);

    expect(bytes).toHaveLength(225);
    expect(signature).toBe('0dcab73ddd20062616d104231c7439657546a5c24e4691977da93bb854c31e25');
  });

  it.each(SIGNED_FIXTURES)('computes and accepts the vector of %s', (name, size, expected) => {
    const bytes = fixture(name);

    const signature = signatureOf(key, bytes);

    expect(bytes).toHaveLength(size);
    expect(signature).toBe(expected);
    expect(isSignedBy([key], bytes, expected)).toBe(true);
  });

  it.each([
    [SESSION_ID, '49080594d6ca33649cf91184bea4b1cef79a6cfaf251a2a29c27dc05e17feb59'],
    [ATTEMPT_ID, 'cc988574945b3c85bb7037b829064bad3340d3a5d472c2d5faa1bc41f2e6e9fe'],
  ])('signs the id %s of a GET as text', (id, expected) => {
    expect(signatureOf(key, id)).toBe(expected);
  });

  it('accepts what any of several keys signed, in either place', () => {
    const byPrevious = '5ac0736d3196501bda8348d3c95fdfed0c1df030a8932df4abf88562fb0dce64';

    expect(isSignedBy([key, previousKey], approved, byPrevious)).toBe(true);
    expect(isSignedBy([previousKey, key], approved, byPrevious)).toBe(true);
    expect(isSignedBy([key], approved, byPrevious)).toBe(false);
    expect(isSignedBy([], approved, byPrevious)).toBe(false);
  });

  it('accepts upper-case hex', () => {
    expect(isSignedBy([key], approved, APPROVED_SIGNATURE.toUpperCase())).toBe(true);
  });

  it('refuses the legacy hash, the signature of a re-serialised body, and that of the session id', () => {
    const legacy = '3388fcb6b227d23ceae4a502193d9bb4ccc025d568b256aa065ec2dad9b31468';
    const reserialised = '3f2041bbeda26b3bd614cf0093cc8267e643f7ec8df6571e4b52f354c6fff047';

    expect(isSignedBy([key], approved, legacy)).toBe(false);
    expect(isSignedBy([key], fixture('decision-raw-bytes'), reserialised)).toBe(false);
    expect(isSignedBy([key], approved, signatureOf(key, SESSION_ID))).toBe(false);
  });

  it('refuses every flip of a single bit in the body', () => {
    const accepted = [...Array(approved.length * 8).keys()].filter((bit) =>
      isSignedBy([key], withBitFlipped(approved, bit), APPROVED_SIGNATURE),
    );

    expect(accepted).toEqual([]);
  });

  it('refuses every flip of a single bit in the signature', () => {
    const mac = Buffer.from(APPROVED_SIGNATURE, 'hex');
    const accepted = [...Array(256).keys()].filter((bit) =>
      isSignedBy([key], approved, withBitFlipped(mac, bit).toString('hex')),
    );

    expect(accepted).toEqual([]);
  });

  it('refuses every truncation of the body and every extension by one byte', () => {
    const shortened = [...approved.keys()].map((length) => approved.subarray(0, length));
    const extended = [...Array(256).keys()].flatMap((byte) => [
      Buffer.concat([approved, Buffer.of(byte)]),
      Buffer.concat([Buffer.of(byte), approved]),
    ]);

    const accepted = [...shortened, ...extended].filter((bytes) =>
      isSignedBy([key], bytes, APPROVED_SIGNATURE),
    );

    expect(accepted).toEqual([]);
  });

  it('refuses signatures of every other length from 0 to 200', () => {
    const long = APPROVED_SIGNATURE.repeat(4);
    const accepted = [...Array(201).keys()].filter((length) =>
      isSignedBy([key], approved, long.slice(0, length)),
    );

    expect(accepted).toEqual([64]);
  });

  it.each([
    ['', 'empty'],
    [`${APPROVED_SIGNATURE}!!junk`, 'junk behind, which decoding would drop'],
    [`${APPROVED_SIGNATURE}\n`, 'a newline behind'],
    [` ${APPROVED_SIGNATURE}`, 'a space in front'],
    [`${APPROVED_SIGNATURE} `, 'a space behind'],
    [`${APPROVED_SIGNATURE}\0`, 'NUL behind'],
    [`0x${APPROVED_SIGNATURE}`, '0x'],
    [`0x${APPROVED_SIGNATURE.slice(2)}`, '0x within the length'],
    [`sha256=${APPROVED_SIGNATURE}`, 'a scheme'],
    [`${APPROVED_SIGNATURE}, ${APPROVED_SIGNATURE}`, 'two joined values'],
    [`"${APPROVED_SIGNATURE}"`, 'quotes'],
    [`${APPROVED_SIGNATURE.slice(0, 63)}g`, 'a digit that is none'],
    ['z'.repeat(64), 'no hex at all'],
    [APPROVED_SIGNATURE.replace('0', '\u{ff10}'), 'a full-width zero'],
    [APPROVED_SIGNATURE.replace('e', '\u0435'), 'a Cyrillic e'],
    [Buffer.from(APPROVED_SIGNATURE, 'hex').toString('base64'), 'base64'],
    ['null', 'null'],
    ['undefined', 'undefined'],
    ['0'.repeat(64), 'zeros'],
  ])('refuses %j (%s)', (signature) => {
    expect(isSignedBy([key], approved, signature)).toBe(false);
  });

  it('answers false and does not throw where the caller breaks the types', () => {
    const odd: readonly unknown[] = [undefined, null, 64, {}, [], true, Symbol.iterator.toString()];

    const answers = odd.map((value) => isSignedBy([key], approved, value as string));

    expect(answers).toEqual(odd.map(() => false));
  });

  it('does not verify 0xFF and U+FFFD for each other', () => {
    const replaced = Buffer.from('{"a":"\ufffd"}');
    const raw = Buffer.concat([Buffer.from('{"a":"'), Buffer.of(0xff), Buffer.from('"}')]);

    expect(isSignedBy([key], raw, signatureOf(key, replaced))).toBe(false);
    expect(isSignedBy([key], replaced, signatureOf(key, raw))).toBe(false);
    expect(isSignedBy([key], raw, signatureOf(key, raw))).toBe(true);
  });

  it('tells the shape of a signature apart from its truth', () => {
    expect(isSignature('0'.repeat(64))).toBe(true);
    expect(isSignature('0'.repeat(63))).toBe(false);
    expect(isSignature(`${'0'.repeat(64)}\n`)).toBe(false);
  });

  it.each(['', 'short', 'x'.repeat(31)])('refuses the secret %j as too short', (secret) => {
    expect(() => signingKey(secret)).toThrow(new RangeError('The shared secret is too short'));
  });

  it('takes a secret of 32 characters', () => {
    expect(signatureOf(signingKey('x'.repeat(32)), '')).toHaveLength(64);
  });
});
