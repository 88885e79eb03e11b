import type { SecretDocument } from '../shared/contract/secret.ts';

/** The integration of the local run. Public values of a simulator: they open nothing anywhere else. */
export const DEMONSTRATION = {
  id: '6741a8d1-d4b9-43c7-a437-7bd92622b4e0',
  name: 'local',
  apiKey: '74eb17ae-3796-4f3a-87d5-d05c8fd6617e',
  sharedSecret: '475365ad-495a-4534-82f0-d273f3fe2b16',
  previousSharedSecret: 'ffe47337-d305-4b3a-8409-689a463c2ac7',
} as const;

/** The secret of the local run: both shared secrets, as in the middle of a rotation. */
export function demonstrationSecret(baseUrl: string): SecretDocument {
  const { name, apiKey, sharedSecret, previousSharedSecret } = DEMONSTRATION;
  const sharedSecrets = [{ value: sharedSecret }, { value: previousSharedSecret }];
  return { integrations: [{ name, apiKey, baseUrl, sharedSecrets }] };
}

/** The secret after a rotation that Veriff has not heard of yet. */
export function rotatedSecret(baseUrl: string): SecretDocument {
  const { name, apiKey } = DEMONSTRATION;
  const sharedSecrets = [{ value: 'c0de0000-0000-4000-8000-00000000c0de' }];
  return { integrations: [{ name, apiKey, baseUrl, sharedSecrets }] };
}

/** The shared secrets by the names that they are shown under. */
export const NAMED_SECRETS = [
  { name: 'current', value: DEMONSTRATION.sharedSecret },
  { name: 'previous', value: DEMONSTRATION.previousSharedSecret },
] as const;
