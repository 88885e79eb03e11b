import { Template } from 'aws-cdk-lib/assertions';
import { ResponseType } from 'aws-cdk-lib/aws-apigateway';
import { describe, expect, it } from 'vitest';
import type { VeriffSessions } from '../../infra/veriff-sessions.ts';
import { PROBLEMS, type Problem, problemType } from '../../shared/contract/http/problems.ts';
import { ROUTES } from '../../shared/contract/routes.ts';
import { DEV, makeStack, type Resource, Synthesised } from './synthesised.ts';

const stack = new Synthesised(DEV);
const METHOD = 'AWS::ApiGateway::Method';

const APIS = {
  client: { path: 'ClientApi/Rest/Api', authorization: 'AWS_IAM' },
  webhook: { path: 'WebhookApi/Rest/Api', authorization: 'NONE' },
} as const;

function ofApi(type: string, api: keyof typeof APIS): readonly Resource[] {
  const found = [...stack.all(type).values()];
  return found.filter((e) => stack.text(e.Properties['RestApiId']) === `{${APIS[api].path}}`);
}

/** `/v1/sessions/{id}`, put together from the chain of resources. */
function pathOf(resourceId: unknown): string {
  const reference = stack.text(resourceId).slice(1, -1);
  const resource = stack.all('AWS::ApiGateway::Resource').get(reference);
  if (resource === undefined) return '';
  const { ParentId, PathPart } = resource.Properties;
  return `${pathOf(ParentId)}/${String(PathPart)}`;
}

function methods(api: keyof typeof APIS) {
  return ofApi(METHOD, api).map(({ Properties }) => {
    const { Uri } = Properties['Integration'] as { readonly Uri: unknown };
    // Not the function itself: a new version takes over behind this name, bit by bit.
    const lambda =
      /functions\/\{Functions\/(\w+)\/Function\/Aliaslive\}\//.exec(stack.text(Uri))?.[1] ?? '';
    return {
      api,
      method: Properties['HttpMethod'],
      path: pathOf(Properties['ResourceId']),
      function: lambda.replaceAll(/(?<=.)[A-Z]/g, (letter) => `-${letter}`).toLowerCase(),
    };
  });
}

/** The only stage. */
function stageOf(api: keyof typeof APIS) {
  const [stage] = ofApi('AWS::ApiGateway::Stage', api);
  if (stage === undefined) throw new Error(`no stage of ${api}`);
  return stage.Properties;
}

describe.each(['client', 'webhook'] as const)('the %s API', (api) => {
  const byPath = (a: { path: string; method: unknown }, b: { path: string; method: unknown }) =>
    `${a.path} ${String(a.method)}`.localeCompare(`${b.path} ${String(b.method)}`);

  it('has the routes of the contract and no other', () => {
    expect(methods(api).toSorted(byPath)).toEqual(
      ROUTES.filter((route) => route.api === api).toSorted(byPath),
    );
  });

  it('lets in whom it should', () => {
    const types = ofApi(METHOD, api).map(({ Properties }) => Properties['AuthorizationType']);

    expect([...new Set(types)]).toEqual([APIS[api].authorization]);
  });

  it('takes no API key for a gate', () => {
    for (const { Properties } of ofApi(METHOD, api)) {
      expect(Properties['ApiKeyRequired'] ?? false).toBe(false);
    }
  });

  it('logs JSON without anything personal', () => {
    const { Format } = stageOf(api)['AccessLogSetting'] as { readonly Format: string };
    const fields = Object.values(JSON.parse(Format) as Readonly<Record<string, string>>);

    // The path names a session, the texts of errors quote requests, the rest names people or devices.
    const personal = /sourceIp|userAgent|\.user|caller|\.path$|apiKey|message|authorizer|Override/;
    expect(fields.length).toBeGreaterThan(8);
    expect(fields.filter((field) => personal.test(field))).toEqual([]);
  });

  it('is traced, and reachable in this Region only', () => {
    const rest = stack.all('AWS::ApiGateway::RestApi').get(APIS[api].path)?.Properties;

    expect(stageOf(api)['TracingEnabled']).toBe(true);
    expect(rest?.['EndpointConfiguration']).toEqual({ Types: ['REGIONAL'] });
  });
});

describe('only the webhook API', () => {
  const binary = (api: keyof typeof APIS) =>
    stack.all('AWS::ApiGateway::RestApi').get(APIS[api].path)?.Properties['BinaryMediaTypes'];

  it('hands over exact bytes: the signature is over them', () => {
    expect(binary('webhook')).toEqual(['*/*']);
    expect(binary('client')).toBeUndefined();
  });
});

describe('a function', () => {
  it('is called by the methods of its routes and by nothing else', () => {
    const callers = [...stack.all('AWS::Lambda::Permission').values()].map(({ Properties }) => {
      const { Action, Principal, SourceArn } = Properties;
      expect([Action, Principal]).toEqual(['lambda:InvokeFunction', 'apigateway.amazonaws.com']);
      return stack.text(SourceArn);
    });

    const here = 'arn:{AWS::Partition}:execute-api:{AWS::Region}:{AWS::AccountId}';
    const arns = ROUTES.map(({ api, method, path }) => {
      const stage = `{${APIS[api].path}}/{${APIS[api].path}/DeploymentStage.live}`;
      return `${here}:${stage}/${method}${path.replace('{id}', '*')}`;
    });
    expect(callers.toSorted()).toEqual(arns.toSorted());
  });
});

describe.each(['client', 'webhook'] as const)(
  'errors that the gateway of the %s API makes',
  (api) => {
    const responses = new Map(
      ofApi('AWS::ApiGateway::GatewayResponse', api).map(({ Properties }) => [
        String(Properties['ResponseType']),
        Properties,
      ]),
    );
    const bodyOf = (type: string) => {
      const templates = responses.get(type)?.['ResponseTemplates'] as Record<string, string>;
      return JSON.parse(templates['application/json'] ?? '') as Problem;
    };

    it.each([
      ['UNAUTHORIZED', 401, 'unauthenticated'],
      ['MISSING_AUTHENTICATION_TOKEN', 401, 'unauthenticated'],
      ['INVALID_SIGNATURE', 401, 'unauthenticated'],
      ['EXPIRED_TOKEN', 401, 'unauthenticated'],
      ['ACCESS_DENIED', 403, 'forbidden'],
      ['WAF_FILTERED', 403, 'forbidden'],
      ['RESOURCE_NOT_FOUND', 404, 'not-found'],
      ['BAD_REQUEST_BODY', 400, 'invalid-request'],
      ['BAD_REQUEST_PARAMETERS', 400, 'invalid-request'],
      ['REQUEST_TOO_LARGE', 413, 'too-large'],
      ['UNSUPPORTED_MEDIA_TYPE', 415, 'unsupported-media-type'],
      ['THROTTLED', 429, 'throttled'],
      ['QUOTA_EXCEEDED', 429, 'throttled'],
      ['INTEGRATION_TIMEOUT', 504, 'internal'],
      ['INTEGRATION_FAILURE', 504, 'internal'],
      ['DEFAULT_4XX', 400, 'invalid-request'],
      ['DEFAULT_5XX', 500, 'internal'],
    ] as const)('%s is a problem: %d %s', (type, status, code) => {
      expect(responses.get(type)?.['StatusCode']).toBe(String(status));
      // What was wrong with a request is in validation.test.ts.
      const { errors, ...problem } = bodyOf(type);
      expect(type.startsWith('BAD_REQUEST_') || errors === undefined).toBe(true);
      expect(problem).toEqual({
        type: problemType(code),
        title: PROBLEMS[code].title,
        status,
        code,
        // A forger learns nothing from the webhook API: its answers are the same for everybody.
        ...(api === 'client' && { requestId: '$context.requestId' }),
      });
    });

    it('say what they are, and are kept nowhere', () => {
      for (const properties of responses.values()) {
        expect(properties['ResponseParameters']).toMatchObject({
          'gatewayresponse.header.Content-Type': "'application/problem+json'",
          'gatewayresponse.header.Cache-Control': "'no-store'",
          'gatewayresponse.header.X-Content-Type-Options': "'nosniff'",
        });
      }
    });

    it('ask to come back later where that helps', () => {
      const waiting = [...responses].filter(([, { ResponseParameters }]) =>
        Object.hasOwn(ResponseParameters as object, 'gatewayresponse.header.Retry-After'),
      );

      expect(waiting.map(([type]) => type)).toEqual(['THROTTLED', 'QUOTA_EXCEEDED']);
    });
  },
);

describe('a change of the API', () => {
  const deployments = (change: (sessions: VeriffSessions) => void) => {
    const made = makeStack();
    change(made.node.findChild('VeriffSessions') as VeriffSessions);
    return Object.keys(Template.fromStack(made).findResources('AWS::ApiGateway::Deployment'));
  };

  it('is deployed: without another logical id the stage would keep the old answers', () => {
    const before = deployments(() => {});
    const after = deployments(({ clientApi }) => {
      clientApi.rest.api.addGatewayResponse('Another', { type: ResponseType.INVALID_API_KEY });
    });

    expect(after).not.toEqual(before);
    // The other API is left alone.
    expect(after.filter((id) => before.includes(id))).toHaveLength(1);
  });
});

describe('the role for the logs of API Gateway', () => {
  const account = 'AWS::ApiGateway::Account';

  it("is the account's own unless it is asked for", () => {
    expect(stack.all(account).size).toBe(0);
  });

  it('stays for the other APIs of the account once it was made', () => {
    const asked = new Synthesised({ ...DEV, settings: { apiGatewayLogRole: true } });

    const kept = ['', '/Service/Role', '/Service/Policy'].map((part) =>
      Object.entries(asked.resources).find(
        ([id]) => asked.pathOf(id) === `GatewayLogRole${part === '' ? '/Account' : part}`,
      ),
    );

    expect(kept.map((each) => each?.[1].DeletionPolicy)).toEqual(['Retain', 'Retain', 'Retain']);
  });
});
