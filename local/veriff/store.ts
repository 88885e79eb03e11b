import type { Delivery, Webhook } from './deliveries.ts';
import { type FaultSet, NO_FAULTS } from './fault-rules.ts';
import { damaged, noJournal, openJournal, readJournal } from './journal.ts';
import { isRecord } from './json.ts';
import { type Session } from './session.ts';
import { isOver } from './sessions.ts';

/** One thing that became true. Changes of one commit are kept together or not at all. */
export type Change =
  | { readonly put: 'session'; readonly value: Session }
  | { readonly put: 'webhook'; readonly value: Webhook }
  | { readonly put: 'delivery'; readonly value: Delivery }
  | { readonly put: 'faults'; readonly value: FaultSet }
  /** When (ms) a session was erased by the API; Veriff limits how often. */
  | { readonly put: 'erasures'; readonly value: readonly number[] };

/** Everything that the simulator knows, in memory, and in the journal before anybody is answered. */
export interface Store {
  session(id: string): Session | undefined;
  sessionBySeq(seq: number): Session | undefined;
  sessionOfAttempt(attemptId: string): Session | undefined;
  sessions(): IterableIterator<Session>;
  nextSessionSeq(): number;
  delivery(id: string): Delivery | undefined;
  deliveryBySeq(seq: number): Delivery | undefined;
  deliveriesOf(sessionId: string): readonly Delivery[];
  deliveries(): IterableIterator<Delivery>;
  nextDeliverySeq(): number;
  webhook(id: string): Webhook | undefined;
  faults(): FaultSet;
  /** Takes a new version of the faults; it is written with the next commit. */
  noteFaults(faults: FaultSet): void;
  erasures(): readonly number[];
  commit(changes: readonly Change[]): void;
  close(): void;
}

export interface StoreLimits {
  /** Finished deliveries that are remembered. */
  readonly finishedDeliveries: number;
  /** Sessions that are over and remembered. */
  readonly finishedSessions: number;
}

const LIMITS: StoreLimits = { finishedDeliveries: 5000, finishedSessions: 50_000 };
/** A journal is rewritten once it has grown by this and is mostly history. */
const COMPACT_AFTER_BYTES = 64 * 1024 * 1024;

interface Memory {
  readonly limits: StoreLimits;
  readonly sessions: Map<string, Session>;
  readonly sessionIds: Map<number, string>;
  readonly attempts: Map<string, string>;
  readonly deliveries: Map<number, Delivery>;
  readonly deliveriesOf: Map<string, Set<number>>;
  readonly webhooks: Map<string, { readonly webhook: Webhook; uses: number }>;
  readonly finishedDeliveries: Set<number>;
  readonly finishedSessions: Set<string>;
  sessionSeq: number;
  deliverySeq: number;
  faults: FaultSet;
  erasures: readonly number[];
}

/** Opens what a journal holds, or an empty store that keeps nothing without a file. */
export function openStore(file: string | undefined, limits: StoreLimits = LIMITS): Store {
  const memory = emptyMemory(limits);
  if (file !== undefined) restore(memory, file);
  const journal = file === undefined ? noJournal() : openJournal(file);
  if (file !== undefined) journal.rewrite(snapshot(memory));
  let compacted = journal.size();
  let unwritten: readonly Change[] = [];
  const commit = (changes: readonly Change[]): void => {
    const all = [...unwritten, ...changes];
    if (all.length === 0) return;
    journal.append(all);
    unwritten = [];
    for (const change of changes) apply(memory, change);
    if (journal.size() > 2 * compacted + COMPACT_AFTER_BYTES) {
      journal.rewrite(snapshot(memory));
      compacted = journal.size();
    }
  };
  const noteFaults = (value: FaultSet): void => {
    memory.faults = value;
    unwritten = [{ put: 'faults', value }];
  };
  const close = (): void => {
    commit([]);
    journal.close();
  };
  return { ...reader(memory), commit, noteFaults, close };
}

function emptyMemory(limits: StoreLimits): Memory {
  return {
    limits,
    sessions: new Map(),
    sessionIds: new Map(),
    attempts: new Map(),
    deliveries: new Map(),
    deliveriesOf: new Map(),
    webhooks: new Map(),
    finishedDeliveries: new Set(),
    finishedSessions: new Set(),
    sessionSeq: 0,
    deliverySeq: 0,
    faults: NO_FAULTS,
    erasures: [],
  };
}

function reader(memory: Memory): Omit<Store, 'commit' | 'noteFaults' | 'close'> {
  const session = (id: string | undefined): Session | undefined =>
    id === undefined ? undefined : memory.sessions.get(id);
  return {
    session,
    sessionBySeq: (seq) => session(memory.sessionIds.get(seq)),
    sessionOfAttempt: (attemptId) => session(memory.attempts.get(attemptId)),
    sessions: () => memory.sessions.values(),
    nextSessionSeq: () => memory.sessionSeq + 1,
    delivery: (id) => (/^d\d+$/.test(id) ? memory.deliveries.get(Number(id.slice(1))) : undefined),
    deliveryBySeq: (seq) => memory.deliveries.get(seq),
    deliveriesOf: (sessionId) =>
      [...(memory.deliveriesOf.get(sessionId) ?? [])]
        .map((seq) => memory.deliveries.get(seq))
        .filter((delivery) => delivery !== undefined),
    deliveries: () => memory.deliveries.values(),
    nextDeliverySeq: () => memory.deliverySeq + 1,
    webhook: (id) => memory.webhooks.get(id)?.webhook,
    faults: () => memory.faults,
    erasures: () => memory.erasures,
  };
}

function restore(memory: Memory, file: string): void {
  let line = 0;
  for (const records of readJournal(file)) {
    line += 1;
    for (const record of records) {
      if (!isChange(record)) throw damaged(file, line);
      apply(memory, record);
    }
  }
}

/** Only this module writes the journal, so a record of a known kind with its key is one of ours. */
function isChange(record: unknown): record is Change {
  if (!isRecord(record)) return false;
  const { put, value } = record;
  if (put === 'erasures') return Array.isArray(value);
  if (!isRecord(value)) return false;
  if (put === 'faults') return Array.isArray(value['rules']);
  return (
    ['session', 'webhook', 'delivery'].includes(String(put)) && typeof value['id'] === 'string'
  );
}

/** The transactions that would make this state again. */
function* snapshot(memory: Memory): Generator<readonly Change[], void, undefined> {
  yield [
    { put: 'faults', value: memory.faults },
    { put: 'erasures', value: memory.erasures },
  ];
  for (const value of memory.sessions.values()) yield [{ put: 'session', value }];
  for (const { webhook } of memory.webhooks.values()) yield [{ put: 'webhook', value: webhook }];
  const inOrder = [...memory.deliveries.values()].toSorted((left, right) => left.seq - right.seq);
  for (const value of inOrder) yield [{ put: 'delivery', value }];
}

function apply(memory: Memory, change: Change): void {
  switch (change.put) {
    case 'session':
      applySession(memory, change.value);
      break;
    case 'webhook':
      memory.webhooks.set(change.value.id, { webhook: change.value, uses: 0 });
      break;
    case 'delivery':
      applyDelivery(memory, change.value);
      break;
    case 'faults':
      memory.faults = change.value;
      break;
    case 'erasures':
      memory.erasures = change.value;
      break;
  }
}

function applySession(memory: Memory, session: Session): void {
  memory.sessions.set(session.id, session);
  memory.sessionIds.set(session.seq, session.id);
  for (const attempt of session.attempts) memory.attempts.set(attempt.id, session.id);
  memory.sessionSeq = Math.max(memory.sessionSeq, session.seq);
  if (isOver(session)) memory.finishedSessions.add(session.id);
  const forgotten = oldestBeyond(memory.finishedSessions, memory.limits.finishedSessions);
  if (forgotten !== undefined) forgetSession(memory, forgotten);
}

function forgetSession(memory: Memory, id: string): void {
  const session = memory.sessions.get(id);
  if (session === undefined) return;
  memory.sessions.delete(id);
  memory.sessionIds.delete(session.seq);
  for (const attempt of session.attempts) memory.attempts.delete(attempt.id);
}

function applyDelivery(memory: Memory, delivery: Delivery): void {
  if (!memory.deliveries.has(delivery.seq)) {
    const used = memory.webhooks.get(delivery.webhookId);
    if (used !== undefined) used.uses += 1;
    const known = memory.deliveriesOf.get(delivery.sessionId);
    if (known === undefined) memory.deliveriesOf.set(delivery.sessionId, new Set([delivery.seq]));
    else known.add(delivery.seq);
  }
  memory.deliveries.set(delivery.seq, delivery);
  memory.deliverySeq = Math.max(memory.deliverySeq, delivery.seq);
  if (delivery.outcome !== 'waiting') memory.finishedDeliveries.add(delivery.seq);
  const forgotten = oldestBeyond(memory.finishedDeliveries, memory.limits.finishedDeliveries);
  if (forgotten !== undefined) forgetDelivery(memory, forgotten);
}

function forgetDelivery(memory: Memory, seq: number): void {
  const delivery = memory.deliveries.get(seq);
  if (delivery === undefined) return;
  memory.deliveries.delete(seq);
  const siblings = memory.deliveriesOf.get(delivery.sessionId);
  siblings?.delete(seq);
  if (siblings?.size === 0) memory.deliveriesOf.delete(delivery.sessionId);
  const used = memory.webhooks.get(delivery.webhookId);
  if (used === undefined) return;
  used.uses -= 1;
  if (used.uses === 0) memory.webhooks.delete(delivery.webhookId);
}

/** Takes the oldest entry out of a set that has grown beyond its limit. */
function oldestBeyond<T>(set: Set<T>, limit: number): T | undefined {
  if (set.size <= limit) return undefined;
  const [oldest] = set;
  if (oldest !== undefined) set.delete(oldest);
  return oldest;
}
