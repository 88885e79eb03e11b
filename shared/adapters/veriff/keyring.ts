import type { KeyObject } from 'node:crypto';
import { SecretUnusable } from '../../domain/failure.ts';
import type { EpochMs, IntegrationName } from '../../domain/ids.ts';

/** A shared secret, as a key that is ready to use. */
export interface SharedKey {
  readonly key: KeyObject;
  /** From then on it signs and verifies nothing. */
  readonly notAfter?: EpochMs;
}

/** One Veriff integration: its own API key, secrets and base URL. */
export interface Integration {
  readonly name: IntegrationName;
  readonly apiKey: string;
  readonly baseUrl: URL;
  readonly sharedKeys: readonly SharedKey[];
}

/** What the secret holds, keys already made. A new reading is a new object, never a changed one. */
export interface Keyring {
  readonly integrations: readonly Integration[];
  /** The first integration of the secret; absent where that very one cannot be used. */
  readonly defaultIntegration?: IntegrationName;
}

/** Where the keys come from. Both throw `SecretUnusable` where there is nothing to use. */
export interface Secrets {
  /** The keys, at most a few minutes old. */
  keyring(): Promise<Keyring>;
  /** The keys read anew, because those held did not fit; the ones held where that was done within the minute. */
  renewed(): Promise<Keyring>;
}

/** The keys of an integration that are in force, the signing one first. */
export function activeKeys({ sharedKeys }: Integration, now: EpochMs): readonly KeyObject[] {
  return sharedKeys
    .filter(({ notAfter }) => notAfter === undefined || now < notAfter)
    .map(({ key }) => key);
}

/** The integration of a name; throws `SecretUnusable` where the secret does not have it. */
export function integrationOf({ integrations }: Keyring, name: IntegrationName): Integration {
  const found = integrations.find((integration) => integration.name === name);
  if (found === undefined) throw new SecretUnusable('unknown-integration');
  return found;
}

/** The key that signs our requests: the first one in force. */
export function signingKeyOf(integration: Integration, now: EpochMs): KeyObject {
  const [key] = activeKeys(integration, now);
  if (key === undefined) throw new SecretUnusable('invalid');
  return key;
}
