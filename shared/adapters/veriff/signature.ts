import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

/** A shorter secret is a mistake: Veriff's shared secrets have the 36 characters of a UUID. */
const SHORTEST_SECRET = 32;

/** Anchored, since decoding is lenient: 64 digits followed by junk would decode to 32 good bytes. */
const SIGNATURE = /^[0-9a-fA-F]{64}$/;

/** Whether a header value can be a signature at all: the 64 hex digits of a SHA-256, nothing around them. */
export function isSignature(text: string): boolean {
  return SIGNATURE.test(text);
}

/**
 * The key of a shared secret: its characters as shown, not decoded, although it looks like a UUID
 * (Veriff docs: hmac-authentication-and-endpoint-security). Made once and kept, which costs a sixth
 * of making it for each message. Throws on a secret that is empty or short; crypto would take it.
 */
export function signingKey(secret: string): KeyObject {
  if (secret.length < SHORTEST_SECRET) throw new RangeError('The shared secret is too short');
  return createSecretKey(secret, 'utf8');
}

function digest(key: KeyObject, signed: Uint8Array | string): Buffer {
  return createHmac('sha256', key).update(signed).digest();
}

/** Lower-case hex HMAC-SHA256 of a body's bytes, or of the session id of a GET or DELETE. */
export function signatureOf(key: KeyObject, signed: Uint8Array | string): string {
  return digest(key, signed).toString('hex');
}

/**
 * Those of the keys, in their order, that signed exactly these bytes. Compares in constant time and
 * always tries every key, so that the time tells nothing. Answers none, and never throws, for whatever
 * was claimed. The plain hash of the legacy `x-signature` is no HMAC and so never passes.
 */
export function signersOf(
  keys: readonly KeyObject[],
  signed: Uint8Array,
  signature: string,
): readonly KeyObject[] {
  const [hex] = SIGNATURE.exec(signature) ?? [];
  if (hex === undefined) return [];
  const claimed = Buffer.from(hex, 'hex');
  return keys.filter((key) => timingSafeEqual(digest(key, signed), claimed));
}

/** Whether one of the keys signed exactly these bytes, by the same rules. */
export function isSignedBy(
  keys: readonly KeyObject[],
  signed: Uint8Array,
  signature: string,
): boolean {
  return signersOf(keys, signed, signature).length > 0;
}
