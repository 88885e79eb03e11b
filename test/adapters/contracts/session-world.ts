import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import type { Decision } from '../../../shared/domain/decision.ts';
import { erase, erasureSettled } from '../../../shared/domain/erase.ts';
import type { AttemptId, SessionId, Tenant } from '../../../shared/domain/ids.ts';
import { markPublished } from '../../../shared/domain/outbox.ts';
import type { Session, SessionRecord, Tombstone } from '../../../shared/domain/session.ts';
import type { SessionStore } from '../../../shared/ports/session-store.ts';
import {
  after,
  CLAIM,
  created,
  decided,
  FIRST,
  lapse,
  SECOND,
  started,
  submitted,
  T0,
} from '../../support/given.ts';

/** A store to be proven, and the one thing that only its database can do. */
export interface SessionWorld {
  readonly store: SessionStore;
  /** Deletes what is under an id, as the TTL does some time after the end. */
  readonly remove: (id: SessionId) => Promise<void>;
  readonly close?: () => Promise<void>;
}

/** Opens the world once for a file; the store it answers is usable within tests. */
export function useWorld(open: () => Promise<SessionWorld>): SessionWorld {
  let world: SessionWorld;
  beforeAll(async () => {
    world = await open();
  });
  afterAll(async () => world.close?.());
  return {
    store: {
      load: async (id, now) => world.store.load(id, now),
      insert: async (session, now) => world.store.insert(session, now),
      save: async (next, read, now) => world.store.save(next, read, now),
      list: async (query, now) => world.store.list(query, now),
    },
    remove: async (id) => world.remove(id),
  };
}

export const newId = () => randomUUID() as SessionId;
export const newTenant = () => `tenant-${randomUUID()}` as Tenant;

/** The same session under an id of its own. */
export function fresh(session: Session = created()): Session {
  return { ...session, id: newId() };
}

/** A record as it follows another: with the next revision. */
export function following<Following extends SessionRecord>(
  next: Following,
  read: SessionRecord,
): Following {
  return { ...next, revision: read.revision + 1 };
}

/** A session that owes nothing. */
export function settled(session: Session): Session {
  return markPublished(session, new Set(session.outbox.map(({ version }) => version)));
}

const NAMELESS: Decision = { status: 'declined', source: 'poll' };
const resubmission = decided('resubmission_requested', '10:20:00', {
  reason: 'Blurred',
  reasonCode: 201,
});

/** A session in every state that the domain knows, and in each of its shapes. */
export const SESSIONS: Readonly<Record<string, () => Session>> = {
  created: () => created(),
  'without vendorData': () => without('vendorData'),
  'with endUserId and claim': () => ({ ...created(), endUserId: 'c7c1f2b5', claim: CLAIM }),
  'with a link that its URL does not tell': () =>
    withLink('https://veriff.me/x', 'https://example.org', 'tok'),
  started: () => after(started(FIRST)),
  'started without an attempt id': () => after(started()),
  submitted: () => after(started(FIRST), submitted(FIRST)),
  'resubmission requested': () => after(resubmission),
  'started again': () => after(resubmission, started(SECOND)),
  'submitted again': () => after(resubmission, started(SECOND), submitted(SECOND)),
  review: () => after(decided('review', '10:20:00')),
  'review by a contradiction': () =>
    after(decided('review', '10:20:00', { code: 9001, contradiction: true })),
  approved: () => after(decided('approved', '10:20:00.123456')),
  declined: () => after(decided('declined', '10:20:00', { reason: 'Ünïcode ✓', reasonCode: 101 })),
  'decided without code, time or attempt': () => ({
    ...after(decided('declined', '10:20:00')),
    state: { status: 'declined', decision: NAMELESS },
  }),
  'expired by Veriff': () => after(decided('expired', '10:20:00')),
  abandoned: () => after(decided('abandoned', '10:20:00')),
  'closed by ourselves': () => after(lapse),
  'closed by ourselves after a review': () => after(decided('review', '10:20:00'), lapse),
  'opened again, without its link': () =>
    after(decided('approved', '10:20:00'), decided('review', '10:30:00')),
  'that owes nothing': () => settled(after(decided('approved', '10:20:00'))),
  'with many attempts': () => ({ ...created(), attempts: manyAttempts(25) }),
};

function without(field: 'vendorData'): Session {
  const { [field]: _, ...rest } = created();
  return rest;
}

function withLink(url: string, host: string, sessionToken: string): Session {
  const session = created();
  return {
    ...session,
    state: {
      status: 'created',
      link: { url, host, sessionToken },
      poll: { since: T0, dueAt: T0 + 1, count: 0 },
    },
  };
}

function manyAttempts(count: number): Session['attempts'] {
  const ids = Array.from({ length: count }, () => randomUUID() as string as AttemptId);
  return Object.fromEntries(ids.map((id) => [id, 'decided' as const]));
}

/** A tombstone in each of its shapes. */
export const TOMBSTONES: Readonly<Record<string, (session: Session) => Tombstone>> = {
  'that owes the erasure': (session) => erase(session, T0 + 5000),
  'that owes nothing': (session) => erasureSettled(erase(session, T0 + 5000)),
  'with a claim': (session) => erase({ ...session, claim: CLAIM }, T0 + 5000),
};

/** Brings a record into the table, whatever it is. */
export async function store(to: SessionStore, record: SessionRecord, now = T0): Promise<void> {
  if (record.kind === 'session') {
    await to.insert(record, now);
    return;
  }
  const first: Session = {
    ...created(),
    id: record.id,
    revision: record.revision - 1,
    ...(record.claim !== undefined && { claim: record.claim }),
  };
  await to.insert(first, now);
  await to.save(record, first, now);
}
