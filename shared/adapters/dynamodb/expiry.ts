import { TOMBSTONE_LIFE_MS } from '../../domain/erase.ts';
import type { EpochMs } from '../../domain/ids.ts';
import type { SessionRecord } from '../../domain/session.ts';

/** A session's record lives seven days from its last successful write. */
const SESSION_RECORD_LIFE_MS = 7 * 24 * 60 * 60 * 1000;

/** Whole seconds since 1970, rounded down: the unit of DynamoDB's TTL. */
export function ttlSeconds(at: EpochMs): number {
  return Math.floor(at / 1000);
}

/** The `expiresAt`, in seconds, of a record that is written now. */
export function recordExpiry(record: SessionRecord, now: EpochMs): number {
  return ttlSeconds(
    now + (record.kind === 'tombstone' ? TOMBSTONE_LIFE_MS : SESSION_RECORD_LIFE_MS),
  );
}

/** Whether an item counts as absent: its last second has begun, even if the database still has it. */
export function isExpired(expiresAtSeconds: number, now: EpochMs): boolean {
  return expiresAtSeconds <= ttlSeconds(now);
}
