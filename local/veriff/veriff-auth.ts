import { isUuid } from './create-request.ts';
import type { Integration } from './integration.ts';
import { hmacSignature, isDigest, legacySignature, sameDigest } from './signature.ts';
import { VeriffError } from './veriff-error.ts';

/** What of a request proves who sent it. */
export interface Credentials {
  readonly apiKey: string | undefined;
  readonly hmac: string | undefined;
  /** The old `X-SIGNATURE`; only looked at where no HMAC was sent. */
  readonly legacy: string | undefined;
}

/** Veriff docs: hmac-authentication-and-endpoint-security; codes as in public integrations. */
export function checkApiKey(credentials: Credentials, integration: Integration): void {
  const { apiKey } = credentials;
  if (apiKey === undefined || apiKey === '') {
    throw new VeriffError(401, '1801', 'X-AUTH-CLIENT is missing');
  }
  if (!isUuid(apiKey)) throw new VeriffError(401, '1802', 'the API key is not a UUID');
  if (apiKey.toLowerCase() !== integration.apiKey.toLowerCase()) {
    throw new VeriffError(401, '1803', 'no integration has that API key');
  }
}

/** `id` signs the id in the path, `body` the raw bytes of the request. */
export function checkSignature(
  credentials: Credentials,
  signed: { readonly over: 'id' | 'body'; readonly bytes: string | Uint8Array },
  integration: Integration,
): void {
  const { hmac, legacy } = credentials;
  const given = hmac ?? legacy;
  if (given === undefined || !isDigest(given)) {
    throw new VeriffError(401, '1812', 'the signature is missing or no hex SHA-256');
  }
  const sign = hmac === undefined ? legacySignature : hmacSignature;
  const secrets = [integration.sharedSecret, integration.previousSharedSecret];
  const matches = secrets.some(
    (secret) => secret !== undefined && sameDigest(given, sign(secret, signed.bytes)),
  );
  if (!matches)
    throw new VeriffError(401, mismatchCode(hmac !== undefined, signed.over), 'wrong signature');
}

function mismatchCode(hmac: boolean, over: 'id' | 'body'): string {
  if (hmac) return over === 'id' ? '1818' : '1819';
  return over === 'id' ? '1813' : '1814';
}

/** The id in a path: 20 to 40 characters (1001), a UUID of version 4 (1002). */
export function checkPathId(id: string): void {
  if (id.length < 20 || id.length > 40) {
    throw new VeriffError(400, '1001', 'the id must have 20 to 40 characters');
  }
  if (!isUuid(id) || id.charAt(14) !== '4') {
    throw new VeriffError(400, '1002', 'the id must be a UUID of version 4');
  }
}
