/**
 * An error as Veriff answers it. The numbers are Veriff's (docs: some-troubleshooting-codes-table) where Veriff has one,
 * else the HTTP status; the wording is invented, so nobody should match on it.
 */
export class VeriffError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'VeriffError';
    this.status = status;
    this.code = code;
  }
}

/** Veriff's error body; `code` is a string. */
export function errorBody(code: string, message: string): string {
  return JSON.stringify({ status: 'fail', code, message });
}
