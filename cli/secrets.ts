import { DEMONSTRATION } from '../local/demonstration.ts';
import type { Call } from './call.ts';
import { readSecret } from './input.ts';
import type { SharedSecret } from './signature.ts';

/** The shared secrets to sign or verify with: from stdin, else the public ones of the local run. */
export async function secretsOf(call: Call): Promise<readonly [SharedSecret, ...SharedSecret[]]> {
  if (call.flag('secretStdin')) return [{ name: 'current', value: await readSecret() }];
  const { sharedSecret, previousSharedSecret } = DEMONSTRATION;
  return [
    { name: 'current', value: sharedSecret },
    { name: 'previous', value: previousSharedSecret },
  ];
}

/** Header names and values of a webhook; the API key is known of the local run only. */
export function headersOf(call: Call, signature: string): Readonly<Record<string, string>> {
  return {
    'content-type': 'application/json',
    ...(!call.flag('secretStdin') && { 'x-auth-client': DEMONSTRATION.apiKey }),
    'x-hmac-signature': signature,
  };
}
