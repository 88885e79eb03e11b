/**
 * Every error that the APIs answer: its stable `code`, its status and its title (RFC 9457). The page
 * behind `type` is `docs/problems.md`; a test holds the two together.
 */
export const PROBLEMS = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'invalid-cursor': {
    status: 400,
    title: 'The cursor is not one of ours, or belongs to another query',
  },
  unauthenticated: { status: 401, title: 'The request is not authenticated' },
  forbidden: { status: 403, title: 'The caller may not do this' },
  'not-found': { status: 404, title: 'There is no such session' },
  'request-in-progress': {
    status: 409,
    title: 'A request with this Idempotency-Key is still running',
  },
  'too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body is not of a type that is read here' },
  'idempotency-key-reused': { status: 422, title: 'This Idempotency-Key cannot be used again' },
  throttled: { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  'veriff-rejected': { status: 502, title: 'Veriff refused the request' },
  'veriff-unavailable': { status: 503, title: 'Veriff does not answer' },
  'outcome-unknown': { status: 503, title: 'The call may have reached Veriff' },
  unavailable: { status: 503, title: 'The service is not available for a moment' },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly title: string }>>;

export type ProblemCode = keyof typeof PROBLEMS;

/** The media type of every error. */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** One mistake in a request; `pointer` is a JSON pointer into the caller's body, or names a header or parameter. */
export interface Mistake {
  readonly pointer: string;
  readonly detail: string;
}

/** The body of every error. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail?: string;
  readonly requestId?: string;
  readonly errors?: readonly Mistake[];
  /** The number of Veriff's own error, for example `1302`. */
  readonly veriffCode?: string;
}

/** The `type` of a problem. It names a section of `docs/problems.md`, which says what to do. */
export function problemType(code: ProblemCode): string {
  return `urn:veriff-sessions:problems#${code}`;
}
