import type { EpochMs } from './ids.ts';
import {
  isOpen,
  type OpenSession,
  type OpenState,
  type PollPlan,
  type Session,
  type SessionRecord,
  type SessionStatus,
} from './session.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A session lives seven days from its creation (Veriff docs: Sessions Lifecycle). */
export const SESSION_LIFE_MS = 7 * DAY;

/** The last poll comes this long after the end of the session's life, when Veriff has closed it too. */
const LAST_POLL_DELAY_MS = 10 * MINUTE;

/** If the last poll keeps failing, the session is closed without it after this time. */
const GIVE_UP_POLLING_MS = 7 * DAY;

/** A publication or an erasure that fails for this long is given up, with a metric. */
const GIVE_UP_DEBT_MS = 30 * DAY;

/** The writer publishes right after its write; the sweep takes over only when it had the time. */
export const PUBLISH_GRACE_MS = 10_000;

const PATIENT_FIRST = 15 * MINUTE;
const PATIENT_GROWTH = 1.5;
const EAGER_FIRST = 2 * MINUTE;
const EAGER_LONGEST_GAP = 6 * HOUR;
const SHORTEST_BACKOFF = MINUTE;
const LONGEST_BACKOFF = 30 * MINUTE;

/** Whether Veriff has work to do: then a decision is near and the slots are dense. */
function isEager(status: SessionStatus): boolean {
  return status === 'submitted' || status === 'review';
}

/** Slots 2, 6, 14, 30 … minutes after the start: the gap doubles up to six hours. */
function eagerSlotAfter(offset: number): number {
  return offset + Math.min(offset + EAGER_FIRST, EAGER_LONGEST_GAP);
}

/** Slots at an age of 15, 22.5, 33.75 … minutes: each half as old again as the one before. */
function patientSlotAfter(offset: number): number {
  return offset === 0 ? PATIENT_FIRST : Math.floor(offset * PATIENT_GROWTH);
}

/** The two slots of the schedule around a moment. */
interface SlotsAround {
  /** The latest slot that is not later than the moment, or the start of the schedule. */
  readonly last: EpochMs;
  /** The first slot that is later; none after the last poll of all. */
  readonly next?: EpochMs;
}

/** What the slots of a session follow from. */
interface Schedule {
  readonly status: SessionStatus;
  readonly since: EpochMs;
  readonly validUntil: EpochMs;
}

function slotsAround({ status, since, validUntil }: Schedule, now: EpochMs): SlotsAround {
  const lastPoll = validUntil + LAST_POLL_DELAY_MS;
  if (now >= lastPoll) return { last: lastPoll };
  const slotAfter = isEager(status) ? eagerSlotAfter : patientSlotAfter;
  let offset = 0;
  let next = slotAfter(offset);
  while (since + next <= now) {
    offset = next;
    next = slotAfter(offset);
  }
  return { last: since + offset, next: Math.min(since + next, lastPoll) };
}

/** How long to wait with the next try of something owed since `owedSince`: as long as it has waited already, 1 to 30 minutes. */
function backoff(owedSince: EpochMs, now: EpochMs): number {
  return Math.min(Math.max(now - owedSince, SHORTEST_BACKOFF), LONGEST_BACKOFF);
}

function scheduleOf({ state, validUntil }: OpenSession): Schedule {
  return { status: state.status, since: state.poll.since, validUntil };
}

function withPoll(session: OpenSession, poll: PollPlan): OpenSession {
  return { ...session, revision: session.revision + 1, state: { ...session.state, poll } };
}

/**
 * The poll plan of a session that comes into a status at `now`. Dense slots count from then, wide
 * ones from the creation. A session that stays among the dense ones, or among the wide ones, keeps
 * its plan.
 */
export function planPolls(session: Session, status: OpenState['status'], now: EpochMs): PollPlan {
  if (isOpen(session) && isEager(session.state.status) === isEager(status)) {
    return session.state.poll;
  }
  const since = isEager(status) ? now : session.createdAt;
  const { last, next } = slotsAround({ status, since, validUntil: session.validUntil }, now);
  const count = isOpen(session) ? session.state.poll.count : 0;
  return { since, count, dueAt: next ?? now + backoff(last, now) };
}

/** The poll plan of a session that has just been created. */
export function firstPolls(createdAt: EpochMs): PollPlan {
  return { since: createdAt, count: 0, dueAt: createdAt + PATIENT_FIRST };
}

/** Takes the poll that is due: whoever writes this may ask Veriff, and if nothing comes of it the next slot stands. */
export function claimPoll(session: OpenSession, now: EpochMs): OpenSession {
  const { last, next } = slotsAround(scheduleOf(session), now);
  const { since, count } = session.state.poll;
  return withPoll(session, { since, count: count + 1, dueAt: next ?? now + backoff(last, now) });
}

/** Moves a poll that failed: sooner than the next slot, with backoff, and not before Veriff's `Retry-After`. */
export function postponePoll(session: OpenSession, now: EpochMs, notBefore = 0): OpenSession {
  const { last, next = Infinity } = slotsAround(scheduleOf(session), now);
  const sooner = Math.min(next, now + backoff(last, now));
  return withPoll(session, { ...session.state.poll, dueAt: Math.max(sooner, notBefore) });
}

/** Whether a poll without a decision ends the session: it was the last one. */
export function isLastPoll(session: OpenSession, now: EpochMs): boolean {
  return now >= session.validUntil + LAST_POLL_DELAY_MS;
}

/** Whether a session is closed even though the last poll never got an answer. */
export function isGivenUp(session: OpenSession, now: EpochMs): boolean {
  return now >= session.validUntil + GIVE_UP_POLLING_MS;
}

/** When to try again to pay something owed since `owedSince`, not before the `Retry-After` of whoever refused it. */
export function retryAt(owedSince: EpochMs, now: EpochMs, notBefore = 0): EpochMs {
  return Math.max(now + backoff(owedSince, now), notBefore);
}

/** Whether a publication or an erasure has failed for so long that it is given up. */
export function isDebtGivenUp(owedSince: EpochMs, now: EpochMs): boolean {
  return now - owedSince >= GIVE_UP_DEBT_MS;
}

/**
 * The earliest moment at which a record owes something: a poll, a publication, an erasure at
 * Veriff. Absent means that it owes nothing; exactly the records with one are in the index `due`.
 */
export function dueAt(record: SessionRecord): EpochMs | undefined {
  if (record.kind === 'tombstone') return record.erasureDueAt;
  const debts = record.outbox.map((owed) => owed.dueAt);
  if (isOpen(record)) debts.push(record.state.poll.dueAt);
  return debts.length === 0 ? undefined : Math.min(...debts);
}
