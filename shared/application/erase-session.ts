import { erase } from '../domain/erase.ts';
import type { SessionId, Tenant } from '../domain/ids.ts';
import type { SessionRecord } from '../domain/session.ts';
import type { IdempotencyStore } from '../ports/idempotency-store.ts';
import type { ReadPorts } from './read-session.ts';
import { untilUncontended } from './until-uncontended.ts';

export interface ErasePorts extends ReadPorts {
  readonly claims: IdempotencyStore;
}

async function bury({ store, now }: ErasePorts, read: SessionRecord): Promise<boolean> {
  if (read.kind === 'tombstone') return true;
  return (await store.save(erase(read, now()), read, now())) === 'saved';
}

/**
 * Replaces a tenant's session by a tombstone, at once, and empties the recorded answer of the create
 * that made it. Erasing again is the same as erasing; `not-found` for anything that is not the
 * tenant's. Veriff's own erasure is then owed and paid by the sweep.
 */
export async function eraseSession(
  ports: ErasePorts,
  tenant: Tenant,
  id: SessionId,
): Promise<'erased' | 'not-found'> {
  return untilUncontended(async () => {
    const record = await ports.store.load(id, ports.now());
    if (record === undefined || record.tenant !== tenant) return 'not-found';
    if (!(await bury(ports, record))) return undefined;
    if (record.claim !== undefined) await ports.claims.complete(record.claim, id);
    return 'erased';
  });
}
