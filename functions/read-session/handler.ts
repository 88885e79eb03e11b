import { type ReadPorts, readSession } from '../../shared/application/read-session.ts';
import type { SessionStatus } from '../../shared/domain/session.ts';
import { type Answer, json } from '../http/answer.ts';
import { ProblemError } from '../http/problem.ts';
import { headerValues, type Request, sessionIdOf, tenantOf } from '../http/request.ts';
import { sessionBody } from '../http/session-body.ts';

/** Seconds after which a client may ask again, while a session is open: soon where a decision is near. */
const PACE: Partial<Readonly<Record<SessionStatus, number>>> = {
  created: 30,
  started: 30,
  submitted: 10,
  resubmission_requested: 60,
  review: 60,
};

function knows(request: Request, etag: string): boolean {
  const tags = headerValues(request, 'if-none-match').flatMap((value) => value.split(','));
  return tags.some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}

/** `GET /v1/sessions/{id}`. The `ETag` is the version of the session; 304 where the client has it. */
export function readSessionHandler(ports: ReadPorts) {
  return async (request: Request): Promise<Answer> => {
    const session = await readSession(ports, tenantOf(request), sessionIdOf(request));
    if (session === undefined) throw new ProblemError('not-found');
    const etag = `"${session.version}"`;
    const pace = PACE[session.state.status];
    const headers = { ETag: etag, ...(pace !== undefined && { 'Retry-After': String(pace) }) };
    if (knows(request, etag)) return { statusCode: 304, headers, body: '' };
    return json(200, sessionBody(session), headers);
  };
}
