import { createHash, createHmac } from 'node:crypto';
import { isRecord, parseJson } from '../local/veriff/json.ts';
import { signatureOf, signingKey } from '../shared/adapters/veriff/signature.ts';
import { usageError } from './errors.ts';

/** A shared secret that a webhook may be signed with. */
export interface SharedSecret {
  readonly name: 'current' | 'previous';
  readonly value: string;
}

/** What a signature turned out to be. */
export interface Verdict {
  readonly valid: boolean;
  /** One sentence. */
  readonly why: string;
}

/** The signature of a body; a secret that is too short to be one is a mistake. */
export function sign(body: Buffer, secret: string): string {
  try {
    return signatureOf(signingKey(secret), body);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw usageError(
      'the shared secret is too short',
      "copy it from the integration in Veriff's portal",
    );
  }
}

/** Whether a signature fits a body, or which of the usual mistakes it is. */
export function judge(body: Buffer, signature: string, secrets: readonly SharedSecret[]): Verdict {
  const claimed = signature.trim().toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(claimed)) {
    return {
      valid: false,
      why: `It is no signature: 64 hex digits are wanted, these are ${claimed.length} characters.`,
    };
  }
  const signer = secrets.find(({ value }) => sign(body, value) === claimed);
  if (signer !== undefined) return { valid: true, why: FITS[signer.name] };
  for (const { name, value } of secrets) {
    const mistake = mistakeOf(body, claimed, value);
    if (mistake !== undefined) return { valid: false, why: `${mistake} (${name} secret).` };
  }
  return {
    valid: false,
    why: 'No held secret fits: it is the wrong secret, or these are not the bytes that were sent.',
  };
}

const FITS: Readonly<Record<SharedSecret['name'], string>> = {
  current: 'It fits the body and the current secret.',
  previous:
    'It fits the body and the previous secret: keep that one until Veriff signs with the new one.',
};

function mistakeOf(body: Buffer, claimed: string, secret: string): string | undefined {
  const found = variantsOf(body).find(({ bytes }) => sign(bytes, secret) === claimed);
  if (found !== undefined) return found.why;
  const id = idIn(body);
  if (id !== undefined && sign(Buffer.from(id), secret) === claimed) {
    return 'It signs the session id, as on a GET; a webhook signs its body';
  }
  if (createHash('sha256').update(body).update(secret).digest('hex') === claimed) {
    return 'It is the legacy hash of x-signature; x-hmac-signature is an HMAC';
  }
  const decoded = Buffer.from(secret.replaceAll('-', ''), 'hex');
  return createHmac('sha256', decoded).update(body).digest('hex') === claimed
    ? 'The secret was decoded before it signed; its characters are the key, as they are shown'
    : undefined;
}

interface Variant {
  readonly why: string;
  readonly bytes: Buffer;
}

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/** What happens to bytes on their way into a file or through a framework. */
function variantsOf(body: Buffer): readonly Variant[] {
  const text = body.toString('utf8');
  const value = parseJson(text.replace(/^\uFEFF/, ''));
  const written =
    value === undefined ? [] : [JSON.stringify(value), JSON.stringify(value, null, 2)];
  const again = 'The body was parsed and written again: sign and verify the bytes as they came';
  return [
    {
      why: 'The file ends in a line break that was not signed',
      bytes: Buffer.from(text.replace(/\r?\n$/, '')),
    },
    {
      why: 'The line break at the end was signed and is missing here',
      bytes: Buffer.from(`${text}\n`),
    },
    { why: 'The file begins with a byte order mark that was not signed', bytes: body.subarray(3) },
    {
      why: 'The byte order mark was signed and is missing here',
      bytes: Buffer.concat([BOM, body]),
    },
    ...written.map((each) => ({ why: again, bytes: Buffer.from(each) })),
  ];
}

/** The session that a webhook tells of; the place depends on its kind. */
function idIn(body: Buffer): string | undefined {
  const value = parseJson(body.toString('utf8'));
  if (!isRecord(value)) return undefined;
  const { verification } = value;
  const ids = [
    value['id'],
    value['sessionId'],
    isRecord(verification) ? verification['id'] : undefined,
  ];
  return ids.find((id) => typeof id === 'string');
}
