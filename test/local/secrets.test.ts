import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEMONSTRATION, demonstrationSecret } from '../../local/demonstration.ts';
import { type Listening, listen } from '../../local/listen.ts';
import { SECRET_NAME, secretsManager } from '../../local/secrets.ts';
import { secretSchema } from '../../shared/contract/secret.ts';

const CREATED = Date.UTC(2026, 2, 2, 10, 15);

let service: Listening;
let client: SecretsManagerClient;

beforeEach(async () => {
  service = await listen(
    secretsManager(
      () => demonstrationSecret('http://localhost:4402'),
      () => CREATED,
    ),
    0,
  );
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new SecretsManagerClient({ endpoint: service.url, region: 'us-east-1', credentials });
});
afterEach(async () => {
  client.destroy();
  await service.close();
});

describe('the local secret', () => {
  it('is a document of the contract, with both shared secrets of the simulator', async () => {
    const { SecretString: text = '' } = await client.send(
      new GetSecretValueCommand({ SecretId: SECRET_NAME }),
    );

    const [integration] = secretSchema.parse(JSON.parse(text)).integrations;
    expect(integration).toEqual({
      name: 'local',
      apiKey: DEMONSTRATION.apiKey,
      baseUrl: 'http://localhost:4402',
      sharedSecrets: [
        { value: DEMONSTRATION.sharedSecret },
        { value: DEMONSTRATION.previousSharedSecret },
      ],
    });
  });

  it('tells since when it is what it is', async () => {
    const { CreatedDate } = await client.send(new GetSecretValueCommand({ SecretId: SECRET_NAME }));

    expect(CreatedDate).toEqual(new Date(CREATED));
  });

  it('is the only one', async () => {
    const asked = client.send(new GetSecretValueCommand({ SecretId: 'other' }));

    await expect(asked).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
