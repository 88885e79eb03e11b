import { describe, expect, it } from 'vitest';
import { memoryIdempotencyStore } from '../../shared/adapters/memory/idempotency-store.ts';
import {
  memorySessionStore,
  type StoredRecord,
} from '../../shared/adapters/memory/session-store.ts';
import type { Claim } from '../../shared/domain/idempotency.ts';
import type { ClaimKey } from '../../shared/domain/ids.ts';
import type { SessionRecord } from '../../shared/domain/session.ts';
import type { IdempotencyStore } from '../../shared/ports/idempotency-store.ts';
import type { SessionStore } from '../../shared/ports/session-store.ts';
import { DAY } from '../support/given.ts';
import { type Rules, TABLE_RULES } from './effects.ts';
import { explore } from './explore.ts';
import { SIZES, type Size } from './sizes.ts';

type Records = Map<string, StoredRecord>;
type Claims = Map<ClaimKey, Claim>;

const sessionsWith = (
  change: (real: SessionStore, items: Records) => Partial<SessionStore>,
): Rules => ({
  ...TABLE_RULES,
  sessions: (items) => {
    const real = memorySessionStore(items);
    return { ...real, ...change(real, items) };
  },
});

const claimsWith = (
  change: (real: IdempotencyStore, items: Claims) => Partial<IdempotencyStore>,
): Rules => ({
  ...TABLE_RULES,
  claims: (items) => {
    const real = memoryIdempotencyStore(items);
    return { ...real, ...change(real, items) };
  },
});

/** Writes whatever is there, as long as something is. */
function overwriting(real: SessionStore, items: Records): SessionStore['save'] {
  return async (next, _read, now) => {
    const held = items.get(next.id)?.record;
    return held === undefined
      ? 'conflict'
      : real.save({ ...next, revision: held.revision + 1 }, held, now);
  };
}

function isMark(next: SessionRecord, read: SessionRecord): boolean {
  if (next.kind !== 'session' || read.kind !== 'session') return false;
  return next.version === read.version && next.outbox.length < read.outbox.length;
}

/** Everything there is around one key and one decision: big, but a hole is near the beginning. */
const AROUND = SIZES.release['everything around one key and one decision'];

const hole = (size: Partial<Size>): Size => ({ ...AROUND, ...size });

/** An erasure that leaves no tombstone. */
const DELETED = sessionsWith((real, items) => ({
  async save(next, read, now) {
    const saved = await real.save(next, read, now);
    if (saved === 'saved' && next.kind === 'tombstone') items.delete(next.id);
    return saved;
  },
}));

describe('the exploration finds what goes wrong, and the way to it,', () => {
  it('where an erasure deletes the item instead of leaving a tombstone', async () => {
    const { violation } = await explore(hole({}), { rules: DELETED });

    expect(violation?.sentence).toBe('a write deleted the record');
  });

  it('where the deletion by an erasure lets a slow create bring the session back', async () => {
    const { violation } = await explore(hole({}), {
      rules: DELETED,
      ignored: ['a write deleted the record', 'the idempotency item outlives its session'],
    });

    expect(violation?.sentence).toBe('a session came back under an id that had lost it');
  });

  it('where the idempotency item outlives the record', async () => {
    const rules = claimsWith((real) => ({
      claim: async (fresh, now) =>
        real.claim({ ...fresh, expiresAt: fresh.expiresAt + 30 * DAY }, now),
    }));

    const { violation } = await explore(hole({}), { rules });

    expect(violation?.sentence).toBe('the idempotency item outlives its session');
  });

  it('where a session is put without a condition', async () => {
    const rules = sessionsWith((real, items) => ({
      async insert(session, now) {
        items.delete(session.id);
        return real.insert(session, now);
      },
    }));

    const { violation } = await explore(hole({}), { rules });

    expect(violation?.sentence).toBe('a write did not advance the revision');
  });

  it('where a publication is marked without a condition', async () => {
    const rules = sessionsWith((real, items) => ({
      async save(next, read, now) {
        const held = items.get(next.id)?.record;
        return isMark(next, read) && held?.kind === 'session' && next.kind === 'session'
          ? real.save({ ...held, revision: held.revision + 1, outbox: next.outbox }, held, now)
          : real.save(next, read, now);
      },
    }));

    const { violation } = await explore(hole({ erases: false }), { rules });

    expect(violation?.sentence).toBe('change 2 is neither owed nor published');
  });

  it('where a claim is taken over unchecked', async () => {
    const rules = claimsWith((_real, items) => ({
      async takeOver(dead, owner, leaseUntil) {
        const held = items.get(dead.key);
        if (held !== undefined) items.set(dead.key, { ...held, owner, leaseUntil });
        return held !== undefined;
      },
    }));

    const { violation } = await explore(hole({}), { rules });

    expect(violation?.sentence).toBe(
      'a claim was taken from an owner that lives, or after its answer',
    );
  });

  it('where an answer is recorded by whoever comes', async () => {
    const rules = claimsWith((real, items) => ({
      async answer(key, _owner, session) {
        return real.answer(key, items.get(key)?.owner ?? '', session);
      },
    }));

    const { violation } = await explore(hole({}), { rules });

    expect(violation?.sentence).toBe('an answer was recorded by a stranger to the claim');
  });

  it('where a record is saved without the check of its revision', async () => {
    const rules = sessionsWith((real, items) => ({ save: overwriting(real, items) }));

    const { violation } = await explore(hole({ erases: false }), { rules });

    expect(violation?.sentence).toBe('a newer decision was replaced by an older one, or by none');
  });
});
