import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { TENANT } from './given.ts';

/** A request as a client makes it; what is left out is a plain one. */
export interface ApiRequest {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array | null;
  readonly base64?: boolean;
  readonly id?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly tenant?: string;
  readonly claims?: Readonly<Record<string, string>>;
}

function bodyOf(body: ApiRequest['body'], base64: boolean): string | null {
  if (body === undefined || body === null) return null;
  return Buffer.from(body).toString(base64 ? 'base64' : 'utf8');
}

function headersOf(headers: NonNullable<ApiRequest['headers']>) {
  const all = Object.entries(headers)
    .map(([name, value]) => [name, [value].flat()] as const)
    .filter(([, values]) => values.length > 0);
  return {
    headers: Object.fromEntries(all.map(([name, values]) => [name, values.at(-1) ?? ''])),
    multiValueHeaders: Object.fromEntries(all.map(([name, values]) => [name, [...values]])),
  };
}

function requestContextOf({ tenant = TENANT, claims }: ApiRequest) {
  return {
    requestId: 'request-0001',
    accountId: '111122223333',
    stage: 'live',
    identity: { accountId: tenant, sourceIp: '203.0.113.7' },
    authorizer: claims === undefined ? undefined : { claims },
  } as unknown as APIGatewayProxyEvent['requestContext']; // the rest is nobody's business here
}

/** API Gateway's REST proxy event (format 1.0) for that request. */
export function apiEvent(request: ApiRequest = {}): APIGatewayProxyEvent {
  const { method = 'GET', path = '/v1/sessions', headers = {}, base64 = false } = request;
  return {
    resource: path,
    path,
    httpMethod: method,
    ...headersOf(headers),
    queryStringParameters: request.query ? { ...request.query } : null,
    multiValueQueryStringParameters: null,
    pathParameters: request.id === undefined ? null : { id: request.id },
    stageVariables: null,
    body: bodyOf(request.body, base64),
    isBase64Encoded: base64,
    requestContext: requestContextOf(request),
  };
}

/** Lambda's context, as far as anybody looks at it. */
export const context = {
  awsRequestId: 'request-0001',
  getRemainingTimeInMillis: () => 30_000,
} as unknown as Context;
