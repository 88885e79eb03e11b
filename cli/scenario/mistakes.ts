import type * as z from 'zod/mini';
import { escaped } from './located-json.ts';

/** Something wrong in a file: where, and what is allowed there. */
export interface Mistake {
  readonly pointer: string;
  readonly detail: string;
}

type Issue = z.core.$ZodIssue;

/** The mistakes that a schema found below a pointer; the issues carry their input. */
export function mistakesOf(issues: readonly Issue[], base = ''): readonly Mistake[] {
  return issues.flatMap((issue) => mistakeOf(issue, base));
}

function mistakeOf(issue: Issue, base: string): readonly Mistake[] {
  const at = base + issue.path.map((part) => `/${escaped(String(part))}`).join('');
  if (issue.code === 'unrecognized_keys') {
    const details = issue.message.split('\n');
    return issue.keys.map((key, index) => ({
      pointer: `${at}/${escaped(key)}`,
      detail: details[index] ?? issue.message,
    }));
  }
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.find((branch) => !branch.some(isOfAnotherKind));
    if (meant !== undefined) return mistakesOf(meant, at);
  }
  return [{ pointer: at, detail: issue.message }];
}

/** Not this branch of a union: the value itself, not something inside it, is of another kind. */
function isOfAnotherKind(issue: Issue): boolean {
  if (issue.path.length > 0) return false;
  const isWord = typeof issue.input === 'string';
  return issue.code === 'invalid_type' || (issue.code === 'invalid_value' && !isWord);
}
