import { createServer } from 'node:http';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it, onTestFinished } from 'vitest';
import { secretReader } from '../../../shared/adapters/runtime/secrets-manager.ts';

/** An endpoint in the place of Secrets Manager that answers every call alike. */
async function endpoint(status: number, body: object) {
  const targets: unknown[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const input: unknown = JSON.parse(Buffer.concat(chunks).toString());
      targets.push([request.headers['x-amz-target'], input]);
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as { port: number };
  const client = new SecretsManagerClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'id', secretAccessKey: 'key' },
    maxAttempts: 1,
  });
  onTestFinished(() => {
    client.destroy();
    server.close();
  });
  return { client, targets };
}

describe('secretReader', () => {
  it('reads the text of the secret it was given, and since when it holds', async () => {
    const { client, targets } = await endpoint(200, {
      SecretString: '{"integrations":[]}',
      CreatedDate: 1_772_446_500.25,
    });

    const read = await secretReader(client, 'veriff')();

    expect(read).toEqual({ text: '{"integrations":[]}', createdAt: 1_772_446_500_250 });
    expect(targets).toEqual([['secretsmanager.GetSecretValue', { SecretId: 'veriff' }]]);
  });

  it('reads a binary secret as empty, which is no usable secret', async () => {
    const { client } = await endpoint(200, { SecretBinary: 'e30=' });

    expect(await secretReader(client, 'veriff')()).toEqual({ text: '' });
  });

  it('throws what Secrets Manager answers', async () => {
    const { client } = await endpoint(400, { __type: 'ResourceNotFoundException' });

    await expect(secretReader(client, 'veriff')()).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});
