import { callbackMistake } from '../../shared/contract/http/callback.ts';
import {
  type CreateSessionBody,
  createSessionBody,
} from '../../shared/contract/http/create-session.ts';
import type { Mistake } from '../../shared/contract/http/problems.ts';
import { ProblemError } from '../http/problem.ts';

type Issues = NonNullable<ReturnType<typeof createSessionBody.safeParse>['error']>['issues'];

function pointer(path: readonly PropertyKey[]): string {
  const parts = path.map((part) => String(part).replaceAll('~', '~0').replaceAll('/', '~1'));
  return parts.map((part) => `/${part}`).join('');
}

function mistakesOf(issues: Issues): readonly Mistake[] {
  return issues.flatMap((issue) => {
    const keys = issue.code === 'unrecognized_keys' ? issue.keys : [undefined];
    return keys.map((key) => ({
      pointer: pointer(key === undefined ? issue.path : [...issue.path, key]),
      detail: issue.message,
    }));
  });
}

/** Checks a create's body against Veriff's limits and ours, and tells all mistakes at once. */
export function readCreateBody(
  value: unknown,
  callbackHosts: readonly string[],
): CreateSessionBody {
  const parsed = createSessionBody.safeParse(value);
  const errors = parsed.success ? [] : [...mistakesOf(parsed.error.issues)];
  const callback = parsed.data?.verification.callback;
  const mistake = callback === undefined ? undefined : callbackMistake(callback, callbackHosts);
  if (mistake !== undefined) errors.push({ pointer: '/verification/callback', detail: mistake });
  if (parsed.success && errors.length === 0) return parsed.data;
  throw new ProblemError('invalid-request', { errors });
}
