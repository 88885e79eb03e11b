import { isSessionId, type Tenant } from '../../shared/domain/ids.ts';
import type { SessionPosition } from '../../shared/ports/session-store.ts';
import type { Digest } from '../http/digest.ts';
import { ProblemError } from '../http/problem.ts';

/** What a cursor belongs to: it is refused by any other query or tenant. */
export interface CursorScope {
  readonly tenant: Tenant;
  readonly vendorData: string;
  readonly digest: Digest;
}

function seal(
  { tenant, vendorData, digest }: CursorScope,
  { id, createdAt }: SessionPosition,
): string {
  return digest('cursor', tenant, vendorData, id, String(createdAt)).slice(0, 22);
}

/** An opaque cursor for the page after a position. It never goes stale. */
export function toCursor(scope: CursorScope, position: SessionPosition): string {
  const text = `${position.createdAt}.${position.id}.${seal(scope, position)}`;
  return Buffer.from(text).toString('base64url');
}

/** The position in a cursor that was made for the same query of the same tenant. */
export function fromCursor(scope: CursorScope, cursor: string): SessionPosition {
  const [time = '', id = '', mark] = Buffer.from(cursor, 'base64url').toString().split('.');
  const createdAt = Number(time);
  if (/^\d{1,15}$/.test(time) && isSessionId(id) && mark === seal(scope, { id, createdAt })) {
    return { id, createdAt };
  }
  throw new ProblemError('invalid-cursor', {
    detail: 'Pass nextCursor of the page before, with the same vendorData; or leave it out.',
  });
}
