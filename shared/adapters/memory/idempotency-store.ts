import type { Claim } from '../../domain/idempotency.ts';
import type { ClaimKey, EpochMs } from '../../domain/ids.ts';
import type { IdempotencyStore } from '../../ports/idempotency-store.ts';
import { isExpired, ttlSeconds } from '../dynamodb/expiry.ts';

/** Whether this very answer may be recorded: it is the first, or it is there already. */
function isOpenTo({ progress }: Claim, sessionId: string): boolean {
  if (progress.kind === 'claimed') return true;
  return progress.kind === 'answered' && progress.session.id === sessionId;
}

function live(held: Claim | undefined, now: EpochMs): Claim | undefined {
  return held && isExpired(ttlSeconds(held.expiresAt), now) ? undefined : held;
}

/** The table's rules for claims without a table, for tests; `items` is what the table holds. */
export function memoryIdempotencyStore(items = new Map<ClaimKey, Claim>()): IdempotencyStore {
  function write(claim: Claim): true {
    items.set(claim.key, claim);
    return true;
  }
  function ownedBy(key: ClaimKey, owner: string): Claim | undefined {
    const held = items.get(key);
    return held?.owner === owner ? held : undefined;
  }

  return {
    async claim(fresh, now) {
      const held = live(items.get(fresh.key), now);
      if (held !== undefined) return held;
      const expiresAt = ttlSeconds(fresh.expiresAt) * 1000;
      const claim: Claim = { ...fresh, expiresAt, progress: { kind: 'claimed' } };
      write(claim);
      return claim;
    },

    async takeOver(dead, owner, leaseUntil) {
      const held = items.get(dead.key);
      if (held?.progress.kind !== 'claimed') return false;
      const isAsRead = held.owner === dead.owner && held.leaseUntil === dead.leaseUntil;
      return (isAsRead || held.owner === owner) && write({ ...held, owner, leaseUntil });
    },

    async answer(key, owner, session) {
      const held = ownedBy(key, owner);
      if (held === undefined || !isOpenTo(held, session.id)) return false;
      return write({ ...held, progress: { kind: 'answered', session } });
    },

    async complete(key, sessionId) {
      const held = items.get(key);
      if (held?.progress.kind !== 'answered' || held.progress.session.id !== sessionId) return;
      write({ ...held, progress: { kind: 'completed', sessionId } });
    },

    async release(key, owner) {
      const held = ownedBy(key, owner);
      if (held !== undefined) write({ ...held, leaseUntil: 0 });
    },
  };
}
