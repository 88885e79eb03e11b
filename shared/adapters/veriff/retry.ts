import type { EpochMs } from '../../domain/ids.ts';

/** Attempts of one call, the first included. */
export const MOST_ATTEMPTS = 3;

/** Nobody is believed who wants to be left alone for longer than this; the next 429 says so again. */
const LONGEST_RETRY_AFTER = 86_400;

/** The one date format that HTTP senders may generate (RFC 9110, 5.6.7); Date.parse alone takes almost anything. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;

/** Seconds to wait by a `Retry-After` header: a number or an HTTP date (RFC 9110, 10.2.3). Anything else says nothing. */
export function retryAfterSeconds(header: string | undefined, now: EpochMs): number | undefined {
  if (header === undefined) return undefined;
  const seconds = HTTP_DATE.test(header)
    ? Math.ceil((Date.parse(header) - now) / 1000)
    : Number(/^\d{1,9}$/.exec(header)?.[0] ?? Number.NaN);
  if (Number.isNaN(seconds)) return undefined;
  return Math.min(Math.max(seconds, 0), LONGEST_RETRY_AFTER);
}

/** Full jitter: anything from nothing to a bound that doubles with each attempt, so that callers do not return together. */
export function backoffMs(attempt: number, firstMs: number): number {
  return Math.random() * firstMs * 2 ** (attempt - 1);
}
