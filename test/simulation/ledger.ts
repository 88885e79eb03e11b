import type { Item } from '../../shared/adapters/dynamodb/attributes.ts';
import {
  buriedIsDue,
  dueExactly,
  type EventSeen,
  eventIsTrue,
  nothingLost,
  pollIsDue,
  pollsBounded,
  pollTakesSlot,
} from './monitors-debts.ts';
import {
  answerIsOwners,
  claimKeepsOwner,
  claimLifeIsFixed,
  doneClaimIsBare,
  sameAnswer,
  surplusIsCounted,
  type Told,
} from './monitors-edges.ts';
import {
  claimEndsFirst,
  expiryIsRenewed,
  expiryOf,
  fixedFieldsStay,
  isOver,
  keyNeverReturns,
  noWriteOnExpired,
  tombstoneIsBare,
  urlOnlyWhileOpen,
  versionTells,
  writeSaysSomething,
} from './monitors-life.ts';
import {
  decisionIsVeriffs,
  decisionNeverOlder,
  first,
  isSession,
  progressNeverBack,
  resubmissionNeedsAnother,
  statusFollows,
  type Verdict,
} from './monitors-order.ts';
import type { Actor } from './steps.ts';
import type { Truth } from './veriff-model.ts';

/** What the monitors remember of a history, and only that. */
export interface Ledger {
  /** Ids that ever held a record, and when the latest one ended or ends, in seconds since 1970. */
  readonly was: Map<string, number>;
  /** The latest version that was ever stored, by id. */
  readonly stored: Map<string, number>;
  readonly published: Map<string, string>;
  /** How often each claim was made anew, and all of them together. */
  readonly claimed: Map<string, number>;
  claims: number;
  /** Unknown outcomes and orphans that were counted. */
  counted: number;
  /** Sessions that Veriff made for creates with a key. */
  made: number;
  /** What was told last under a key, by key and the time that it was claimed. */
  readonly told: Map<string, Told>;
  /** How far apart the clocks of two containers can be, in seconds. */
  slackSeconds: number;
  violation: string | undefined;
}

export function emptyLedger(): Ledger {
  return {
    was: new Map(),
    stored: new Map(),
    published: new Map(),
    claimed: new Map(),
    claims: 0,
    counted: 0,
    made: 0,
    told: new Map(),
    slackSeconds: 0,
    violation: undefined,
  };
}

/** Keeps the first violation; what follows from it is noise. */
export function note(ledger: Ledger, verdict: Verdict): void {
  ledger.violation ??= verdict;
}

/** One write that took effect. */
export interface Written {
  readonly before: Item | undefined;
  readonly after: Item;
  /** By the writer's own clock. */
  readonly sentAt: number;
  readonly by: Actor;
  /** The tokens that the writer's invocation drew. */
  readonly tokens: readonly string[];
}

/** What else a write is judged by. */
export interface Around {
  readonly truths: readonly Truth[];
  readonly item: (key: string) => Item | undefined;
  /** By the true clock. */
  readonly now: number;
  /** Polls that Veriff did not answer. */
  readonly failedPolls: number;
}

function changed({ before, after, sentAt, by }: Written, around: Around): Verdict {
  if (before === undefined) return undefined;
  return first(
    () => noWriteOnExpired(before, sentAt),
    () => versionTells(before, after),
    // A poll that is put off may come to the slot that it had.
    () => (by === 'poll-decision' ? undefined : writeSaysSomething(before, after)),
    () => fixedFieldsStay(before, after),
    () => buriedIsDue(before, after),
    () =>
      isSession(after) && isSession(before)
        ? first(
            () => decisionNeverOlder(before, after),
            () => progressNeverBack(before, after),
            () => pollTakesSlot(before, after, sentAt),
            () => pollsBounded(after, around.failedPolls),
          )
        : undefined,
  );
}

function stands(ledger: Ledger, { after, sentAt }: Written, around: Around): Verdict {
  return first(
    () => expiryIsRenewed(after, sentAt),
    () => dueExactly(after),
    () => tombstoneIsBare(after),
    () => nothingLost(after, ledger.published),
    () =>
      isSession(after)
        ? first(
            () => urlOnlyWhileOpen(after),
            () => statusFollows(after),
            () => decisionIsVeriffs(after, around.truths),
            () => resubmissionNeedsAnother(after),
          )
        : undefined,
  );
}

function pointed(ledger: Ledger, record: Item, around: Around): Verdict {
  const claim = around.item(record['claim']?.S ?? '');
  const id = record['key']?.S;
  if (claim === undefined || claim['sessionId']?.S !== id) return undefined;
  return claimEndsFirst(claim, record, ledger.slackSeconds);
}

/** Whether an id has held and lost a record. Ends are whole seconds, as TTL attributes are. */
function hasLost({ was }: Ledger, id: string, now: number): boolean {
  const end = was.get(id);
  return end !== undefined && now / 1000 >= end;
}

/** A session's record was written. */
export function recordWritten(ledger: Ledger, written: Written, around: Around): void {
  const { before, after, sentAt } = written;
  const id = after['key']?.S ?? '';
  const verdict = first(
    () => keyNeverReturns(before, after, hasLost(ledger, id, around.now)),
    () => changed(written, around),
    () => stands(ledger, written, around),
    () => pointed(ledger, after, around),
    () => pollIsDue(before ?? {}, after, sentAt + 1000 * ledger.slackSeconds),
  );
  note(ledger, verdict);
  ledger.was.set(id, expiryOf(after));
  ledger.stored.set(id, Number(after['version']?.N));
}

/** An idempotency item was written. */
export function claimWritten(ledger: Ledger, key: string, written: Written): void {
  const { before, after, sentAt, tokens } = written;
  // By the writer's clock it was gone: a claim is made anew.
  if (before === undefined || before['expiresAt']?.N !== after['expiresAt']?.N) {
    const isAnew = before === undefined || isOver(before, sentAt);
    note(ledger, isAnew ? undefined : claimLifeIsFixed(before, after));
    ledger.claims += 1;
    ledger.claimed.set(key, (ledger.claimed.get(key) ?? 0) + 1);
    return;
  }
  const verdict = first(
    () => claimKeepsOwner(before, after, sentAt),
    () => answerIsOwners(before, after, tokens),
    () => claimLifeIsFixed(before, after),
    () => doneClaimIsBare(after),
  );
  note(ledger, verdict);
}

/** An event reached the bus. */
export function eventPublished(ledger: Ledger, seen: Omit<EventSeen, 'stored'>): void {
  const id = seen.id.slice(0, seen.id.lastIndexOf(':'));
  note(ledger, eventIsTrue({ ...seen, stored: ledger.stored.get(id) ?? 0 }));
}

/** Veriff made a session for a create with a key. */
export function sessionMade(ledger: Ledger): void {
  ledger.made += 1;
  note(ledger, surplusIsCounted(ledger.made, ledger.claims, ledger.counted));
}

/** A create with a key was answered 201. */
export function createAnswered(ledger: Ledger, key: string, told: Told): void {
  note(ledger, sameAnswer(ledger.told.get(key), told));
  ledger.told.set(key, told);
}
