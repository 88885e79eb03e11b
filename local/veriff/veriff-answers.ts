import type { Integration } from './integration.ts';
import { hmacSignature, legacySignature } from './signature.ts';
import type { VeriffAnswer } from './veriff-operations.ts';

export interface AnswerStyle {
  readonly integration: Integration;
  /** The request was signed the old way, so the answer is too. */
  readonly legacy: boolean;
  /** The fault `bad-signature`. */
  readonly wrong?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Veriff's browser SDK posts from any origin, without credentials and without a signature. */
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers':
    'x-auth-client, x-hmac-signature, x-signature, vrf-auth-client, vrf-hmac-signature, vrf-integration-id, retry-after',
};

export const PREFLIGHT = {
  ...CORS,
  'access-control-allow-methods': 'GET, POST, PATCH, DELETE, OPTIONS',
  'access-control-allow-headers':
    'content-type, x-auth-client, x-hmac-signature, x-signature, x-origin, vrf-integration-id, vrf-auth-client, vrf-hmac-signature',
  'access-control-max-age': '86400',
};

/** An answer with both families of signature headers over the bytes of its body. */
export function signedAnswer(answer: VeriffAnswer, style: AnswerStyle): Response {
  const { integration, legacy, headers = {} } = style;
  const { status, type = 'application/json; charset=utf-8' } = answer;
  const signed = style.wrong === true ? `${answer.body.toString()} ` : answer.body;
  const hmac = hmacSignature(integration.sharedSecret, signed);
  return new Response(
    typeof answer.body === 'string' ? answer.body : Uint8Array.from(answer.body),
    {
      status,
      headers: {
        'content-type': type,
        'x-auth-client': integration.apiKey,
        ...(legacy
          ? { 'x-signature': legacySignature(integration.sharedSecret, signed) }
          : { 'x-hmac-signature': hmac }),
        'vrf-auth-client': integration.apiKey,
        'vrf-hmac-signature': hmac,
        'vrf-integration-id': integration.id,
        ...CORS,
        ...headers,
      },
    },
  );
}
