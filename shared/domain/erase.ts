import { retryAt } from './due.ts';
import type { EpochMs } from './ids.ts';
import type { SessionRecord, Tombstone } from './session.ts';

/** A tombstone lives eight days: longer than any idempotency item that could bring its session back. */
export const TOMBSTONE_LIFE_MS = 8 * 24 * 60 * 60 * 1000;

/** What is left of a record once it is erased. Veriff's own erasure is owed at once; erasing again changes nothing. */
export function erase(record: SessionRecord, now: EpochMs): Tombstone {
  if (record.kind === 'tombstone') return record;
  const { id, tenant, integration, claim, revision, version } = record;
  return {
    kind: 'tombstone',
    id,
    tenant,
    integration,
    ...(claim !== undefined && { claim }),
    revision: revision + 1,
    version: version + 1,
    erasedAt: now,
    erasureDueAt: now,
  };
}

/** The tombstone once Veriff has erased the session, or never will. */
export function erasureSettled({ erasureDueAt: _, ...settled }: Tombstone): Tombstone {
  return { ...settled, revision: settled.revision + 1 };
}

/** The tombstone after Veriff did not erase: tried again with backoff, not before Veriff's `Retry-After`. */
export function postponeErasure(stone: Tombstone, now: EpochMs, notBefore = 0): Tombstone {
  const erasureDueAt = retryAt(stone.erasedAt, now, notBefore);
  return { ...stone, revision: stone.revision + 1, erasureDueAt };
}
