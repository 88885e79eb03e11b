import type { EpochMs, SessionId } from '../../domain/ids.ts';
import type { Session, SessionRecord } from '../../domain/session.ts';
import type {
  SessionPage,
  SessionPosition,
  SessionQuery,
  SessionStore,
} from '../../ports/session-store.ts';
import { isExpired, recordExpiry } from '../dynamodb/expiry.ts';
import { mustBeLater } from '../dynamodb/revision.ts';

/** A record and the end of its life in seconds, as it would stand in the table. */
export interface StoredRecord {
  readonly record: SessionRecord;
  readonly expiresAt: number;
}

/** Newest first; the order within one moment is arbitrary but stays the same. */
function newestFirst(a: SessionPosition, b: SessionPosition): number {
  return b.createdAt - a.createdAt || (a.id < b.id ? -1 : Number(a.id > b.id));
}

function pageOf(all: readonly Session[], { limit, after }: SessionQuery): SessionPage {
  const rest = all
    .toSorted(newestFirst)
    .filter((session) => after === undefined || newestFirst(session, after) > 0);
  const sessions = rest.slice(0, limit);
  const last = sessions.at(-1);
  if (last === undefined || rest.length <= limit) return { sessions };
  return { sessions, next: { id: last.id, createdAt: last.createdAt } };
}

/**
 * The table's rules without a table, for tests. `items` is what the table holds: like the table, it
 * keeps what has expired until somebody deletes it.
 */
export function memorySessionStore(items = new Map<string, StoredRecord>()): SessionStore {
  function write(record: SessionRecord, now: EpochMs): void {
    items.set(record.id, { record, expiresAt: recordExpiry(record, now) });
  }
  function live(id: SessionId, now: EpochMs): SessionRecord | undefined {
    const held = items.get(id);
    return held === undefined || isExpired(held.expiresAt, now) ? undefined : held.record;
  }

  return {
    load: async (id, now) => live(id, now),

    async insert(session, now) {
      if (items.has(session.id)) return 'exists';
      write(session, now);
      return 'inserted';
    },

    async save(next, read, now) {
      mustBeLater(next, read);
      const held = live(read.id, now);
      if (held === undefined || held.revision !== read.revision) return 'conflict';
      write(next, now);
      return 'saved';
    },

    async list(query, now) {
      const all = [...items.values()]
        .filter(({ expiresAt }) => !isExpired(expiresAt, now))
        .flatMap(({ record }) => (record.kind === 'session' ? [record] : []))
        .filter(
          ({ tenant, vendorData }) => tenant === query.tenant && vendorData === query.vendorData,
        );
      return pageOf(all, query);
    },
  };
}
