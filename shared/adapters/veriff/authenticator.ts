import { SecretUnusable } from '../../domain/failure.ts';
import type { EpochMs } from '../../domain/ids.ts';
import type { Authenticator, Authenticity, SignedMessage } from '../../ports/authenticator.ts';
import { activeKeys, type Integration, type Keyring, type Secrets } from './keyring.ts';
import { isSignature, signersOf } from './signature.ts';

interface AuthenticatorParts {
  readonly secrets: Secrets;
  readonly now: () => EpochMs;
}

/** Undefined where no key is in force, so that nothing can be said. */
function judge(
  { integrations }: Keyring,
  { body, signature, apiKey }: SignedMessage,
  now: EpochMs,
): Authenticity | undefined {
  const armed = integrations
    .map((integration) => ({ integration, keys: activeKeys(integration, now) }))
    .filter(({ keys }) => keys.length > 0);
  if (armed.length === 0) return undefined;
  const signers = armed
    .map((each) => ({ ...each, signedWith: signersOf(each.keys, body, signature) }))
    .filter(({ signedWith }) => signedWith.length > 0);
  if (signers.length === 0) return wrongSignature(integrations, apiKey);
  const signer = signers.find((s) => apiKey === undefined || apiKey === s.integration.apiKey);
  if (signer === undefined) return { kind: 'refused', reason: 'wrong-api-key' };
  const { integration, keys, signedWith } = signer;
  return {
    kind: 'authentic',
    integration: integration.name,
    ...(signedWith[0] !== keys[0] && { byPreviousSecret: true }),
  };
}

/** An API key is no secret, but strangers rarely know ours: with one of them it is rather a secret that we lack. */
function wrongSignature(
  integrations: readonly Integration[],
  apiKey: string | undefined,
): Authenticity {
  const isKnown = integrations.some((each) => each.apiKey === apiKey);
  return {
    kind: 'refused',
    reason: isKnown ? 'wrong-signature-known-client' : 'wrong-signature',
  };
}

/**
 * The gate of the webhooks. A message that no held key fits may be signed with a secret that is newer
 * than ours, so the secret is read again, at most once a minute, and the message judged by that: a
 * rotation refuses nothing and a flood of forgeries reads nothing. Without a key in force it throws.
 */
export function veriffAuthenticator({ secrets, now }: AuthenticatorParts): Authenticator {
  return {
    async authenticate(message) {
      if (!isSignature(message.signature)) {
        return { kind: 'refused', reason: 'malformed-signature' };
      }
      const held = await secrets.keyring();
      const first = judge(held, message, now());
      if (first?.kind === 'authentic') return first;
      const renewed = await secrets.renewed();
      const verdict = renewed === held ? first : judge(renewed, message, now());
      if (verdict === undefined) throw new SecretUnusable('invalid');
      return verdict;
    },
  };
}
