declare const normalised: unique symbol;

/**
 * The moment of a decision, as an ISO 8601 string in UTC with exactly nine fraction digits, so that
 * the order of strings is the order of time. A `Date` would drop Veriff's microseconds.
 */
export type DecisionTime = string & { readonly [normalised]: true };

const FRACTION = /(?:\.(\d{1,9}))?Z/;
const NORMALISED =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)\.\d{9}Z$/;

function isNormalised(text: string): text is DecisionTime {
  return NORMALISED.test(text);
}

/** Reads Veriff's timestamps (`…Z`, 0 to 9 fraction digits); anything else is no time at all. */
export function decisionTime(text: string): DecisionTime | undefined {
  const padded = text.replace(
    FRACTION,
    (_all, digits: string | undefined) => `.${(digits ?? '').padEnd(9, '0')}Z`,
  );
  return isNormalised(padded) ? padded : undefined;
}
