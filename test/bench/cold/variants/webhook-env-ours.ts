import { readSecret } from '../../../../shared/adapters/runtime/secret-document.ts';
import type { Secrets } from '../../../../shared/adapters/veriff/keyring.ts';
import { ENVIRONMENT_SECRET } from './environment-secret.ts';

/** In our webhook's entry this takes the place of Secrets Manager; the product never has its secret like this. */
export function managedSecrets(): Secrets {
  const { keyring } = readSecret(ENVIRONMENT_SECRET);
  return { keyring: async () => keyring, renewed: async () => keyring };
}
