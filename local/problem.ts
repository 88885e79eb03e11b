import type { ServerResponse } from 'node:http';
import {
  type Mistake,
  PROBLEM_MEDIA_TYPE,
  PROBLEMS,
  type Problem,
  type ProblemCode,
  problemType,
} from '../shared/contract/http/problems.ts';

/** Answers an error of the front itself in the shape that the functions use, as the deployed gateway does. */
export function sendProblem(
  response: ServerResponse,
  code: ProblemCode,
  more: {
    readonly status?: number;
    readonly detail?: string;
    readonly requestId?: string;
    readonly errors?: readonly Mistake[];
  } = {},
): number {
  const status = more.status ?? PROBLEMS[code].status;
  const problem: Problem = {
    type: problemType(code),
    title: PROBLEMS[code].title,
    status,
    code,
    ...(more.detail !== undefined && { detail: more.detail }),
    ...(more.requestId !== undefined && { requestId: more.requestId }),
    ...(more.errors !== undefined && { errors: more.errors }),
  };
  const body = JSON.stringify(problem);
  response.writeHead(status, {
    'content-type': PROBLEM_MEDIA_TYPE,
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
  return status;
}
