import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { EpochMs } from '../../domain/ids.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import type { Secrets } from '../veriff/keyring.ts';
import { type AwsAccess, awsAccess, lean, SETTLED } from './aws-access.ts';
import { type SecretVersion, secretsSource } from './secrets.ts';

/**
 * A client for one process, made once. Every webhook of a cold process waits for the secret, and Veriff
 * for the webhook some five seconds.
 */
function secretsClient(access: AwsAccess = awsAccess('SECRETS_MANAGER')): SecretsManagerClient {
  return lean(
    new SecretsManagerClient({
      ...SETTLED,
      ...access,
      maxAttempts: 3,
      requestHandler: {
        connectionTimeout: 500,
        requestTimeout: 1500,
        // Without it the SDK only warns.
        throwOnRequestTimeout: true,
        socketTimeout: 1500,
      },
    }),
  );
}

/** Reads one secret's text from Secrets Manager. A binary secret reads as empty, which is refused as invalid. */
export function secretReader(
  client: SecretsManagerClient,
  secretId: string,
): () => Promise<SecretVersion> {
  return async () => {
    const command = new GetSecretValueCommand({ SecretId: secretId });
    const { SecretString, CreatedDate } = await client.send(command);
    return {
      text: SecretString ?? '',
      ...(CreatedDate !== undefined && { createdAt: CreatedDate.getTime() }),
    };
  };
}

interface ManagedSecret {
  readonly secretId: string;
  readonly now: () => EpochMs;
  readonly telemetry: Telemetry;
}

/** The integrations in one secret of Secrets Manager, for one process; the Region comes from the environment. */
export function managedSecrets({ secretId, now, telemetry }: ManagedSecret): Secrets {
  const fetchSecret = secretReader(secretsClient(), secretId);
  return secretsSource({ fetchSecret, now, telemetry });
}
