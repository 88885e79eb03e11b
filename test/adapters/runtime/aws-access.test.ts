import { once } from 'node:events';
import { createServer } from 'node:http';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from 'vitest';
import { portOf } from '../../../local/listen.ts';
import { dynamodbClient } from '../../../shared/adapters/dynamodb/client.ts';
import { eventbridgeClient } from '../../../shared/adapters/eventbridge/client.ts';
import { awsAccess } from '../../../shared/adapters/runtime/aws-access.ts';
import { authorizationOf, type Received, signatureOf } from '../../support/aws-signature.ts';

const LAMBDA = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'id',
  AWS_SECRET_ACCESS_KEY: 'key',
  AWS_SESSION_TOKEN: 'token',
};

async function credentials(env: Readonly<Record<string, string>>) {
  const { credentials: given } = awsAccess('DYNAMODB', env);
  return typeof given === 'function' ? given() : given;
}

describe('the access to AWS', () => {
  it('is that of the role, as Lambda puts it into the environment', async () => {
    expect(awsAccess('DYNAMODB', LAMBDA)).toMatchObject({
      region: 'eu-west-1',
      useDualstackEndpoint: false,
      useFipsEndpoint: false,
    });
    expect(await credentials(LAMBDA)).toEqual({
      accessKeyId: 'id',
      secretAccessKey: 'key',
      sessionToken: 'token',
    });
  });

  it('has no session token where there is none', async () => {
    const { AWS_SESSION_TOKEN: _, ...rest } = LAMBDA;

    expect(await credentials(rest)).toEqual({ accessKeyId: 'id', secretAccessKey: 'key' });
  });

  it('names the variable that is missing', async () => {
    expect(() => awsAccess('DYNAMODB', {})).toThrow(/AWS_REGION is not set/);
    await expect(credentials({ AWS_REGION: 'eu-west-1' })).rejects.toThrow(/AWS_ACCESS_KEY_ID/);
    await expect(credentials({ ...LAMBDA, AWS_SECRET_ACCESS_KEY: '' })).rejects.toThrow(
      /AWS_SECRET_ACCESS_KEY/,
    );
  });

  it('goes to another endpoint where the environment names one, the service before all', () => {
    const all = { ...LAMBDA, AWS_ENDPOINT_URL: 'http://all' };

    expect(awsAccess('DYNAMODB', LAMBDA)).not.toHaveProperty('endpoint');
    expect(awsAccess('DYNAMODB', all).endpoint).toBe('http://all');
    expect(
      awsAccess('SECRETS_MANAGER', { ...all, AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://own' })
        .endpoint,
    ).toBe('http://own');
    expect(
      awsAccess('DYNAMODB', { ...LAMBDA, AWS_ENDPOINT_URL_EVENTBRIDGE: 'http://other' }),
    ).not.toHaveProperty('endpoint');
  });

  it.each([
    ['DynamoDB', () => dynamodbClient(awsAccess('DYNAMODB', LAMBDA))],
    ['EventBridge', () => eventbridgeClient(awsAccess('EVENTBRIDGE', LAMBDA))],
  ])('prepares no call to %s for a log', (_, client) => {
    const steps = client().middlewareStack.identify().join(' ');

    expect(steps).toMatch(/retryMiddleware/);
    expect(steps).not.toMatch(/logger/i);
  });

  it('is asked with a signature for each call, by one signer for each service', async () => {
    const received: Received[] = [];
    const server = createServer((request, response) => {
      const { method = '', url = '', headers } = request;
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        received.push({ method, url, headers, body });
        response.end('{}');
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const env = { ...LAMBDA, AWS_ENDPOINT_URL: `http://127.0.0.1:${portOf(server)}` };
    const dynamodb = dynamodbClient(awsAccess('DYNAMODB', env));
    const eventbridge = eventbridgeClient(awsAccess('EVENTBRIDGE', env));

    for (const id of ['a', 'b']) {
      await dynamodb.send(new GetItemCommand({ TableName: 't', Key: { id: { S: id } } }));
      await eventbridge.send(new PutEventsCommand({ Entries: [{ Source: id }] }));
    }
    server.close();

    const asked = received.map((request) => authorizationOf(request));
    const scopes = ['eu-west-1/dynamodb', 'eu-west-1/events'];
    expect(asked.map(({ scope }) => scope)).toEqual([...scopes, ...scopes]);
    expect(asked.map(({ signature }) => signature)).toEqual(
      received.map((request) => signatureOf(request, LAMBDA.AWS_SECRET_ACCESS_KEY)),
    );
    expect(new Set(asked.map(({ signature }) => signature)).size).toBe(4);
    expect(await dynamodb.config.signer()).toBe(await dynamodb.config.signer());
    expect(await dynamodb.config.signer()).not.toBe(await eventbridge.config.signer());
  });

  it('takes FIPS and dual stack from the environment, as the SDK would', () => {
    const env = { AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true' };

    expect(awsAccess('EVENTBRIDGE', { ...LAMBDA, ...env })).toMatchObject({
      useDualstackEndpoint: true,
      useFipsEndpoint: true,
    });
  });
});
