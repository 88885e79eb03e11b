import { createHmac } from 'node:crypto';
import type { SignatureCheck } from '../console-api/wire-trace.ts';
import { parseJson } from '../json.ts';

/** A shared secret, by a name that may be shown. */
export interface NamedSecret {
  readonly name: string;
  readonly value: string;
}

interface Candidate {
  readonly secret: NamedSecret;
  readonly digest: string;
}

const HEADERS = ['x-hmac-signature', 'vrf-hmac-signature'];
const DIGEST = /^[0-9a-f]{64}$/i;

/**
 * The signature of a webhook, computed here over the bytes that came: HMAC-SHA256 with each secret that we hold. The
 * function's own verdict has no part in it.
 */
export function checkSignature(
  rawHeaders: readonly string[],
  body: Uint8Array,
  secrets: readonly NamedSecret[],
): SignatureCheck {
  const found = HEADERS.flatMap((name) =>
    valuesOf(rawHeaders, name).map((value) => ({ name, value })),
  );
  const [first] = found;
  const distinct = [...new Set(found.map(({ value }) => value))];
  const candidates = secrets.map((secret) => ({ secret, digest: hmac(secret.value, body) }));
  const match = candidates.find(({ digest }) => digest === distinct[0]?.toLowerCase());
  const isValid = match !== undefined && distinct.length === 1;
  return {
    isValid,
    ...(first !== undefined && { header: first.name }),
    received: first?.value ?? null,
    computed: candidates.map(({ secret, digest }) => ({ secret: secret.name, digest })),
    ...(isValid && { matched: match.secret.name }),
    why: isValid
      ? `It fits the ${match.secret.name} secret.`
      : whyNot(distinct, { rawHeaders, body, candidates }),
  };
}

interface Seen {
  readonly rawHeaders: readonly string[];
  readonly body: Uint8Array;
  readonly candidates: readonly Candidate[];
}

function whyNot(distinct: readonly string[], seen: Seen): string {
  const [received] = distinct;
  if (received === undefined) {
    return valuesOf(seen.rawHeaders, 'x-signature').length > 0
      ? 'Only the old header x-signature came, which proves nothing and is not taken.'
      : 'There is no signature in x-hmac-signature or vrf-hmac-signature.';
  }
  if (distinct.length > 1)
    return `${distinct.length} different signatures came: none can be trusted.`;
  if (!DIGEST.test(received)) {
    return `It is no SHA-256 in hex: ${received.length} characters where 64 are wanted.`;
  }
  return otherBytes(received, seen) ?? nearMiss(received, seen) ?? noSecret(seen);
}

/** Mistakes of a sender or of something on the way that touched the body. */
function otherBytes(received: string, { body, candidates }: Seen): string | undefined {
  const text = Buffer.from(body).toString('utf8');
  const parsed = parseJson(text) ?? null;
  const variants = [
    { bytes: `${text}\n`, what: 'the body with a line end behind it' },
    { bytes: text.trimEnd(), what: 'the body without the line end behind it' },
    { bytes: JSON.stringify(parsed), what: 'the body parsed and written again' },
    { bytes: JSON.stringify(parsed, null, 2), what: 'the body parsed and written again' },
  ];
  const found = variants.find(({ bytes }) =>
    candidates.some(
      ({ secret }) => hmac(secret.value, Buffer.from(bytes)) === received.toLowerCase(),
    ),
  );
  return found && `It fits ${found.what}, not the bytes that came.`;
}

const FEW = 8;

function nearMiss(received: string, { candidates }: Seen): string | undefined {
  const distances = candidates.map(({ secret, digest }) => ({
    name: secret.name,
    count: digest.split('').filter((each, i) => each !== received[i]?.toLowerCase()).length,
  }));
  const near = distances.find(({ count }) => count <= FEW);
  if (near === undefined) return undefined;
  const characters = near.count === 1 ? '1 character' : `${near.count} characters`;
  return `It differs in ${characters} from the digest with the ${near.name} secret: damaged on the way.`;
}

function noSecret({ candidates }: Seen): string {
  return candidates.length === 1
    ? 'It does not fit the one secret that we hold: another secret, or other bytes.'
    : `It fits none of the ${candidates.length} secrets that we hold: another secret, or other bytes.`;
}

function valuesOf(rawHeaders: readonly string[], name: string): readonly string[] {
  return rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === name);
}

function hmac(secret: string, body: Uint8Array): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}
