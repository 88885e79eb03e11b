import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../functions/http/problem.ts';
import { listSessionsHandler } from '../../functions/list-sessions/handler.ts';
import { receiveWebhookHandler } from '../../functions/receive-webhook/handler.ts';
import { createSessionBody } from '../../shared/contract/http/create-session.ts';
import type { Problem } from '../../shared/contract/http/problems.ts';
import { clientApi, type OneApi, webhookApi } from './one-api.ts';

const client = clientApi();
const webhook = webhookApi();

interface Model {
  readonly type?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Model>>;
}

const model = client.only('AWS::ApiGateway::Model')['Schema'] as Model;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOfType(type: string | undefined, value: unknown): boolean {
  if (type === 'object') return isObject(value);
  return type !== 'string' || typeof value === 'string';
}

/** JSON Schema draft 4, of which this is all that a model may use (see the first test). */
function takes({ type, required = [], properties = {} }: Model, value: unknown): boolean {
  if (!isOfType(type, value)) return false;
  if (!isObject(value)) return true;
  const given = Object.entries(properties).filter(([name]) => Object.hasOwn(value, name));
  return (
    required.every((name) => Object.hasOwn(value, name)) &&
    given.every(([name, inner]) => takes(inner, value[name]))
  );
}

function keywords(schema: Model): readonly string[] {
  return [...Object.keys(schema), ...Object.values(schema.properties ?? {}).flatMap(keywords)];
}

const schema = createSessionBody();
/** Mostly right, sometimes anything. */
const often = (right: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 9, arbitrary: right }, fc.jsonValue());
const text = (...right: readonly string[]) => often(fc.constantFrom(...right));
const verification = fc.record(
  {
    callback: text('https://app.example.com/done'),
    person: often(fc.record({ firstName: text("O'Neil -- "), dateOfBirth: text('2001-02-03') })),
    document: often(fc.record({ type: text('PASSPORT'), country: text('EE') })),
    vendorData: text('cust-0001', '', 'ä'.repeat(1000)),
    aFieldOfTomorrow: fc.jsonValue(),
  },
  { requiredKeys: [] },
);
const body = often(
  fc.oneof(
    { weight: 9, arbitrary: fc.record({ verification: often(verification) }) },
    fc.record({ verification: often(verification), integration: text('live', 'test-1') }),
    fc.record({ verification, another: fc.jsonValue() }),
    fc.record({ integration: text('live') }),
  ),
);

describe("the model of a create's body", () => {
  it('asks for types and members alone: about anything else the gateway would log the value', () => {
    expect(new Set(keywords(model))).toEqual(
      new Set(['$schema', 'type', 'required', 'properties']),
    );
    expect(model).toMatchObject({ $schema: 'http://json-schema.org/draft-04/schema#' });
  });

  it('is the outline of the schema of the function', () => {
    expect(model).toEqual({
      $schema: 'http://json-schema.org/draft-04/schema#',
      type: 'object',
      required: ['verification'],
      properties: { verification: { type: 'object' }, integration: { type: 'string' } },
    });
  });

  it('takes whatever the function takes', () => {
    let taken = 0;
    fc.assert(
      fc.property(body, (value) => {
        if (!schema.safeParse(value).success) return;
        taken += 1;
        expect(takes(model, value)).toBe(true);
      }),
      { numRuns: 2000 },
    );
    // Otherwise the bodies above say nothing.
    expect(taken).toBeGreaterThan(200);
  });

  it.each([
    ['no object', []],
    ['nothing', null],
    ['the fields of Veriff without their frame', { person: { firstName: 'ANNA' } }],
    ['a frame with nothing in it', { verification: null }],
    ['a frame that is text', { verification: '{}' }],
    ['an integration that is no text', { verification: {}, integration: 1 }],
  ])('refuses %s, as the function would', (_, value) => {
    expect(takes(model, value)).toBe(false);
    expect(schema.safeParse(value).success).toBe(false);
  });

  it.each([
    ['a wrong date', { verification: { person: { dateOfBirth: '1.2.2003' } } }],
    ['an unknown field beside the frame', { verification: {}, vendorData: 'cust-1' }],
    ['an integration that cannot be one', { verification: {}, integration: 'A B' }],
  ])('leaves %s to the function, which tells the place', (_, value) => {
    expect(takes(model, value)).toBe(true);
    expect(schema.safeParse(value).success).toBe(false);
  });

  it('is of JSON bodies: another media type goes to the function, which answers 415', () => {
    const models = client.methods.get('POST create-session')?.['RequestModels'];

    expect(Object.keys(models as object)).toEqual(['application/json']);
  });
});

describe('the validator', () => {
  it.each([
    ['client', client, 4],
    ['webhook', webhook, 1],
  ] as const)('of the %s API checks body and parameters of every route', (_, api, routes) => {
    const [id] = Object.keys(api.found('AWS::ApiGateway::RequestValidator'));
    const used = [...api.methods.values()].map(({ RequestValidatorId }) => RequestValidatorId);

    expect(api.only('AWS::ApiGateway::RequestValidator')).toMatchObject({
      ValidateRequestBody: true,
      ValidateRequestParameters: true,
    });
    expect(used).toEqual(Array.from({ length: routes }, () => ({ Ref: id })));
  });

  it('lets a create come without Idempotency-Key', () => {
    expect(client.methods.get('POST create-session')?.['RequestParameters']).toEqual({
      'method.request.header.Idempotency-Key': false,
    });
  });

  it('wants to know whose sessions to list', () => {
    expect(client.methods.get('GET list-sessions')?.['RequestParameters']).toEqual({
      'method.request.querystring.vendorData': true,
      'method.request.querystring.limit': false,
      'method.request.querystring.cursor': false,
    });
  });

  it('demands neither of the two names of the signature: a webhook has one of them at least', () => {
    expect(webhook.methods.get('POST receive-webhook')?.['RequestParameters']).toEqual({
      'method.request.header.Content-Type': true,
    });
  });

  it('looks into no webhook: nothing may read the body before its signature', () => {
    webhook.template.resourceCountIs('AWS::ApiGateway::Model', 0);
    expect(webhook.methods.get('POST receive-webhook')?.['RequestModels']).toBeUndefined();
  });
});

describe('what is refused by the gateway', () => {
  const problem = (api: OneApi<never>, type: string) =>
    JSON.parse(api.answers.get(type) ?? '') as Problem;
  const of = { client: client as OneApi<never>, webhook: webhook as OneApi<never> };

  it('is a body with the outline that is wanted', () => {
    expect(problem(of.client, 'BAD_REQUEST_BODY').errors).toEqual([
      {
        pointer: '',
        detail:
          'must be a JSON object with "verification" (object) and "integration" (string, optional)',
      },
    ]);
    expect(problem(of.webhook, 'BAD_REQUEST_BODY').errors).toBeUndefined();
  });

  it('is a parameter in the very words of the function', async () => {
    const list = listSessionsHandler({} as never);
    const request = { requestContext: { identity: { accountId: '111122223333' } } };

    const refused: unknown = await list(request as never).catch((error: unknown) => error);

    expect(refused).toBeInstanceOf(ProblemError);
    expect(problem(of.client, 'BAD_REQUEST_PARAMETERS').errors).toEqual(
      (refused as ProblemError).details.errors,
    );
  });

  it('is no webhook that the function would take: without a type it takes none', async () => {
    const receive = receiveWebhookHandler({
      authenticator: { authenticate: () => Promise.resolve({ kind: 'authentic' }) },
    } as never);
    const request = { body: '{}', headers: { 'x-hmac-signature': 'a' }, multiValueHeaders: {} };

    await expect(receive(request as never)).rejects.toMatchObject({
      code: 'unsupported-media-type',
    });
    expect(problem(of.webhook, 'BAD_REQUEST_PARAMETERS').errors).toEqual([
      { pointer: 'header Content-Type', detail: 'must be given' },
    ]);
  });

  it.each(['client', 'webhook'] as const)(
    'is one parameter at most on the %s API, since every route gets the same answer',
    (api) => {
      const demanded = of[api]
        .all('AWS::ApiGateway::Method')
        .flatMap(({ RequestParameters }) =>
          Object.values(RequestParameters as Record<string, boolean>),
        )
        .filter(Boolean);

      expect(demanded).toHaveLength(1);
    },
  );

  it.each(['client', 'webhook'] as const)('never comes back in an answer of the %s API', (api) => {
    // `$context.error` quotes the request; a path names a session, the rest a person or a device.
    const variables = [...of[api].answers.values()].flatMap((answer) => [
      ...answer.matchAll(/\$[\w.]+/g),
    ]);

    const allowed = api === 'client' ? ['$context.requestId'] : [];
    expect([...new Set(variables.map(([name]) => name))]).toEqual(allowed);
  });
});
