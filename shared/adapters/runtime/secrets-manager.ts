import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** Reads one secret's text from Secrets Manager. A binary secret reads as empty, which is refused as invalid. */
export function secretReader(
  client: SecretsManagerClient,
  secretId: string,
): () => Promise<string> {
  return async () => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    return SecretString ?? '';
  };
}
