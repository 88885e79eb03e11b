import { unknownName } from '../veriff/suggest.ts';
import { badRequest } from './refusal.ts';

/** The parameters of a call, by name. */
export type Query<Name extends string> = ReadonlyMap<Name, string>;

/** Reads the parameters that a route knows; any other, or one that comes twice, is refused by name. */
export function readQuery<Name extends string>(
  given: URLSearchParams,
  known: readonly Name[],
): Query<Name> {
  const names = [...given.keys()];
  const mistakes = names.flatMap((name, i) => {
    if (!known.some((each) => each === name)) {
      return [{ pointer: name, detail: unknownName('query parameter', name, known) }];
    }
    return names.indexOf(name) === i ? [] : [{ pointer: name, detail: 'is there more than once' }];
  });
  if (mistakes.length > 0) throw badRequest(...mistakes);
  return new Map(
    known.flatMap((name) => {
      const value = given.get(name);
      return value === null ? [] : [[name, value] as const];
    }),
  );
}

/** A whole number within bounds. */
export function wholeNumber(
  name: string,
  text: string,
  { min, max }: { readonly min: number; readonly max: number },
): number {
  const value = Number(text);
  if (/^\d{1,15}$/.test(text) && value >= min && value <= max) return value;
  throw badRequest({ pointer: name, detail: `must be a whole number from ${min} to ${max}` });
}

/** One of a few words. */
export function oneOf(name: string, text: string, known: readonly string[]): string {
  if (known.includes(text)) return text;
  throw badRequest({ pointer: name, detail: unknownName(`value "${text}"`, text, known) });
}
