import type { EpochMs, SessionId, Tenant } from '../domain/ids.ts';
import type { Session } from '../domain/session.ts';
import type { SessionStore } from '../ports/session-store.ts';

export interface ReadPorts {
  readonly store: SessionStore;
  readonly now: () => EpochMs;
}

/** A tenant's own session. Unknown, expired, erased and another tenant's are the same: nothing. */
export async function readSession(
  { store, now }: ReadPorts,
  tenant: Tenant,
  id: SessionId,
): Promise<Session | undefined> {
  const record = await store.load(id, now());
  return record?.kind === 'session' && record.tenant === tenant ? record : undefined;
}
