import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

const secrets = new SecretsManagerClient();

/** The secret from Secrets Manager, by a client as it comes. */
export async function managedSecret(): Promise<string> {
  const command = new GetSecretValueCommand({ SecretId: process.env['SECRET_ID'] });
  return (await secrets.send(command)).SecretString ?? '';
}
