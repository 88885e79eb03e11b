import { describe, expect, it } from 'vitest';
import { ChoiceError } from '../../infra/choices.ts';
import { WebAcl } from '../../infra/constructs/web-acl.ts';
import { clientApi, webhookApi } from './one-api.ts';

const ACL = 'AWS::WAFv2::WebACL';
const ASSOCIATION = 'AWS::WAFv2::WebACLAssociation';
const LOGGING = 'AWS::WAFv2::LoggingConfiguration';

const apis = { client: clientApi(), webhook: webhookApi() };
type Name = keyof typeof apis;

interface Rule {
  readonly Name: string;
  readonly Priority: number;
  readonly Action?: object;
  readonly OverrideAction?: object;
  readonly Statement: {
    readonly ManagedRuleGroupStatement?: { readonly VendorName: string; readonly Name: string };
    readonly RateBasedStatement?: { readonly Limit: number };
  };
  readonly VisibilityConfig: object;
}

function rules(api: Pick<(typeof apis)[Name], 'only'>): readonly Rule[] {
  return api.only(ACL)['Rules'] as readonly Rule[];
}

function limitOf(api: Pick<(typeof apis)[Name], 'only'>): number | undefined {
  const limits = rules(api).flatMap(({ Statement }) => Statement.RateBasedStatement ?? []);
  return limits[0]?.Limit;
}

describe.each(['client', 'webhook'] as const)('the web ACL of the %s API', (name) => {
  const api = apis[name];

  it('stands before the stage of that API', () => {
    const [acl] = Object.keys(api.found(ACL));
    const [stage] = Object.keys(api.found('AWS::ApiGateway::Stage'));
    const { ResourceArn, WebACLArn } = api.only(ASSOCIATION);

    expect(WebACLArn).toEqual({ 'Fn::GetAtt': [acl, 'Arn'] });
    expect(JSON.stringify(ResourceArn)).toMatch(
      new RegExp(`:apigateway:eu-west-1::/restapis/.*/stages/.*"Ref":"${stage ?? ''}"`),
    );
    expect(api.only(ACL)).toMatchObject({ Scope: 'REGIONAL', DefaultAction: { Allow: {} } });
  });

  it('refuses, and does not only count', () => {
    for (const { OverrideAction, Action } of rules(api)) {
      // An empty block has no answer of WAF's own, which would come before our problem.
      expect(OverrideAction ?? Action).toEqual(OverrideAction ? { None: {} } : { Block: {} });
    }
    expect(rules(api).map(({ Priority }) => Priority)).toEqual([...rules(api).keys()]);
  });

  it('leaves one address half of what comes through on a route', () => {
    const rate = { client: 100, webhook: 200 }[name];

    expect(limitOf(api)).toBe((rate * 5 * 60) / 2);
  });

  it('logs into a group of its own, under the key, that WAF takes by its name', () => {
    const { LogDestinationConfigs } = api.only(LOGGING);
    const [id, group] =
      Object.entries(api.found('AWS::Logs::LogGroup')).find(([, { Properties }]) =>
        JSON.stringify(Properties['LogGroupName'] ?? '').includes('aws-waf-logs-'),
      ) ?? [];

    expect(group).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: { RetentionInDays: 365 },
    });
    expect(JSON.stringify(group?.Properties['KmsKeyId'])).toContain('ProtectionKey');
    expect(JSON.stringify(group?.Properties['LogGroupName'])).toMatch(
      new RegExp(`"aws-waf-logs-veriff-${name}-",\\{"Ref":"\\w+Api\\w+"\\}`),
    );
    // WAF refuses the `:*` of the group's own ARN.
    const destinations = JSON.stringify(LogDestinationConfigs);
    expect(destinations).toContain(`{"Ref":"${id ?? ''}"}`);
    expect(destinations).not.toContain(':*');
  });

  it('logs no credential, no signature, and no query, which names an end user', () => {
    const { RedactedFields } = api.only(LOGGING);

    const redacted = (RedactedFields as readonly object[]).map((field) => JSON.stringify(field));
    for (const header of [
      'authorization',
      'x-amz-security-token',
      'x-hmac-signature',
      'vrf-hmac-signature',
      'x-signature',
      'x-auth-client',
      'vrf-auth-client',
      'idempotency-key',
      'cookie',
    ]) {
      expect(redacted).toContain(JSON.stringify({ SingleHeader: { Name: header } }));
    }
    expect(redacted).toContain(JSON.stringify({ QueryString: {} }));
  });

  it('keeps no samples, where nothing is redacted', () => {
    const configs = [
      api.only(ACL)['VisibilityConfig'],
      ...rules(api).map((r) => r.VisibilityConfig),
    ];

    for (const config of configs) {
      expect(config).toMatchObject({
        SampledRequestsEnabled: false,
        CloudWatchMetricsEnabled: true,
      });
    }
  });

  it('logs only what it refused', () => {
    expect(api.only(LOGGING)['LoggingFilter']).toEqual({
      DefaultBehavior: 'DROP',
      Filters: [
        {
          Behavior: 'KEEP',
          Requirement: 'MEETS_ANY',
          Conditions: [
            { ActionCondition: { Action: 'BLOCK' } },
            { ActionCondition: { Action: 'COUNT' } },
          ],
        },
      ],
    });
  });
});

describe('rules of others', () => {
  const groups = (name: Name) =>
    rules(apis[name]).flatMap(({ Statement: { ManagedRuleGroupStatement: group } }) =>
      group === undefined ? [] : [`${group.VendorName} ${group.Name}`],
    );

  it('look for what is known to be bad: none for markup, SQL, sizes or user agents', () => {
    expect(groups('client')).toEqual([
      'AWS AWSManagedRulesAmazonIpReputationList',
      'AWS AWSManagedRulesKnownBadInputsRuleSet',
    ]);
  });

  it('never look into a webhook: a name such as "O\'Neil -- " has to come through', () => {
    expect(groups('webhook')).toEqual(['AWS AWSManagedRulesAmazonIpReputationList']);
  });
});

describe('the limit for one address', () => {
  it('can be chosen', () => {
    expect(limitOf(clientApi({ webAcl: WebAcl.ours({ requestsPerAddress: 600 }) }))).toBe(600);
  });

  it('follows the throttle', () => {
    expect(limitOf(clientApi({ throttle: { rate: 10, burst: 10 } }))).toBe(1500);
    // WAF counts no less than ten.
    expect(limitOf(clientApi({ throttle: { rate: 0.01, burst: 1 } }))).toBe(10);
  });

  it.each([0, 9, 10.5, -1, Number.NaN, 2_000_000_001])('cannot be %d', (requestsPerAddress) => {
    const make = () => WebAcl.ours({ requestsPerAddress });

    expect(make).toThrow(ChoiceError);
    expect(make).toThrow(`requestsPerAddress ${requestsPerAddress} is no whole number from 10`);
  });
});

describe('another choice', () => {
  const regional = 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/company/0a1b';

  it('is an existing web ACL: it is used, and none is made', () => {
    const api = clientApi({ webAcl: WebAcl.existing(regional) });

    expect(api.only(ASSOCIATION)['WebACLArn']).toBe(regional);
    expect([...api.all(ACL), ...api.all(LOGGING)]).toEqual([]);
    expect(JSON.stringify(api.all('AWS::Logs::LogGroup'))).not.toContain('aws-waf-logs');
  });

  it.each([
    ['of CloudFront', regional.replace('regional', 'global')],
    ['that is none', 'arn:aws:iam::111122223333:role/any'],
  ])('is no web ACL %s', (_, arn) => {
    expect(() => WebAcl.existing(arn)).toThrow(ChoiceError);
    expect(() => WebAcl.existing(arn)).toThrow(`"${arn}" is no ARN of a regional web ACL`);
  });

  it('is none', () => {
    const api = webhookApi({ webAcl: WebAcl.none() });

    expect([...api.all(ACL), ...api.all(LOGGING), ...api.all(ASSOCIATION)]).toEqual([]);
  });
});
