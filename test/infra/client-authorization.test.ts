import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { describe, expect, it } from 'vitest';
import { tenantOf } from '../../functions/http/request.ts';
import { ChoiceError } from '../../infra/choices.ts';
import type { ClientApi } from '../../infra/constructs/client-api.ts';
import { ClientAuthorization } from '../../infra/constructs/client-authorization.ts';
import { ROUTES } from '../../shared/contract/routes.ts';
import { clientApi, HERE, type OneApi } from './one-api.ts';

const ROUTE_NAMES = ROUTES.filter(({ api }) => api === 'client').map(
  (route) => `${route.method} ${route.function}`,
);

/** Whom a statement is about, and when. */
function said({ policy }: OneApi<ClientApi>) {
  return policy.map(({ Effect, Principal, Condition }) => ({
    Effect,
    Principal: (Principal as { readonly AWS: unknown }).AWS,
    ...(Condition !== undefined && { Condition }),
  }));
}

function accessLogTenant(api: OneApi<ClientApi>): unknown {
  const { AccessLogSetting } = api.only('AWS::ApiGateway::Stage');
  const { Format } = AccessLogSetting as { readonly Format: string };
  return (JSON.parse(Format) as Readonly<Record<string, unknown>>)['tenant'];
}

describe('by default, with AWS credentials', () => {
  const api = clientApi();

  it('every route asks for a signature', () => {
    const types = [...api.methods].map(([method, { AuthorizationType }]) => [
      method,
      AuthorizationType,
    ]);

    expect(types).toEqual(ROUTE_NAMES.map((method) => [method, 'AWS_IAM']));
  });

  it('other accounts are denied, and nobody is let in but by the policy of their own', () => {
    expect(said(api)).toEqual([
      {
        Effect: 'Deny',
        Principal: '*',
        Condition: { StringNotEquals: { 'aws:PrincipalAccount': [HERE.account] } },
      },
    ]);
  });

  it('the policy is of every route of the API and of nothing else', () => {
    const reach = api.policy.map(({ Action, Resource }) => [Action, Resource]);

    expect(reach).toEqual([['execute-api:Invoke', 'execute-api:/*']]);
  });

  it('the access log names the account, which is the tenant of the handlers', () => {
    const request = { requestContext: { identity: { accountId: HERE.account } } };

    expect(accessLogTenant(api)).toBe('$context.identity.accountId');
    expect(tenantOf(request as never)).toBe(HERE.account);
  });
});

describe('with further accounts', () => {
  const accounts = ['222233334444', '333344445555'];
  const authorization = ClientAuthorization.iam({ accounts });

  it('lets exactly them in, and denies all but them and its own', () => {
    expect(said(clientApi({ authorization }))).toEqual([
      { Effect: 'Allow', Principal: accounts.map((each) => `arn:aws:iam::${each}:root`) },
      {
        Effect: 'Deny',
        Principal: '*',
        Condition: { StringNotEquals: { 'aws:PrincipalAccount': [HERE.account, ...accounts] } },
      },
    ]);
  });

  it('names them as they are named in another partition', () => {
    const china = clientApi({ authorization }, { env: { ...HERE, region: 'cn-north-1' } });

    expect(JSON.stringify(china.policy)).toContain('arn:aws-cn:iam::222233334444:root');
  });

  it('refuses what is no account, and says which', () => {
    const of = (account: string) => () =>
      ClientAuthorization.iam({ accounts: ['222233334444', account] });

    expect(of('1234')).toThrow(ChoiceError);
    expect(of('1234')).toThrow(/accounts\[1\] "1234" is no AWS account of 12 digits/);
    // A root ARN instead of its account would be denied for ever: no caller's account is one.
    expect(of('arn:aws:iam::333344445555:root')).toThrow(/accounts\[1\]/);
  });
});

const SCOPES = { readScope: 'sessions/read', writeScope: 'sessions/write' } as const;

function withPool(id: string, scopes: object = SCOPES) {
  return (stack: Parameters<typeof UserPool.fromUserPoolId>[0]) => ({
    authorization: ClientAuthorization.cognito({
      userPool: UserPool.fromUserPoolId(stack, 'Pool', id),
      ...SCOPES,
      ...scopes,
    }),
  });
}

describe('with tokens of a user pool', () => {
  const api = clientApi(withPool('eu-west-1_one'));

  it('asks one authoriser, of that pool, on every route', () => {
    expect(api.only('AWS::ApiGateway::Authorizer')).toMatchObject({
      Type: 'COGNITO_USER_POOLS',
      ProviderARNs: [`arn:aws:cognito-idp:eu-west-1:${HERE.account}:userpool/eu-west-1_one`],
      IdentitySource: 'method.request.header.Authorization',
    });
    const types = [...api.methods.values()].map(({ AuthorizationType }) => AuthorizationType);
    expect(types).toEqual(ROUTE_NAMES.map(() => 'COGNITO_USER_POOLS'));
  });

  it('wants one scope to read and another to change: without any, a user ID token would do', () => {
    const scopes = [...api.methods].map(([method, { AuthorizationScopes }]) => [
      method,
      AuthorizationScopes,
    ]);

    expect(scopes).toEqual([
      ['POST create-session', ['sessions/write']],
      ['GET list-sessions', ['sessions/read']],
      ['GET read-session', ['sessions/read']],
      ['DELETE erase-session', ['sessions/write']],
    ]);
  });

  it('lets everybody try: to AWS a caller with a token is nobody, and needs an allow', () => {
    expect(said(api)).toEqual([{ Effect: 'Allow', Principal: '*' }]);
  });

  it('logs the app client, which is the tenant of the handlers', () => {
    // An access token of the client credentials grant, as the authoriser hands it on: every claim is text.
    const claims = {
      sub: '1example23456789',
      token_use: 'access',
      scope: 'sessions/read sessions/write',
      client_id: '1example23456789',
    };
    const request = { requestContext: { authorizer: { claims }, identity: { accountId: null } } };

    expect(accessLogTenant(api)).toBe('$context.authorizer.claims.client_id');
    expect(tenantOf(request as never)).toBe(claims.client_id);
  });

  it.each([
    ['readScope', 'openid'],
    ['readScope', 'read'],
    ['writeScope', '/write'],
    ['writeScope', 'sessions/'],
    ['writeScope', 'sessions/read write'],
  ])('refuses %s "%s": every user of the pool may have such a one', (name, scope) => {
    const make = () => clientApi(withPool('eu-west-1_one', { [name]: scope }));

    expect(make).toThrow(ChoiceError);
    expect(make).toThrow(`ClientAuthorization.cognito: ${name} "${scope}" is no full scope`);
  });

  it('takes a resource server that is a URL', () => {
    const scope = 'https://sessions.example.com/read';
    const made = clientApi(withPool('eu-west-1_one', { readScope: scope }));

    expect(made.methods.get('GET read-session')?.['AuthorizationScopes']).toEqual([scope]);
  });

  it.each([
    ['the flags of this project', undefined],
    ['no flags', { 'aws:cdk:bundling-stacks': [] }],
  ])('deploys another pool, in an app with %s', (_, context) => {
    const surroundings = context === undefined ? {} : { context };
    const one = clientApi(withPool('eu-west-1_one'), surroundings);
    const two = clientApi(withPool('eu-west-1_two'), surroundings);

    expect(two.deployment).not.toBe(one.deployment);
  });
});

describe('API keys', () => {
  it('are no gate and limit nobody: there are none', () => {
    const api = clientApi();

    const required = [...api.methods.values()].map(({ ApiKeyRequired }) => ApiKeyRequired ?? false);
    expect(required).toEqual(ROUTE_NAMES.map(() => false));
    api.template.resourceCountIs('AWS::ApiGateway::ApiKey', 0);
    api.template.resourceCountIs('AWS::ApiGateway::UsagePlan', 0);
  });
});
