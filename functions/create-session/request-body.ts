import {
  type CreateSessionBody,
  createSessionBody,
} from '../../shared/contract/http/create-session.ts';
import type { Mistake } from '../../shared/contract/http/problems.ts';
import { ProblemError } from '../http/problem.ts';

type Schema = ReturnType<typeof createSessionBody>;
type Issues = NonNullable<ReturnType<Schema['safeParse']>['error']>['issues'];

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

/** Reads a create's body, checked against Veriff's limits and ours; all mistakes are told at once. */
export function createBodyReader(
  callbackHosts: readonly string[],
): (value: unknown) => CreateSessionBody {
  const schema = createSessionBody(callbackHosts);
  return (value) => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    throw new ProblemError('invalid-request', { errors: mistakesOf(parsed.error.issues) });
  };
}
