import { isList, isRecord } from '../../local/veriff/json.ts';
import { escaped } from './located-json.ts';

/** A part that is not as it was expected. */
export interface Mismatch {
  readonly pointer: string;
  readonly expected: unknown;
  readonly found: unknown;
}

/** Objects match where they are named, lists exactly and in order; null expects that there is nothing. */
export function mismatches(expected: unknown, found: unknown, at = ''): readonly Mismatch[] {
  if (isRecord(expected) && isRecord(found)) {
    return Object.entries(expected).flatMap(([key, each]) =>
      mismatches(each, found[key], `${at}/${escaped(key)}`),
    );
  }
  if (isList(expected) && isList(found) && expected.length === found.length) {
    return expected.flatMap((each, index) => mismatches(each, found[index], `${at}/${index}`));
  }
  return isSame(expected, found) ? [] : [{ pointer: at, expected, found }];
}

function isSame(expected: unknown, found: unknown): boolean {
  return Object.is(expected, expected === null ? (found ?? null) : found);
}

/** `/status  expected "approved", found "submitted"` */
export function mismatchText({ pointer, expected, found }: Mismatch): string {
  return `${pointer || 'all'}  expected ${shown(expected)}, found ${shown(found)}`;
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 197)}...` : text;
}
