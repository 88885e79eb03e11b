import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { Route } from '../shared/contract/routes.ts';
import type { RouteMatch } from './gateway-routes.ts';
import { LOCAL_ACCOUNT } from './lambda-context.ts';
import { LOOPBACK } from './listen.ts';

/** What the front knows of a request when its body has been read. */
export interface GatewayRequest {
  readonly match: RouteMatch;
  /** As the client sent it, not decoded. */
  readonly path: string;
  readonly query: string;
  /** Name, value, name, value … in the order and spelling of the client. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly tenant: string;
  readonly requestId: string;
  /** Virtual time, ms since 1970. */
  readonly at: number;
  readonly port: number;
}

type Lists = Record<string, string[]>;

/** Headers that end at the front, or that only this front knows. */
const NOT_PASSED_ON = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-local-tenant',
]);

const STAGE = 'local';

/** The event that an API Gateway REST API gives to a Lambda function for this request. */
export function gatewayEvent(request: GatewayRequest): APIGatewayProxyEvent {
  const { match, path, query, tenant } = request;
  const headers = headersOf(request);
  const parameters = queryOf(query);
  return {
    resource: match.route.path,
    path,
    httpMethod: match.route.method,
    headers: lastOf(headers),
    multiValueHeaders: headers,
    queryStringParameters: parameters === null ? null : lastOf(parameters),
    multiValueQueryStringParameters: parameters,
    pathParameters: match.pathParameters === null ? null : { ...match.pathParameters },
    stageVariables: null,
    requestContext: requestContext(request, lastOf(headers), tenant),
    ...bodyOf(match.route, request.body),
  };
}

/** Binary media types are a setting of the webhook API alone, there of every type. */
function bodyOf(
  route: Route,
  bytes: Buffer,
): Pick<APIGatewayProxyEvent, 'body' | 'isBase64Encoded'> {
  if (bytes.length === 0) return { body: null, isBase64Encoded: false };
  return route.api === 'webhook'
    ? { body: bytes.toString('base64'), isBase64Encoded: true }
    : { body: bytes.toString('utf8'), isBase64Encoded: false };
}

/** All values of each header under the spelling that came first, with those that API Gateway adds. */
function headersOf({ rawHeaders, requestId, port }: GatewayRequest): Lists {
  const lists: Lists = {};
  const spelling = new Map<string, string>();
  const add = (name: string, value: string): void => {
    const lower = name.toLowerCase();
    if (NOT_PASSED_ON.has(lower)) return;
    const key = spelling.get(lower) ?? name;
    spelling.set(lower, key);
    (lists[key] ??= []).push(value);
  };
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    add(rawHeaders[i] ?? '', rawHeaders[i + 1] ?? '');
  }
  add(
    'X-Amzn-Trace-Id',
    `Root=1-${requestId.slice(0, 8)}-${requestId.replaceAll('-', '').slice(8)}`,
  );
  add('X-Forwarded-For', LOOPBACK);
  add('X-Forwarded-Port', String(port));
  add('X-Forwarded-Proto', 'http');
  return lists;
}

function queryOf(query: string): Lists | null {
  const lists: Lists = {};
  for (const [name, value] of new URLSearchParams(query)) (lists[name] ??= []).push(value);
  return Object.keys(lists).length === 0 ? null : lists;
}

function lastOf(lists: Lists): Record<string, string> {
  return Object.fromEntries(
    Object.entries(lists).map(([key, values]) => [key, values.at(-1) ?? '']),
  );
}

function requestContext(
  { match: { route }, path, requestId, at }: GatewayRequest,
  headers: Readonly<Record<string, string>>,
  tenant: string,
): APIGatewayProxyEvent['requestContext'] {
  const host = (headers['Host'] ?? headers['host'] ?? 'localhost').replace(/:\d+$/, '');
  return {
    accountId: LOCAL_ACCOUNT,
    apiId: `local-${route.api}`,
    authorizer: null,
    domainName: host,
    domainPrefix: host.split('.')[0] ?? host,
    extendedRequestId: requestId,
    httpMethod: route.method,
    identity: identity(route, tenant, headers['User-Agent'] ?? headers['user-agent'] ?? null),
    path,
    protocol: 'HTTP/1.1',
    requestId,
    requestTime: commonLogTime(at),
    requestTimeEpoch: at,
    resourceId: route.function,
    resourcePath: route.path,
    stage: STAGE,
  };
}

/** The client API knows its caller by IAM; who calls the webhook API is told by the signature alone. */
function identity(
  route: Route,
  tenant: string,
  userAgent: string | null,
): APIGatewayProxyEvent['requestContext']['identity'] {
  const known = route.api === 'client';
  return {
    accessKey: known ? 'LOCAL' : null,
    accountId: known ? tenant : null,
    apiKey: null,
    apiKeyId: null,
    caller: known ? tenant : null,
    clientCert: null,
    cognitoAuthenticationProvider: null,
    cognitoAuthenticationType: null,
    cognitoIdentityId: null,
    cognitoIdentityPoolId: null,
    principalOrgId: null,
    sourceIp: LOOPBACK,
    user: known ? tenant : null,
    userAgent,
    userArn: known ? `arn:aws:iam::${tenant}:root` : null,
  };
}

/** `02/Mar/2026:10:15:00 +0000`, as in access logs. */
function commonLogTime(at: number): string {
  const [, day, month, year, time] = new Date(at).toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}
