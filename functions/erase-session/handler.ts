import { type ErasePorts, eraseSession } from '../../shared/application/erase-session.ts';
import type { Answer } from '../http/answer.ts';
import { ProblemError } from '../http/problem.ts';
import { type Request, sessionIdOf, tenantOf } from '../http/request.ts';

/** `DELETE /v1/sessions/{id}`: 204, also when repeated; Veriff's own erasure follows by the sweep. */
export function eraseSessionHandler(ports: ErasePorts) {
  return async (request: Request): Promise<Answer> => {
    const erased = await eraseSession(ports, tenantOf(request), sessionIdOf(request));
    if (erased === 'not-found') throw new ProblemError('not-found');
    return { statusCode: 204, headers: {}, body: '' };
  };
}
