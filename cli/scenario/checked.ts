import * as z from 'zod/mini';
import { unknownName } from '../../local/veriff/suggest.ts';

// Schemas that say in their own words what they want: zod/mini has no messages.

/** An object of exactly these fields; an unknown one is told with the nearest known one, a line each. */
export function fields<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => unknownName('field', key, known)).join('\n')
        : `must be an object with ${known.join(', ')}`,
  });
}

/** One of some words; a typing mistake is told with the nearest. */
export function word<const Words extends readonly string[]>(what: string, words: Words) {
  return z.enum(words, {
    error: ({ input }) =>
      typeof input === 'string'
        ? unknownName(`${what} "${input}"`, input, words)
        : `must be one of ${words.join(', ')}`,
  });
}

/** A text; `pattern` with the words for what it wants. */
export function text(pattern?: { readonly is: RegExp; readonly wanted: string }) {
  if (pattern === undefined) return z.string({ error: 'must be a text' });
  const { is, wanted } = pattern;
  return z
    .string({ error: `must be ${wanted}` })
    .check(z.regex(is, { error: `must be ${wanted}` }));
}

/** A number within bounds. */
export function numberFrom(min: number, max: number, whole = true) {
  const error = `must be a ${whole ? 'whole ' : ''}number from ${min} to ${max}`;
  const number = whole ? z.int({ error }) : z.number({ error });
  return number.check(z.gte(min, { error }), z.lte(max, { error }));
}

/** True or false. */
export function flag() {
  return z.boolean({ error: 'must be true or false' });
}

/** A list, not empty. */
export function listOf<Item extends z.core.SomeType>(item: Item) {
  return z.array(item, { error: 'must be a list' }).check(z.minLength(1, { error: 'is empty' }));
}

/** JSON pointers and the values that they get. */
export function pointerValues() {
  return z.record(pointer(), z.unknown(), {
    error: ({ code }) =>
      code === 'invalid_key'
        ? 'must be a JSON pointer, /verification/code'
        : 'must be an object of JSON pointers and values',
  });
}

export function pointer() {
  return text({ is: /^(?:\/(?:[^~/]|~[01])*)+$/, wanted: 'a JSON pointer, /verification/code' });
}
