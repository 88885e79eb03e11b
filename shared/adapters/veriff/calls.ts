import { VeriffError } from '../../domain/failure.ts';
import { type AttemptId, isSessionId, type SessionId } from '../../domain/ids.ts';
import {
  type DecisionAnswer,
  type MadeSession,
  readAttempts,
  readCreated,
  readDecision,
  readDeleted,
} from './answers.ts';
import type { Call } from './call.ts';

/** GET and DELETE sign the session id exactly as in the path (Veriff docs: hmac-authentication-and-endpoint-security). */
function aboutSession(id: SessionId, rest: string): Pick<Call<unknown>, 'path' | 'signed'> {
  // Only what is safe in a path goes into one, and what is no id cannot be the id of a session.
  if (!isSessionId(id)) throw new VeriffError('not-found', { retryable: false });
  return { path: `v1/sessions/${id}${rest}`, signed: Buffer.from(id) };
}

/** `POST /v1/sessions` (Veriff docs: v1sessions): 201 and nothing else is success. */
export function createCall(verification: Readonly<Record<string, unknown>>): Call<MadeSession> {
  const body = Buffer.from(JSON.stringify({ verification }));
  return {
    operation: 'create',
    method: 'POST',
    path: 'v1/sessions',
    signed: body,
    body,
    expected: [201],
    read: readCreated,
  };
}

/** `GET /v1/sessions/{id}/decision` (Veriff docs: v1sessionsiddecision-1). */
export function decisionCall(id: SessionId): Call<DecisionAnswer> {
  return {
    operation: 'decision',
    method: 'GET',
    ...aboutSession(id, '/decision'),
    expected: [200],
    read: (body) => readDecision(body, id),
  };
}

/** `GET /v1/sessions/{id}/attempts` (Veriff docs: v1sessionsidattempts-1). */
export function attemptsCall(id: SessionId): Call<readonly AttemptId[]> {
  return {
    operation: 'attempts',
    method: 'GET',
    ...aboutSession(id, '/attempts'),
    expected: [200],
    read: readAttempts,
  };
}

/** `DELETE /v1/sessions/{id}` (Veriff docs: v1sessionsid-3). */
export function deleteCall(id: SessionId): Call<true> {
  return {
    operation: 'delete',
    method: 'DELETE',
    ...aboutSession(id, ''),
    expected: [200, 202, 204],
    read: readDeleted,
  };
}
