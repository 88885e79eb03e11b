import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import {
  PROBLEM_MEDIA_TYPE,
  PROBLEMS,
  type Problem,
  type ProblemCode,
  problemType,
} from '../../shared/contract/http/problems.ts';

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

function problemTemplate(code: ProblemCode, status: number): string {
  const problem: Problem = {
    type: problemType(code),
    title: PROBLEMS[code].title,
    status,
    code,
    requestId: '$context.requestId',
  };
  return JSON.stringify(problem);
}

/** Errors that the gateway makes get the shape of ours (RFC 9457); the body's status is always the answer's. */
export function answerProblems(api: RestApi): void {
  for (const { when, code, status = PROBLEMS[code].status } of GATEWAY_PROBLEMS) {
    api.addGatewayResponse(`Problem-${when.responseType}`, {
      type: when,
      statusCode: String(status),
      responseHeaders: { ...COMMON_HEADERS, ...(code === 'throttled' && RETRY_AFTER) },
      // The gateway picks a template by this name; the header above is what the caller sees.
      templates: { 'application/json': problemTemplate(code, status) },
    });
  }
}
