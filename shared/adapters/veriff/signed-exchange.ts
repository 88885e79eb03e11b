import type { IncomingHttpHeaders } from 'node:http';
import type { EpochMs } from '../../domain/ids.ts';
import { activeKeys, type Integration, signingKeyOf } from './keyring.ts';
import { isSignedBy, signatureOf } from './signature.ts';
import type { Outgoing } from './transport.ts';

/** A request before it is addressed and signed. */
export interface Unsigned {
  readonly method: Outgoing['method'];
  /** Below the base URL, without a slash in front. */
  readonly path: string;
  /** What the signature covers: the body, or the session id where there is none. */
  readonly signed: Uint8Array;
  readonly body?: Uint8Array;
}

/** The base URL may have a path of its own and may or may not end in a slash. */
function urlOf({ baseUrl }: Integration, path: string): URL {
  const base = baseUrl.href.endsWith('/') ? baseUrl.href : `${baseUrl.href}/`;
  return new URL(`${base}${path}`);
}

/**
 * The request with Veriff's headers (Veriff docs: hmac-authentication-and-endpoint-security). A create
 * needs no signature and may have one over the raw body; it gets one.
 */
export function signedRequest(
  { method, path, signed, body }: Unsigned,
  integration: Integration,
  now: EpochMs,
): Omit<Outgoing, 'timeoutMs'> {
  const headers = {
    Accept: 'application/json',
    'X-AUTH-CLIENT': integration.apiKey,
    'X-HMAC-SIGNATURE': signatureOf(signingKeyOf(integration, now), signed),
  };
  const url = urlOf(integration, path);
  if (body === undefined) return { url, method, headers };
  const ofBody = { 'Content-Type': 'application/json', 'Content-Length': String(body.length) };
  return { url, method, headers: { ...headers, ...ofBody }, body };
}

/** Veriff signs answers under either name, or both with one value. */
function claimedSignatures(headers: IncomingHttpHeaders): readonly string[] {
  const claimed = [headers['x-hmac-signature'], headers['vrf-hmac-signature']].flat();
  return [...new Set(claimed.filter((value) => value !== undefined).map((v) => v.toLowerCase()))];
}

/**
 * Whether the raw bytes of an answer are signed by the integration wherever a signature is given. Old
 * integrations may get none; TLS has to do for them.
 */
export function isGenuine(
  answer: { readonly headers: IncomingHttpHeaders; readonly body: Uint8Array },
  integration: Integration,
  now: EpochMs,
): boolean {
  const keys = activeKeys(integration, now);
  return claimedSignatures(answer.headers).every((s) => isSignedBy(keys, answer.body, s));
}

/** Whether two readings of an integration send and sign alike. */
export function actsAlike(one: Integration, other: Integration, now: EpochMs): boolean {
  return one.apiKey === other.apiKey && signingKeyOf(one, now).equals(signingKeyOf(other, now));
}
