import type { Item } from '../../shared/adapters/dynamodb/attributes.ts';
import { isFinalItem, isSession, unless, type Verdict } from './monitors-order.ts';

// The invariants of what a record owes: nothing is due that is not owed, and nothing owed is forgotten.

/**
 * Dense slots until the end of a session's life are 36, wide ones 18; each resubmission can begin the dense ones anew, and
 * the first eight of them take eight hours.
 */
const MOST_POLLS = 60;

function outboxOf(item: Item): readonly Item[] {
  return (item['outbox']?.L ?? []).flatMap(({ M }) => (M === undefined ? [] : [M]));
}

const moment = (from: Item | undefined): number => Number(from?.['dueAt']?.N ?? Number.NaN);

/** When a session owes its next debt; nothing where it owes none. */
function owedAt(item: Item): number | undefined {
  const debts = outboxOf(item).map(moment);
  if (!isFinalItem(item)) debts.push(moment(item['polls']?.M));
  return debts.length === 0 ? undefined : Math.min(...debts);
}

/** A record is in the index exactly while it owes, and `dueAt` is the earliest of its debts. */
export function dueExactly(after: Item): Verdict {
  const [at, bucket] = [after['dueAt']?.S, after['dueBucket']?.S];
  if ((at === undefined) !== (bucket === undefined)) return 'half of the key of the index due';
  if (!isSession(after)) return undefined;
  const owed = owedAt(after);
  const expected = owed === undefined ? undefined : new Date(owed).toISOString();
  return unless(
    at === expected,
    `dueAt is ${at ?? 'absent'} and should be ${expected ?? 'absent'}`,
  );
}

/** A tombstone owes Veriff's erasure until it is settled. */
export function buriedIsDue(before: Item, after: Item): Verdict {
  if (!isSession(before) || isSession(after)) return undefined;
  return unless(after['dueAt'] !== undefined, 'a fresh tombstone owes nothing');
}

const numberOf = (value: Item[string] | undefined): number => Number(value?.N ?? 0);

/** Every accepted change is owed or was published. */
export function nothingLost(after: Item, published: ReadonlyMap<string, string>): Verdict {
  if (!isSession(after)) return undefined;
  const owed = new Set(outboxOf(after).map((entry) => numberOf(entry['version'])));
  const id = after['key']?.S ?? '';
  for (let version = 1; version <= numberOf(after['version']); version += 1) {
    if (!owed.has(version) && !published.has(`${id}:${version}`)) {
      return `change ${version} is neither owed nor published`;
    }
  }
  return undefined;
}

/** One event: its content, what was published under its id before, and the latest version that was ever stored. */
export interface EventSeen {
  readonly id: string;
  readonly before: string | undefined;
  readonly content: string;
  readonly stored: number;
}

/** No event without a stored change, and one content an id. */
export function eventIsTrue({ id, before, content, stored }: EventSeen): Verdict {
  if (before !== undefined && before !== content) return `event ${id} has two contents`;
  const version = Number(id.split(':').at(-1));
  return unless(version <= stored, `event ${id} tells a change that was never stored`);
}

const MINUTE = 60_000;
const LONGEST_GAP = 6 * 60 * MINUTE;
const LAST_POLL = 10 * MINUTE;

function slotAfter(offset: number, isDense: boolean): number {
  if (isDense) return offset + Math.min(offset + 2 * MINUTE, LONGEST_GAP);
  return offset === 0 ? 15 * MINUTE : Math.floor(offset * 1.5);
}

/** The first slot after a moment, by the written schedule; nothing after the last poll. */
function scheduled(item: Item, now: number): number | undefined {
  const end = numberOf(item['validUntil']) + LAST_POLL;
  if (now >= end) return undefined;
  const isDense = ['submitted', 'review'].includes(item['status']?.S ?? '');
  const since = numberOf(item['polls']?.M?.['since']);
  let offset = slotAfter(0, isDense);
  while (since + offset <= now) offset = slotAfter(offset, isDense);
  return Math.min(since + offset, end);
}

const isTaken = (old: Item | undefined, held: Item | undefined): boolean =>
  numberOf(held?.['count']) === numberOf(old?.['count']) + 1;

/** No poll is taken before its slot has come, by the clocks that there are; whatever an index that lags has brought up. */
export function pollIsDue(before: Item, after: Item, latest: number): Verdict {
  const [old, held] = [before['polls']?.M, after['polls']?.M];
  if (old === undefined || !isTaken(old, held)) return undefined;
  return unless(moment(old) <= latest, `a poll before its slot at ${moment(old)}`);
}

/** A poll that is taken counts, and leaves the next slot of the schedule behind. */
export function pollTakesSlot(before: Item, after: Item, sentAt: number): Verdict {
  const [old, held] = [before['polls']?.M, after['polls']?.M];
  if (old === undefined || held === undefined) return undefined;
  if (!isTaken(old, held)) return undefined;
  const slot = scheduled(after, sentAt);
  if (slot === undefined) return unless(moment(held) > sentAt, 'the next poll is due at once');
  return unless(
    moment(held) === slot,
    `the next poll is at ${moment(held)} and its slot at ${slot}`,
  );
}

/** A session that nobody decides is asked about at most so often, errors of Veriff's aside. */
export function pollsBounded(after: Item, failedPolls: number): Verdict {
  const count = numberOf(after['polls']?.M?.['count']);
  return unless(count - failedPolls <= MOST_POLLS, `${count} polls`);
}
