import { isList, isObject, type Json } from '../words/json.ts';

/** Whether an event fits a pattern, and what of the pattern this tester does not know. */
export type Match =
  | { readonly ok: true; readonly matches: boolean }
  | { readonly ok: false; readonly error: string };

/** Something in a pattern that EventBridge would refuse, or that is not known here. */
class PatternError extends Error {}

/**
 * Matches like EventBridge (AWS docs: eb-event-patterns): every field of the pattern must fit, a list means "one of
 * these", `$or` one of its parts. What is unknown is an error and never "does not match".
 */
export function matchPattern(pattern: unknown, event: unknown): Match {
  try {
    if (!isObject(pattern) || Object.keys(pattern).length === 0) {
      throw new PatternError('a pattern is an object with one field or more');
    }
    return { ok: true, matches: fits(pattern, event, '') };
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return { ok: false, error: error.message };
  }
}

/** All fields are looked at, even after one that does not fit: a mistake in the last one is still told. */
function fits(pattern: Json, event: unknown, at: string): boolean {
  const results = Object.entries(pattern).map(([name, wanted]) =>
    name === '$or'
      ? fitsAny(wanted, event, at)
      : fitsField(wanted, fieldOf(event, name), `${at}/${name}`),
  );
  return results.every(Boolean);
}

function fitsAny(parts: unknown, event: unknown, at: string): boolean {
  if (!isList(parts) || parts.length < 2) {
    throw new PatternError(`${at}/$or needs a list of two patterns or more`);
  }
  return parts
    .map((part) => {
      if (!isObject(part)) throw new PatternError(`${at}/$or holds something that is no object`);
      return fits(part, event, `${at}/$or`);
    })
    .includes(true);
}

function fitsField(wanted: unknown, found: unknown, at: string): boolean {
  if (isObject(wanted)) return fits(wanted, found, at);
  if (!isList(wanted) || wanted.length === 0) {
    throw new PatternError(`${at} must be a list of values, for example ["approved"]`);
  }
  const values: readonly unknown[] = isList(found) ? found : [found];
  return wanted
    .map((one: unknown) => values.some((value) => fitsValue(one, value, at)))
    .includes(true);
}

function fitsValue(wanted: unknown, value: unknown, at: string): boolean {
  if (!isObject(wanted)) return wanted === value;
  const [name = '', argument] = Object.entries(wanted)[0] ?? [];
  const rule = RULES[name];
  if (rule === undefined || Object.keys(wanted).length !== 1) {
    throw new PatternError(`${at}: "${name}" is none of ${Object.keys(RULES).join(', ')}`);
  }
  return rule(argument, value, at);
}

type Rule = (argument: unknown, value: unknown, at: string) => boolean;

const RULES: Readonly<Record<string, Rule>> = {
  prefix: text((wanted, value) => value.startsWith(wanted)),
  suffix: text((wanted, value) => value.endsWith(wanted)),
  'equals-ignore-case': text((wanted, value) => value.toLowerCase() === wanted.toLowerCase()),
  wildcard: text(fitsWildcard),
  exists: (wanted, value, at) => {
    if (typeof wanted !== 'boolean') throw new PatternError(`${at}: exists takes true or false`);
    return (value !== undefined) === wanted;
  },
  'anything-but': (wanted, value, at) =>
    value !== undefined &&
    !(isList(wanted) ? wanted : [wanted]).some((one: unknown) => fitsValue(one, value, at)),
  numeric: (wanted, value, at) => {
    const tests = comparisons(wanted, at);
    return typeof value === 'number' && tests.every((test) => test(value));
  },
};

function text(fit: (wanted: string, value: string) => boolean): Rule {
  return (wanted, value, at) => {
    if (typeof wanted !== 'string') throw new PatternError(`${at}: this filter takes a text`);
    return typeof value === 'string' && fit(wanted, value);
  };
}

function fitsWildcard(wanted: string, value: string): boolean {
  const [first = '', ...others] = wanted.split('*');
  const last = others.pop();
  if (last === undefined) return wanted === value;
  if (!value.startsWith(first)) return false;
  let at = first.length;
  for (const part of others) {
    const found = value.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return value.length - last.length >= at && value.endsWith(last);
}

const COMPARISONS: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  '=': (value, limit) => value === limit,
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
};

/** `[">", 0, "<=", 5]`. */
function comparisons(wanted: unknown, at: string): readonly ((value: number) => boolean)[] {
  const parts: readonly unknown[] = isList(wanted) ? wanted : [];
  if (parts.length !== 2 && parts.length !== 4) {
    throw new PatternError(`${at}: numeric takes a list like [">", 0, "<=", 5]`);
  }
  const pairs = parts.length === 2 ? [parts] : [parts.slice(0, 2), parts.slice(2)];
  return pairs.map(([sign, limit]) => {
    const compare = COMPARISONS[String(sign)];
    if (compare === undefined || typeof limit !== 'number') {
      throw new PatternError(`${at}: numeric takes a list like [">", 0, "<=", 5]`);
    }
    return (value) => compare(value, limit);
  });
}

function fieldOf(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
