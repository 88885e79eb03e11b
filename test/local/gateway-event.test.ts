import { afterEach, describe, expect, it } from 'vitest';
import { type Front, front, NOON } from './gateway-server.ts';
import { send } from './http.ts';

describe('the event of the front', () => {
  let api: Front;
  afterEach(async () => api.close());

  it('is what API Gateway gives to a Lambda function, field for field', async () => {
    api = await front();

    await send(api.url, {
      path: '/v1/sessions/a%20b?x=1&y=%C3%A9&x=2&empty',
      headers: ['Host', 'localhost:4401', 'X-Twice', 'one', 'User-Agent', 'test', 'x-twice', 'two'],
    });

    const event = api.invoked[0]?.event ?? {};
    const context = event['requestContext'] as Record<string, unknown>;
    const id = String(context['requestId']);
    const trace = `Root=1-${id.slice(0, 8)}-${id.replaceAll('-', '').slice(8)}`;
    expect(api.invoked[0]?.name).toBe('read-session');
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(event).toEqual({
      resource: '/v1/sessions/{id}',
      path: '/v1/sessions/a%20b',
      httpMethod: 'GET',
      headers: {
        Host: 'localhost:4401',
        'X-Twice': 'two',
        'User-Agent': 'test',
        'X-Amzn-Trace-Id': trace,
        'X-Forwarded-For': '127.0.0.1',
        'X-Forwarded-Port': String(api.port),
        'X-Forwarded-Proto': 'http',
      },
      multiValueHeaders: {
        Host: ['localhost:4401'],
        'X-Twice': ['one', 'two'],
        'User-Agent': ['test'],
        'X-Amzn-Trace-Id': [trace],
        'X-Forwarded-For': ['127.0.0.1'],
        'X-Forwarded-Port': [String(api.port)],
        'X-Forwarded-Proto': ['http'],
      },
      queryStringParameters: { x: '2', y: 'é', empty: '' },
      multiValueQueryStringParameters: { x: ['1', '2'], y: ['é'], empty: [''] },
      pathParameters: { id: 'a b' },
      stageVariables: null,
      requestContext: {
        accountId: '000000000000',
        apiId: 'local-client',
        authorizer: null,
        domainName: 'localhost',
        domainPrefix: 'localhost',
        extendedRequestId: id,
        httpMethod: 'GET',
        identity: {
          accessKey: 'LOCAL',
          accountId: 'local',
          apiKey: null,
          apiKeyId: null,
          caller: 'local',
          clientCert: null,
          cognitoAuthenticationProvider: null,
          cognitoAuthenticationType: null,
          cognitoIdentityId: null,
          cognitoIdentityPoolId: null,
          principalOrgId: null,
          sourceIp: '127.0.0.1',
          user: 'local',
          userAgent: 'test',
          userArn: 'arn:aws:iam::local:root',
        },
        path: '/v1/sessions/a%20b',
        protocol: 'HTTP/1.1',
        requestId: id,
        requestTime: '02/Mar/2026:12:00:00 +0000',
        requestTimeEpoch: NOON,
        resourceId: 'read-session',
        resourcePath: '/v1/sessions/{id}',
        stage: 'local',
      },
      body: null,
      isBase64Encoded: false,
    });
  });

  it('has null for a query and path parameters that are not there', async () => {
    api = await front();

    await send(api.url, { path: '/v1/sessions' });

    expect(api.invoked[0]?.event).toMatchObject({
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
    });
  });

  it('carries a body of the client API as text', async () => {
    api = await front();

    await send(api.url, { method: 'POST', path: '/v1/sessions', body: '{"a":"é"}' });

    expect(api.invoked[0]?.event).toMatchObject({ body: '{"a":"é"}', isBase64Encoded: false });
  });

  it('carries a webhook as base64 of its exact bytes', async () => {
    api = await front();
    const bytes = Buffer.from([0xef, 0xbb, 0xbf, 0x00, 0xff, 0x0d, 0x0a, 0x7b]);

    await send(api.url, { method: 'POST', path: '/webhooks/veriff', body: bytes });

    expect(api.invoked[0]?.event).toMatchObject({
      body: bytes.toString('base64'),
      isBase64Encoded: true,
    });
  });

  it('knows no caller on the webhook API', async () => {
    api = await front();

    await send(api.url, { method: 'POST', path: '/webhooks/veriff', body: '{}' });

    const context = api.invoked[0]?.event['requestContext'];
    expect(context).toMatchObject({ identity: { accountId: null, userArn: null } });
  });

  it('plays the tenant of x-local-tenant, which no function sees', async () => {
    api = await front();

    await send(api.url, { path: '/v1/sessions', headers: ['X-Local-Tenant', 'other'] });

    const event = api.invoked[0]?.event;
    expect(event).toMatchObject({ requestContext: { identity: { accountId: 'other' } } });
    expect(JSON.stringify(event).toLowerCase()).not.toContain('x-local-tenant');
  });
});
