import type { APIGatewayProxyEvent } from 'aws-lambda';
import { isSessionId, type SessionId, type Tenant } from '../../shared/domain/ids.ts';
import { ProblemError } from './problem.ts';

/** The parts of API Gateway's REST proxy event that handlers read. */
export type Request = Pick<
  APIGatewayProxyEvent,
  | 'body'
  | 'isBase64Encoded'
  | 'headers'
  | 'multiValueHeaders'
  | 'pathParameters'
  | 'queryStringParameters'
  | 'multiValueQueryStringParameters'
  | 'requestContext'
>;

type Headers = Readonly<Record<string, string | readonly string[] | null | undefined>>;

function valuesOf(headers: Headers | null | undefined, name: string): readonly string[] {
  const found = Object.entries(headers ?? {}).filter(([key]) => key.toLowerCase() === name);
  return found.flatMap(([, value]) => value ?? []).filter((value) => typeof value === 'string');
}

/** The parts of an event that carry headers; one that is not API Gateway's may lack them. */
export type Headed = Partial<Pick<Request, 'headers' | 'multiValueHeaders'>>;

/** Every distinct value of a header, whatever the case of its name and wherever the event carries it. */
export function headerValues(request: Headed, name: string): readonly string[] {
  const all = [...valuesOf(request.headers, name), ...valuesOf(request.multiValueHeaders, name)];
  return [...new Set(all)];
}

/** The one value of a header, or undefined; several different ones are a mistake of the caller's. */
export function header(request: Request, name: string): string | undefined {
  const [value, ...others] = headerValues(request, name);
  if (others.length === 0) return value;
  throw new ProblemError('invalid-request', {
    errors: [{ pointer: `header ${name}`, detail: 'must not be sent more than once' }],
  });
}

/** Who calls: the Cognito client, or the AWS account of an IAM caller. The authoriser has seen to it that there is one. */
export function tenantOf({ requestContext }: Request): Tenant {
  const claims: unknown = requestContext.authorizer?.['claims'];
  const tenant = isClaims(claims) ? clientOf(claims) : requestContext.identity.accountId;
  if (!isTenant(tenant)) throw new ProblemError('unauthenticated');
  return tenant;
}

interface Claims {
  readonly sub?: unknown;
  readonly client_id?: unknown;
}

function isClaims(value: unknown): value is Claims {
  return typeof value === 'object' && value !== null;
}

/**
 * The app client whose own token it is: of the client credentials grant, where the subject is the client (AWS docs: Amazon
 * Cognito, access token payload). A user's token names a client too, and must not act for all of it.
 */
function clientOf({ sub, client_id: client }: Claims): unknown {
  return sub === client ? client : undefined;
}

function isTenant(value: unknown): value is Tenant {
  return typeof value === 'string' && value !== '';
}

/** The session id in the path. What cannot be one is as unknown as any other. */
export function sessionIdOf({ pathParameters }: Request): SessionId {
  const id = pathParameters?.['id'] ?? '';
  if (!isSessionId(id)) throw new ProblemError('not-found');
  return id;
}
