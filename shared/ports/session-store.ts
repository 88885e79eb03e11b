import type { EpochMs, SessionId, Tenant } from '../domain/ids.ts';
import type { Session, SessionRecord } from '../domain/session.ts';

/** One page of a tenant's sessions with the same `vendorData`. */
export interface SessionQuery {
  readonly tenant: Tenant;
  readonly vendorData: string;
  /** 1 to 100. */
  readonly limit: number;
  /** Where the page before ended; from `SessionPage.next`. */
  readonly after?: SessionPosition;
}

/** A place in the list of one user's sessions. */
export interface SessionPosition {
  readonly id: SessionId;
  readonly createdAt: EpochMs;
}

export interface SessionPage {
  /** Newest first. */
  readonly sessions: readonly Session[];
  readonly next?: SessionPosition;
}

/**
 * The table, seen from the session. Whatever has expired at `now` is absent for every operation but `insert`,
 * however late the database deletes it. Every write that succeeds renews the life of the record (seven
 * days; a tombstone eight). Operations that cannot be carried out throw `StoreUnavailable`.
 */
export interface SessionStore {
  /** Reads what is held under an id, consistently. */
  load(id: SessionId, now: EpochMs): Promise<SessionRecord | undefined>;

  /** Stores a new session; `exists` where the id is taken: by a tombstone too, and by what has expired and is not deleted yet. */
  insert(session: Session, now: EpochMs): Promise<'inserted' | 'exists'>;

  /**
   * Replaces `read` by `next`, which has a later revision. `conflict` where the record is no longer as
   * it was read (its revision), or has expired: then nothing was written.
   */
  save(next: SessionRecord, read: SessionRecord, now: EpochMs): Promise<'saved' | 'conflict'>;

  /** The sessions as they are now; one that was just created may be missing for a moment. */
  list(query: SessionQuery, now: EpochMs): Promise<SessionPage>;
}
