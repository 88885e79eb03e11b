import * as z from 'zod/mini';
import { UNREADABLE_CODE } from '../../domain/verdict.ts';

/** Whatever may stand in a field that is read by a rule of its own, also nothing. */
export const anything = z.optional(z.unknown());

/** A string, or nothing where Veriff sent null, something else, or no such field. */
// oxlint-disable-next-line promise/valid-params -- this catch is zod's, not a promise's
export const text = z.catch(z.nullish(z.string()), undefined);

/** Veriff's reason codes have three digits and its status codes four. */
const LARGEST_NUMBER = 99_999;

/** Counts characters, not halves of them. */
const REASON = /^.{0,200}/su;
/** Two code units are the most that a character takes, so no more of a huge text is looked at. */
const REASON_UNITS = 400;

/** Control characters, and the separators that some log viewers take for the end of a line. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/gu;

function isSmallNumber(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) > 0 && Number(value) <= LARGEST_NUMBER;
}

/**
 * Veriff's `code`: nothing where it is null or missing (it is null in some samples of approved
 * sessions), and a number that agrees with no status where it is anything but a small integer.
 */
export function readCode(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  return isSmallNumber(value) ? value : UNREADABLE_CODE;
}

/** Veriff's `reasonCode`: its prose calls it a string, its samples have a number. Anything else is dropped. */
export function readReasonCode(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : value;
  return isSmallNumber(number) ? number : undefined;
}

/**
 * Veriff's `reason`: at most 200 characters on one line, and well-formed, so that it is read from the
 * table exactly as it was written. An empty one is none.
 */
export function readReason(value: string | null | undefined): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const start = value.slice(0, REASON_UNITS).toWellFormed();
  return REASON.exec(start)?.[0].replace(UNPRINTABLE, ' ');
}
