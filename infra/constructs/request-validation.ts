import {
  JsonSchemaType,
  JsonSchemaVersion,
  type MethodOptions,
  type RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import * as z from 'zod/mini';
import { createSessionBody } from '../../shared/contract/http/create-session.ts';
import type { Mistake } from '../../shared/contract/http/problems.ts';
import { type FunctionName, ROUTES, type Route } from '../../shared/contract/routes.ts';

interface Parameter {
  readonly in: 'querystring' | 'header';
  readonly name: string;
  readonly required?: true;
}

/**
 * Whether a parameter is there is all that the gateway can see. It demands only what the function demands in the same
 * breath. Veriff's signature comes under two names, so neither can be demanded here without losing the other; every
 * webhook has a `Content-Type`.
 */
const PARAMETERS: Partial<Readonly<Record<FunctionName, readonly Parameter[]>>> = {
  'create-session': [{ in: 'header', name: 'Idempotency-Key' }],
  'list-sessions': [
    { in: 'querystring', name: 'vendorData', required: true },
    { in: 'querystring', name: 'limit' },
    { in: 'querystring', name: 'cursor' },
  ],
  'receive-webhook': [{ in: 'header', name: 'Content-Type', required: true }],
};

/** The only function whose body the gateway looks into. */
const WITH_MODEL: FunctionName = 'create-session';

/**
 * What the gateway checks of a create's body: its members and their types, from the function's own schema. Nothing
 * deeper, for two reasons. The function tells every mistake with its place, the gateway one without. And what the gateway
 * finds goes to its log: about patterns and enumerations it quotes the value, which may be a name; about types it does not.
 */
const outlineSchema = z.object({
  type: z.literal(JsonSchemaType.OBJECT),
  required: z.array(z.string()),
  properties: z.record(z.string(), z.object({ type: z.enum(JsonSchemaType) })),
});

function createBodyOutline(): z.infer<typeof outlineSchema> {
  const schema = z.toJSONSchema(createSessionBody(), { target: 'draft-4', io: 'input' });
  return outlineSchema.parse(schema);
}

function createBodyMistake(): Mistake {
  const { required, properties } = createBodyOutline();
  const members = Object.entries(properties).map(
    ([name, { type }]) => `"${name}" (${type}${required.includes(name) ? '' : ', optional'})`,
  );
  return { pointer: '', detail: `must be a JSON object with ${members.join(' and ')}` };
}

/** What is wrong with a request that the gateway refuses: the same words for every route, so each API demands one parameter at most. */
export function gatewayMistakes(api: Route['api']): Readonly<Record<string, readonly Mistake[]>> {
  const functions = ROUTES.filter((route) => route.api === api).map((route) => route.function);
  const demanded = functions
    .flatMap((name) => PARAMETERS[name] ?? [])
    .filter(({ required }) => required);
  return {
    BAD_REQUEST_BODY: functions.includes(WITH_MODEL) ? [createBodyMistake()] : [],
    BAD_REQUEST_PARAMETERS: demanded.map((parameter) => ({
      pointer: `${parameter.in === 'header' ? 'header' : 'query'} ${parameter.name}`,
      detail: 'must be given',
    })),
  };
}

function parametersOf({ function: name }: Route): Record<string, boolean> {
  const parameters = PARAMETERS[name] ?? [];
  return Object.fromEntries(
    parameters.map((parameter) => [
      `method.request.${parameter.in}.${parameter.name}`,
      parameter.required ?? false,
    ]),
  );
}

/** Gives an API its validator; the answer says what a route lets it check. A webhook's body is never looked into before its signature is. */
export function validateRequests(api: RestApi): (route: Route) => MethodOptions {
  const requestValidator = api.addRequestValidator('Validator', {
    validateRequestBody: true,
    validateRequestParameters: true,
  });
  return (route) => ({
    requestValidator,
    requestParameters: parametersOf(route),
    ...(route.function === WITH_MODEL && {
      requestModels: { 'application/json': createModel(api) },
    }),
  });
}

function createModel(api: RestApi) {
  const { type, required, properties } = createBodyOutline();
  return api.addModel('CreateSession', {
    description: "The outline of a create's body",
    contentType: 'application/json',
    schema: { schema: JsonSchemaVersion.DRAFT4, type, required, properties },
  });
}
