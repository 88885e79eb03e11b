import {
  type Mistake,
  PROBLEM_MEDIA_TYPE,
  PROBLEMS,
  type Problem,
  type ProblemCode,
  problemType,
} from '../../shared/contract/http/problems.ts';
import {
  SecretUnusable,
  StoreUnavailable,
  VeriffError,
  type VeriffErrorCode,
} from '../../shared/domain/failure.ts';
import type { Answer } from './answer.ts';

interface ProblemDetails {
  readonly detail?: string;
  readonly errors?: readonly Mistake[];
  readonly retryAfterSeconds?: number;
  readonly veriffCode?: string;
}

/** A request that is answered with an error, and why. Everything in it is shown to the caller. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode;
  readonly details: ProblemDetails;

  constructor(code: ProblemCode, details: ProblemDetails = {}) {
    super(code);
    this.code = code;
    this.details = details;
  }
}

/** What Veriff's failures are to our caller. Veriff's own texts are never passed on, only its number. */
const OF_VERIFF: Readonly<Record<VeriffErrorCode, ProblemCode>> = {
  unavailable: 'veriff-unavailable',
  throttled: 'veriff-unavailable',
  malformed: 'veriff-unavailable',
  'outcome-unknown': 'outcome-unknown',
  rejected: 'veriff-rejected',
  unauthenticated: 'veriff-rejected',
  forbidden: 'veriff-rejected',
  'not-found': 'veriff-rejected',
};

const ADVICE: Partial<Readonly<Record<ProblemCode, string>>> = {
  'outcome-unknown':
    'The call may have reached Veriff. Repeat it with the same Idempotency-Key; without one a repetition may make a second session.',
  'veriff-unavailable': 'Nothing was created. Repeat the request after the time in Retry-After.',
  'veriff-rejected': 'Veriff refused the request; veriffCode is the number of its error.',
  unavailable: 'Nothing is lost. Repeat the request after the time in Retry-After.',
};

/** Seconds after which a repetition may help, where nobody named a better time. */
const RETRY_AFTER = 2;

function ofVeriff({ code, retryable, retryAfterSeconds, veriffCode }: VeriffError): ProblemError {
  return new ProblemError(OF_VERIFF[code], {
    ...(retryable && { retryAfterSeconds: retryAfterSeconds ?? RETRY_AFTER }),
    ...(code === 'outcome-unknown' && { retryAfterSeconds: RETRY_AFTER }),
    ...(veriffCode !== undefined && { veriffCode }),
  });
}

/** The problem that an error is to the caller. What is none of our errors is a bug and shows nothing of itself. */
export function problemOf(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof VeriffError) return ofVeriff(error);
  if (error instanceof SecretUnusable && error.problem === 'unknown-integration') {
    return new ProblemError('invalid-request', {
      errors: [{ pointer: '/integration', detail: 'is not the name of a configured integration' }],
    });
  }
  if (error instanceof StoreUnavailable || error instanceof SecretUnusable) {
    return new ProblemError('unavailable', { retryAfterSeconds: RETRY_AFTER });
  }
  return new ProblemError('internal');
}

/** The answer that tells a problem. The only place where an error gets its status. */
export function problemAnswer({ code, details }: ProblemError, requestId?: string): Answer {
  const { status, title } = PROBLEMS[code];
  const detail = details.detail ?? ADVICE[code];
  const body: Problem = {
    type: problemType(code),
    title,
    status,
    code,
    ...(detail !== undefined && { detail }),
    ...(requestId !== undefined && { requestId }),
    ...(details.errors !== undefined && { errors: details.errors }),
    ...(details.veriffCode !== undefined && { veriffCode: details.veriffCode }),
  };
  const retryAfter = details.retryAfterSeconds;
  return {
    statusCode: status,
    headers: {
      'Content-Type': PROBLEM_MEDIA_TYPE,
      ...(retryAfter !== undefined && { 'Retry-After': String(Math.ceil(retryAfter)) }),
    },
    body: JSON.stringify(body),
  };
}
