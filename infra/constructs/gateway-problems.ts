import {
  ContentHandling,
  type MethodResponse,
  MockIntegration,
  PassthroughBehavior,
  ResponseType,
  type RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import {
  type Mistake,
  PROBLEM_MEDIA_TYPE,
  PROBLEMS,
  type Problem,
  type ProblemCode,
  problemType,
} from '../../shared/contract/http/problems.ts';
import type { Route } from '../../shared/contract/routes.ts';
import { gatewayMistakes } from './request-validation.ts';

interface GatewayProblem {
  readonly when: ResponseType;
  readonly code: ProblemCode;
  /** Where it is another than the code's own. */
  readonly status?: number;
}

/**
 * What the gateway answers by itself, in our words. A request without a signature and one for a route that does not
 * exist are the same to it (MISSING_AUTHENTICATION_TOKEN), so a stranger learns no routes.
 */
const GATEWAY_PROBLEMS: readonly GatewayProblem[] = [
  { when: ResponseType.UNAUTHORIZED, code: 'unauthenticated' },
  { when: ResponseType.MISSING_AUTHENTICATION_TOKEN, code: 'unauthenticated' },
  { when: ResponseType.INVALID_SIGNATURE, code: 'unauthenticated' },
  { when: ResponseType.EXPIRED_TOKEN, code: 'unauthenticated' },
  { when: ResponseType.ACCESS_DENIED, code: 'forbidden' },
  { when: ResponseType.WAF_FILTERED, code: 'forbidden' },
  { when: ResponseType.RESOURCE_NOT_FOUND, code: 'not-found' },
  { when: ResponseType.BAD_REQUEST_BODY, code: 'invalid-request' },
  { when: ResponseType.BAD_REQUEST_PARAMETERS, code: 'invalid-request' },
  { when: ResponseType.REQUEST_TOO_LARGE, code: 'too-large' },
  { when: ResponseType.UNSUPPORTED_MEDIA_TYPE, code: 'unsupported-media-type' },
  { when: ResponseType.THROTTLED, code: 'throttled' },
  { when: ResponseType.QUOTA_EXCEEDED, code: 'throttled' },
  { when: ResponseType.INTEGRATION_TIMEOUT, code: 'internal', status: 504 },
  { when: ResponseType.INTEGRATION_FAILURE, code: 'internal', status: 504 },
  { when: ResponseType.DEFAULT_4XX, code: 'invalid-request' },
  { when: ResponseType.DEFAULT_5XX, code: 'internal' },
];

const COMMON_HEADERS = {
  'Content-Type': `'${PROBLEM_MEDIA_TYPE}'`,
  'Cache-Control': "'no-store'",
  'X-Content-Type-Options': "'nosniff'",
} as const;

/** Seconds; the bucket of the throttle is filled again by then. */
const RETRY_AFTER = { 'Retry-After': "'2'" } as const;

interface Answered {
  readonly api: Route['api'];
  readonly code: ProblemCode;
  readonly status?: number | undefined;
  readonly errors?: readonly Mistake[] | undefined;
}

/** A webhook's problems are the same for everybody: a forger learns nothing from them, not even a request id. */
function problemTemplate(answered: Answered): string {
  const { api, code, status = PROBLEMS[code].status, errors = [] } = answered;
  const problem: Problem = {
    type: problemType(code),
    title: PROBLEMS[code].title,
    status,
    code,
    ...(api === 'client' && { requestId: '$context.requestId' }),
    ...(errors.length > 0 && { errors }),
  };
  return JSON.stringify(problem);
}

/**
 * Errors that the gateway makes get the shape of ours (RFC 9457); the body's status is always the answer's. The gateway's
 * own words about a request (`$context.error`) stay out: they quote it.
 */
export function answerProblems(gateway: RestApi, api: Route['api']): void {
  const mistakes = gatewayMistakes(api);
  for (const { when, code, status } of GATEWAY_PROBLEMS) {
    const errors = mistakes[when.responseType];
    gateway.addGatewayResponse(`Problem-${when.responseType}`, {
      type: when,
      statusCode: String(status ?? PROBLEMS[code].status),
      responseHeaders: { ...COMMON_HEADERS, ...(code === 'throttled' && RETRY_AFTER) },
      // The gateway picks a template by this name; the header above is what the caller sees.
      templates: { 'application/json': problemTemplate({ api, code, status, errors }) },
    });
  }
}

const CLOSED = 'unavailable';
const CLOSED_STATUS = String(PROBLEMS[CLOSED].status);

/** Seconds; whoever opens the API again need not wait for its callers. Veriff comes back every hour anyway. */
const CLOSED_HEADERS = { ...COMMON_HEADERS, 'Retry-After': "'60'" } as const;

/** `method.response.header.Retry-After` … */
function responseHeaders<Value>(
  value: (name: keyof typeof CLOSED_HEADERS) => Value,
): Record<string, Value> {
  const names = ['Content-Type', 'Cache-Control', 'X-Content-Type-Options', 'Retry-After'] as const;
  return Object.fromEntries(names.map((name) => [`method.response.header.${name}`, value(name)]));
}

/**
 * A route that is closed: the gateway answers 503 by itself. Where every media type is binary, request and answer have to
 * be made text, or the gateway would decode its own answer as base64 and fail with 500.
 */
export function closedIntegration(api: Route['api']): MockIntegration {
  // In these templates, unlike in gateway responses, a # begins a directive.
  const template = problemTemplate({ api, code: CLOSED }).replaceAll('#', String.raw`\u0023`);
  return new MockIntegration({
    contentHandling: ContentHandling.CONVERT_TO_TEXT,
    passthroughBehavior: PassthroughBehavior.NEVER,
    requestTemplates: { 'application/json': JSON.stringify({ statusCode: Number(CLOSED_STATUS) }) },
    integrationResponses: [
      {
        statusCode: CLOSED_STATUS,
        contentHandling: ContentHandling.CONVERT_TO_TEXT,
        responseParameters: responseHeaders((name) => CLOSED_HEADERS[name]),
        responseTemplates: { 'application/json': template },
      },
    ],
  });
}

/** What a closed route declares that it answers. */
export function closedResponses(): MethodResponse[] {
  return [{ statusCode: CLOSED_STATUS, responseParameters: responseHeaders(() => true) }];
}
