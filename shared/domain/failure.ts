/** Why a call to Veriff did not work. */
export type VeriffErrorCode =
  /** Connection refused, 5xx: Veriff did not do it, or may be asked again. */
  | 'unavailable'
  /** 429. */
  | 'throttled'
  /** No answer in time, or one that could not be read, after a request that must not be repeated blindly. */
  | 'outcome-unknown'
  /** A 2xx answer that is not Veriff's: unreadable, wrong shape, too large, or wrongly signed. */
  | 'malformed'
  /** 400, 409, 422: Veriff refused the request itself. */
  | 'rejected'
  /** 401: our key or shared secret is wrong. */
  | 'unauthenticated'
  /** 403: switched off for this integration. */
  | 'forbidden'
  /** 404: Veriff does not know the session. */
  | 'not-found';

interface VeriffErrorDetails {
  /** Whether the same call may be made again, later. */
  readonly retryable: boolean;
  /** Veriff's `Retry-After`, in seconds. */
  readonly retryAfterSeconds?: number;
  /** The number in Veriff's error body, for example `1302`. */
  readonly veriffCode?: string;
  readonly cause?: unknown;
}

/** A call to Veriff that did not work. Carries no text of Veriff's and no part of the request. */
export class VeriffError extends Error {
  override readonly name = 'VeriffError';
  readonly code: VeriffErrorCode;
  readonly retryable: boolean;
  readonly retryAfterSeconds: number | undefined;
  readonly veriffCode: string | undefined;

  constructor(code: VeriffErrorCode, details: VeriffErrorDetails) {
    super(`Veriff: ${code}`, { cause: details.cause });
    this.code = code;
    this.retryable = details.retryable;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.veriffCode = details.veriffCode;
  }
}

/** The table did not do what it was asked, or nobody knows whether it did. The whole request may be repeated. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  readonly code = 'store-unavailable';
  readonly retryable = true;

  constructor(cause: unknown) {
    super('The table is not available', { cause });
  }
}

/** Why a secret cannot be used. */
export type SecretProblem = 'unavailable' | 'placeholder' | 'invalid' | 'unknown-integration';

/** The secret is missing, still the placeholder, or not of the documented shape: nothing can be signed or verified. */
export class SecretUnusable extends Error {
  override readonly name = 'SecretUnusable';
  readonly code = 'secret-unusable';
  readonly retryable = true;
  readonly problem: SecretProblem;

  constructor(problem: SecretProblem, cause?: unknown) {
    super(`The secret cannot be used: ${problem}`, { cause });
    this.problem = problem;
  }
}

/** What a class may be called; anything else is text, and may be anybody's. */
const CLASS_NAME = /^[A-Za-z][\w.]{0,63}$/;

/**
 * The name of what was thrown, for the log: an error's own where it is that of a class, else `unknown`. Never throws,
 * since anything can be thrown and a property may be a getter.
 */
export function thrownName(thrown: unknown): string {
  try {
    const name: unknown = thrown instanceof Error ? thrown.name : undefined;
    return typeof name === 'string' && CLASS_NAME.test(name) ? name : 'unknown';
  } catch {
    return 'unknown';
  }
}
