import { VeriffError } from '../../domain/failure.ts';
import type { EpochMs } from '../../domain/ids.ts';
import { readErrorCode } from './answers.ts';
import { readJson } from './json.ts';
import { retryAfterSeconds } from './retry.ts';
import { DEFAULT_RETRY_AFTER } from './throttle.ts';
import type { Answered, Failed } from './transport.ts';

/** The calls that this project makes, by the names that metrics have for them. */
export type Operation = 'create' | 'decision' | 'attempts' | 'delete';

/** What one attempt failed with, and whether the same request may be sent again within this call. */
export interface Failure {
  readonly error: VeriffError;
  readonly repeatable: boolean;
  /** There was an answer, but not one of Veriff's. */
  readonly malformed?: true;
}

/** A create may wait for this long within its call; a longer pause is for the caller to make. */
const SHORT_RETRY_AFTER = 2;

/** Nobody knows what became of a create that a gateway gave up on, so it is not repeated. */
const GATEWAY_GAVE_UP: ReadonlySet<number> = new Set([502, 504]);

const failure = (error: VeriffError, repeatable = false): Failure => ({ error, repeatable });

function outcomeUnknown(cause?: unknown): Failure {
  return failure(new VeriffError('outcome-unknown', { retryable: false, cause }));
}

/** Without an answer: a create is repeated only if it certainly never left; the others change nothing or can be done twice. */
export function failureOfExchange(operation: Operation, { sent, cause }: Failed): Failure {
  if (operation === 'create' && sent) return outcomeUnknown(cause);
  return failure(new VeriffError('unavailable', { retryable: true, cause }), true);
}

/** An answer that cannot be Veriff's. A create may have made a session nevertheless. */
export function malformed(operation: Operation): Failure {
  return { ...(operation === 'create' ? outcomeUnknown() : notVeriffs()), malformed: true };
}

function notVeriffs(): Failure {
  return failure(new VeriffError('malformed', { retryable: true }));
}

function throttled(operation: Operation, named: number | undefined): Failure {
  const error = new VeriffError('throttled', {
    retryable: true,
    retryAfterSeconds: named ?? DEFAULT_RETRY_AFTER,
  });
  const short = named !== undefined && named <= SHORT_RETRY_AFTER;
  return failure(error, operation === 'create' && short);
}

function unavailable(operation: Operation, status: number, wait: number | undefined): Failure {
  if (operation === 'create' && GATEWAY_GAVE_UP.has(status)) return outcomeUnknown();
  const after = wait === undefined ? {} : { retryAfterSeconds: wait };
  return failure(new VeriffError('unavailable', { retryable: true, ...after }), true);
}

function codeOf(operation: Operation, status: number): VeriffError['code'] {
  if (status === 401) return 'unauthenticated';
  if (status === 403) return 'forbidden';
  return status === 404 && operation !== 'create' ? 'not-found' : 'rejected';
}

function refused(operation: Operation, { status, body }: Answered): Failure {
  const json = readJson(body ?? new Uint8Array());
  const veriffCode = json.kind === 'json' ? readErrorCode(json.value) : undefined;
  const said = veriffCode === undefined ? {} : { veriffCode };
  return failure(new VeriffError(codeOf(operation, status), { retryable: false, ...said }));
}

/** What an answer other than the expected one means. */
export function failureOfAnswer(operation: Operation, answer: Answered, now: EpochMs): Failure {
  const { status, headers } = answer;
  const wait = retryAfterSeconds(headers['retry-after'], now);
  if (status === 429) return throttled(operation, wait);
  if (status >= 500 || status === 408) return unavailable(operation, status, wait);
  if (status >= 400) return refused(operation, answer);
  // A redirect did nothing; it is not followed, since it would take key and signature elsewhere.
  if (status >= 300) return { ...notVeriffs(), malformed: true };
  return malformed(operation);
}
