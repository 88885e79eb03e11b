import { SecretUnusable, VeriffError } from '../../domain/failure.ts';
import type { IntegrationName } from '../../domain/ids.ts';
import type { Veriff } from '../../ports/veriff.ts';
import { caller, type VeriffClientParts } from './call.ts';
import { attemptsCall, createCall, decisionCall, deleteCall } from './calls.ts';
import type { Secrets } from './keyring.ts';

/** Without a name it is the first of the secret, never another in its place: that might be the test one. */
async function chosen(secrets: Secrets, name?: IntegrationName): Promise<IntegrationName> {
  const integration = name ?? (await secrets.keyring()).defaultIntegration;
  if (integration === undefined) throw new SecretUnusable('invalid');
  return integration;
}

function unlessUnknown(error: unknown): void {
  if (!(error instanceof VeriffError && error.code === 'not-found')) throw error;
}

/**
 * Veriff's API over HTTPS. Requests are signed and answers checked with the integration's own keys.
 * What may be repeated is repeated within the deadline; a create that may have reached Veriff never is.
 */
export function veriffClient(parts: VeriffClientParts): Veriff {
  const call = caller(parts);
  return {
    async createSession(verification, name) {
      const integration = await chosen(parts.secrets, name);
      return { ...(await call(integration, createCall(verification))), integration };
    },
    async fetchDecision(integration, id) {
      const { observation } = await call(integration, decisionCall(id));
      return observation === undefined ? undefined : { ...observation, integration };
    },
    async fetchAttempts(integration, id) {
      return call(integration, attemptsCall(id));
    },
    async deleteSession(integration, id) {
      await call(integration, deleteCall(id)).catch(unlessUnknown);
    },
  };
}
