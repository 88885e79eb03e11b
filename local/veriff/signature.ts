import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Lower-case hex HMAC-SHA256. The key is the shared secret's characters as shown, not decoded, although
 * it looks like a UUID. Veriff docs: hmac-authentication-and-endpoint-security.
 */
export function hmacSignature(secret: string, signed: string | Uint8Array): string {
  return createHmac('sha256', secret).update(signed).digest('hex');
}

/** The old scheme of `X-SIGNATURE`: a plain hash of the signed bytes followed by the secret. */
export function legacySignature(secret: string, signed: string | Uint8Array): string {
  return createHash('sha256').update(signed).update(secret).digest('hex');
}

/** 64 hex digits; anything else cannot be a SHA-256 digest (error 1812). */
export function isDigest(text: string): boolean {
  return /^[0-9a-f]{64}$/i.test(text);
}

export function sameDigest(left: string, right: string): boolean {
  // Veriff's published demo lower-cases the incoming value before it compares.
  return timingSafeEqual(Buffer.from(left.toLowerCase()), Buffer.from(right.toLowerCase()));
}
