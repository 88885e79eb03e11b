import { randomUUID } from 'node:crypto';
import type { SimSigningKey } from './control.ts';
import type { Packet } from './deliveries.ts';
import type { Integration } from './integration.ts';
import { parseJson } from './json.ts';
import { hmacSignature, legacySignature } from './signature.ts';

export type SigningKey = 'current' | 'previous' | 'unknown';

/** How a corrupted signature goes out. */
export type Corruption =
  | 'flip'
  | 'missing'
  | 'empty'
  | 'short'
  | 'upper'
  | 'twice'
  | 'reserialised'
  | 'legacy-only';

type Headers = Packet['headers'];

/** The headers of a webhook with both families of signature. Veriff docs: webhooks-guide. */
export function signedPacket(
  integration: Integration,
  body: Uint8Array,
  key: SigningKey = 'current',
): Packet {
  const signature = hmacSignature(secretOf(integration, key), body);
  return { headers: headersWith(integration, [signature]), key, signature };
}

export function unsignedPacket(integration: Integration): Packet {
  return { headers: headersWith(integration, []), key: 'none', signature: null };
}

/** The packet of another body, with the headers of an older one. */
export function withBody(
  packet: Packet,
  body: Uint8Array,
  key: SimSigningKey = packet.key,
): Packet {
  return { ...packet, key, base64: Buffer.from(body).toString('base64') };
}

/** A damaged signature, as the fault `corruptSignature` sends it. */
export function corrupted(
  how: Corruption,
  packet: Packet,
  context: {
    readonly integration: Integration;
    readonly body: Uint8Array;
    readonly key: SigningKey;
  },
): Packet {
  const { integration, body } = context;
  const right = packet.signature ?? '';
  const secret = secretOf(integration, context.key);
  const legacy = legacySignature(secret, body);
  const values: Readonly<Record<Corruption, readonly string[]>> = {
    flip: [flipped(right)],
    missing: [],
    empty: [''],
    short: [right.slice(0, 32)],
    upper: [right.toUpperCase()],
    twice: [right, flipped(right)],
    reserialised: [hmacSignature(secret, reserialised(body))],
    'legacy-only': [],
  };
  const headers = headersWith(integration, values[how]);
  return {
    ...packet,
    signature: how === 'legacy-only' ? legacy : (values[how][0] ?? null),
    headers: how === 'legacy-only' ? [...headers, ['x-signature', legacy]] : headers,
  };
}

function headersWith(integration: Integration, signatures: readonly string[]): Headers {
  const family = (prefix: string): Headers => [
    [`${prefix}-auth-client`, integration.apiKey],
    ...signatures.map((value) => [`${prefix}-hmac-signature`, value] as const),
  ];
  return [
    ['content-type', 'application/json'],
    ...family('x'),
    ...family('vrf'),
    ['vrf-integration-id', integration.id],
  ];
}

function secretOf(integration: Integration, key: SigningKey): string {
  if (key === 'unknown') return randomUUID();
  return key === 'previous'
    ? (integration.previousSharedSecret ?? integration.sharedSecret)
    : integration.sharedSecret;
}

function flipped(signature: string): string {
  return `${signature.startsWith('0') ? '1' : '0'}${signature.slice(1)}`;
}

/** What a receiver signs that parses the body and writes it again, with spaces of its own. */
function reserialised(body: Uint8Array): string {
  const parsed = parseJson(Buffer.from(body).toString());
  return parsed === undefined
    ? `${Buffer.from(body).toString()} `
    : JSON.stringify(parsed, null, 2);
}
