import { type CfnRestApi, ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { describe, expect, it } from 'vitest';
import { ChoiceError } from '../../infra/choices.ts';
import { ClientAuthorization } from '../../infra/constructs/client-authorization.ts';
import { keepOut } from '../../infra/constructs/gateway-policy.ts';
import { ipRangeMistake } from '../../infra/constructs/ip-range.ts';
import { clientApi, webhookApi } from './one-api.ts';

const METHOD = 'AWS::ApiGateway::Method';
const STAGE = 'AWS::ApiGateway::Stage';

describe('address ranges', () => {
  const ranges = ['34.254.42.181/32', '3.251.215.160/27'];

  it('are the only ones that webhooks may come from', () => {
    const statements = webhookApi({ allowedCidrs: ranges }).policy.map(
      ({ Effect, Principal, Condition }) => [Effect, Principal, Condition],
    );

    expect(statements).toEqual([
      ['Allow', { AWS: '*' }, undefined],
      ['Deny', { AWS: '*' }, { NotIpAddress: { 'aws:SourceIp': ranges } }],
    ]);
  });

  it('are not asked about by default: the signature is the gate', () => {
    expect(webhookApi().policy.map(({ Effect, Condition }) => [Effect, Condition])).toEqual([
      ['Allow', undefined],
    ]);
  });

  it('of IPv6 make the API reachable by it; otherwise nobody could come from there', () => {
    const addresses = (allowedCidrs: readonly string[]) =>
      webhookApi({ allowedCidrs }).only('AWS::ApiGateway::RestApi')['EndpointConfiguration'];

    expect(addresses(['2001:db8::/32'])).toEqual({
      IpAddressType: 'dualstack',
      Types: ['REGIONAL'],
    });
    expect(addresses(ranges)).toEqual({ Types: ['REGIONAL'] });
  });

  it('cannot be an empty list: it would keep Veriff out', () => {
    expect(() => webhookApi({ allowedCidrs: [] })).toThrow(ChoiceError);
    expect(() => webhookApi({ allowedCidrs: [] })).toThrow(/allowedCidrs is empty/);
  });

  it('are refused with their place in the list', () => {
    const make = () => webhookApi({ allowedCidrs: [...ranges, '34.254.42.181/33'] });

    expect(make).toThrow(ChoiceError);
    expect(make).toThrow(
      'stack/Webhook: allowedCidrs[2] "34.254.42.181/33" is no IPv4 range (prefix length 1-32).',
    );
  });

  it.each([
    '192.0.2.0/24',
    '192.0.2.1/32',
    '128.0.0.0/1',
    '2001:db8::/32',
    '2001:DB8::1/128',
    '::/1',
    '::ffff:192.0.2.0/120',
  ])('%s is one', (range) => {
    expect(ipRangeMistake(range)).toBeUndefined();
  });

  it.each([
    ['192.0.2.1', /^has no prefix length; one address is 192\.0\.2\.1\/32$/],
    ['2001:db8::1', /one address is 2001:db8::1\/128$/],
    ['192.0.2.0/33', /^is no IPv4 range \(prefix length 1-32\)$/],
    ['2001:db8::/129', /^is no IPv6 range \(prefix length 1-128\)$/],
    ['0.0.0.0/0', /^is everybody/],
    ['::/0', /^is everybody/],
    ['192.0.2/24', /^is no address range/],
    ['192.0.2.256/24', /^is no address range/],
    ['192.0.2.0/024', /^is no address range/],
    ['192.0.2.0/-1', /^is no address range/],
    ['192.0.2.0/24 ', /^is no address range/],
    ['192.0.2.0-192.0.2.9', /^is no address range/],
    ['fe80::1%eth0/64', /^is no address range/],
    ['veriff.com', /^is no address range/],
    ['', /^is no address range/],
  ])('"%s" is none', (range, mistake) => {
    expect(ipRangeMistake(range)).toMatch(mistake);
  });
});

describe('a throttle', () => {
  it('is of each API, and of creates a narrower one: each makes a session at Veriff', () => {
    const limits = [...clientApi().all(STAGE), ...webhookApi().all(STAGE)].map(
      ({ MethodSettings }) => MethodSettings,
    );

    const quiet = { LoggingLevel: 'ERROR', DataTraceEnabled: false, MetricsEnabled: false };
    const all = { HttpMethod: '*', ResourcePath: '/*', ...quiet };
    expect(limits).toEqual([
      [
        { ...all, ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
        {
          ...quiet,
          HttpMethod: 'POST',
          ResourcePath: '/~1v1~1sessions',
          ThrottlingRateLimit: 50,
          ThrottlingBurstLimit: 100,
        },
      ],
      [{ ...all, ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 }],
    ]);
  });

  it('can be chosen; creates never get more than all, unless they are chosen too', () => {
    const limits = (choices: object) =>
      clientApi(choices)
        .all(STAGE)
        .flatMap(({ MethodSettings }) => MethodSettings as { ThrottlingRateLimit: number }[])
        .map(({ ThrottlingRateLimit }) => ThrottlingRateLimit);

    expect(limits({ throttle: { rate: 20, burst: 20 } })).toEqual([20, 20]);
    expect(
      limits({ throttle: { rate: 20, burst: 20 }, createThrottle: { rate: 30, burst: 30 } }),
    ).toEqual([20, 30]);
  });

  it.each([
    { rate: 0, burst: 10 },
    { rate: -1, burst: 10 },
    { rate: Number.NaN, burst: 10 },
    { rate: Number.POSITIVE_INFINITY, burst: 10 },
    { rate: 10, burst: 0 },
    { rate: 10, burst: 1.5 },
  ])('of $rate and $burst lets nothing through, and is refused', (wrong) => {
    for (const make of [
      () => clientApi({ throttle: wrong }),
      () => clientApi({ createThrottle: wrong }),
      () => webhookApi({ throttle: wrong }),
    ]) {
      expect(make).toThrow(ChoiceError);
      expect(make).toThrow(`rate ${wrong.rate} and burst ${wrong.burst} let nothing through`);
    }
  });
});

describe('a closed API', () => {
  const closed = webhookApi({ closed: true });
  const method = closed.only(METHOD);

  it('reaches no function, and may call none', () => {
    expect(method['Integration']).toMatchObject({ Type: 'MOCK' });
    closed.template.resourceCountIs('AWS::Lambda::Permission', 0);
  });

  it('answers 503 as a problem, and when to come again', () => {
    const [answer] = (method['Integration'] as { IntegrationResponses: Record<string, object>[] })
      .IntegrationResponses;
    const templates = answer?.['ResponseTemplates'] as Readonly<Record<string, string>>;

    expect(answer).toMatchObject({
      StatusCode: '503',
      ResponseParameters: {
        'method.response.header.Content-Type': "'application/problem+json'",
        'method.response.header.Cache-Control': "'no-store'",
        'method.response.header.X-Content-Type-Options': "'nosniff'",
        'method.response.header.Retry-After': "'60'",
      },
    });
    // Read as JSON, as the caller does: in a template of this kind a # would begin a directive.
    expect(templates['application/json']).not.toContain('#');
    expect(JSON.parse(templates['application/json'] ?? '')).toEqual({
      type: 'urn:veriff-sessions:problems#unavailable',
      title: 'The service is not available for a moment',
      status: 503,
      code: 'unavailable',
    });
  });

  it('declares that answer: the gateway sends no header that is not declared', () => {
    const [declared] = method['MethodResponses'] as { ResponseParameters: object }[];
    const [answer] = (method['Integration'] as { IntegrationResponses: (typeof declared)[] })
      .IntegrationResponses;

    expect(Object.keys(declared?.ResponseParameters ?? {}).toSorted()).toEqual(
      Object.keys(answer?.ResponseParameters ?? {}).toSorted(),
    );
  });

  it('makes its answer text: where all is binary the gateway would decode it as base64 and fail', () => {
    expect(closed.only('AWS::ApiGateway::RestApi')['BinaryMediaTypes']).toEqual(['*/*']);
    expect(method['Integration']).toMatchObject({
      ContentHandling: 'CONVERT_TO_TEXT',
      PassthroughBehavior: 'NEVER',
      RequestTemplates: { 'application/json': '{"statusCode":503}' },
      IntegrationResponses: [{ ContentHandling: 'CONVERT_TO_TEXT' }],
    });
  });

  it('checks nothing first: whoever comes is told that it is closed', () => {
    expect(method['RequestValidatorId']).toBeUndefined();
    expect(method['RequestParameters']).toBeUndefined();
  });

  it('still asks clients who they are', () => {
    const methods = clientApi({ closed: true }).all(METHOD);

    expect(methods.map(({ AuthorizationType }) => AuthorizationType)).toEqual(
      Array.from({ length: 4 }, () => 'AWS_IAM'),
    );
  });
});

const cfnOf = (rest: RestApi) => rest.node.defaultChild as CfnRestApi;

describe('a deployment', () => {
  const accounts = ['222233334444'];
  const before = { client: clientApi().deployment, webhook: webhookApi().deployment };

  it('is the same for the same API, to the byte', () => {
    expect(clientApi().template.toJSON()).toEqual(clientApi().template.toJSON());
    expect(clientApi().deployment).toBe(before.client);
  });

  it.each([
    [
      'accounts that are let in',
      () => clientApi({ authorization: ClientAuthorization.iam({ accounts }) }),
    ],
    ['closing', () => clientApi({ closed: true })],
  ])('of the client API follows %s', (_, make) => {
    expect(make().deployment).not.toBe(before.client);
  });

  it.each([
    ['address ranges', () => webhookApi({ allowedCidrs: ['192.0.2.0/24'] })],
    ['closing', () => webhookApi({ closed: true })],
  ])('of the webhook API follows %s', (_, make) => {
    expect(make().deployment).not.toBe(before.webhook);
  });

  it.each<[string, (rest: RestApi) => unknown]>([
    [
      'an answer of the gateway',
      (rest) => rest.addGatewayResponse('Another', { type: ResponseType.INVALID_API_KEY }),
    ],
    ['a model', (rest) => rest.addModel('Another', { schema: { title: 'another' } })],
    ['a route', (rest) => rest.root.addMethod('GET')],
    ['the validator', (rest) => rest.addRequestValidator('Another', {})],
    [
      'the policy',
      (rest) => rest.addToResourcePolicy(keepOut('Bool', { 'aws:SecureTransport': 'false' })),
    ],
    ['what is binary', (rest) => Object.assign(cfnOf(rest), { binaryMediaTypes: ['image/png'] })],
  ])('follows %s', (_, change) => {
    const { api, stack } = clientApi();
    const idOf = () => stack.resolve(api.rest.api.latestDeployment?.deploymentId) as unknown;
    expect(idOf()).toEqual({ Ref: before.client });

    change(api.rest.api);

    expect(idOf()).not.toEqual({ Ref: before.client });
  });

  it('does not follow what the stage alone says', () => {
    expect(clientApi({ throttle: { rate: 10, burst: 10 } }).deployment).toBe(before.client);
  });
});

describe('the logs of the gateway', () => {
  it('about errors go to a group of ours, which is there before the stage', () => {
    const api = webhookApi();
    const [name, group] =
      Object.entries(api.found('AWS::Logs::LogGroup')).find(([, { Properties }]) =>
        JSON.stringify(Properties['LogGroupName'] ?? '').includes('API-Gateway-Execution-Logs_'),
      ) ?? [];
    const [stage] = Object.values(api.found(STAGE));
    const [rest] = Object.keys(api.found('AWS::ApiGateway::RestApi'));

    expect(group).toMatchObject({ DeletionPolicy: 'Retain', Properties: { RetentionInDays: 365 } });
    expect(group?.Properties['LogGroupName']).toEqual({
      'Fn::Join': ['', ['API-Gateway-Execution-Logs_', { Ref: rest }, '/live']],
    });
    expect(JSON.stringify(group?.Properties['KmsKeyId'])).toContain('ProtectionKey');
    expect(stage?.DependsOn).toContain(name);
  });
});

describe('the stage', () => {
  it.each([
    ['client', clientApi()],
    ['webhook', webhookApi()],
  ] as const)('of the %s API shows a certificate, should a backend ever ask', (_, api) => {
    const [certificate] = Object.keys(api.found('AWS::ApiGateway::ClientCertificate'));

    expect(api.only(STAGE)['ClientCertificateId']).toEqual({ Ref: certificate });
  });
});

describe('either API', () => {
  it.each([
    ['client', clientApi()],
    ['webhook', webhookApi()],
  ] as const)('has no hidden helper: %s', (_, api) => {
    const resources = api.template.toJSON()['Resources'] as Record<string, { Type: string }>;
    const types = Object.values(resources).map(({ Type }) => Type);

    expect(types.filter((type) => /^Custom::|CustomResource|IAM::Policy$/.test(type))).toEqual([]);
    expect(types).not.toContain('AWS::ApiGateway::Account');
  });
});
