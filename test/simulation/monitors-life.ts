import type { Item } from '../../shared/adapters/dynamodb/attributes.ts';
import { isFinalItem, isSession, unless, type Verdict } from './monitors-order.ts';

// The invariants of a record's life: how long it counts, what never changes, what never comes back.

const DAY_S = 24 * 60 * 60;
const seconds = (ms: number): number => Math.floor(ms / 1000);

export const expiryOf = (item: Item): number => Number(item['expiresAt']?.N ?? Number.NaN);

/** Whether an item counts no more, by the clock of whoever looks. */
export const isOver = (item: Item, now: number): boolean => expiryOf(item) <= seconds(now);

/** A key that once held a record and lost it never holds a session again. */
export function keyNeverReturns(before: Item | undefined, after: Item, was: boolean): Verdict {
  if (!isSession(after)) return undefined;
  if (before === undefined) return unless(!was, 'a session came back under an id that had lost it');
  return unless(isSession(before), 'an erased session came back');
}

/** No write succeeds on a record that had ended by the writer's own clock. */
export function noWriteOnExpired(before: Item, sentAt: number): Verdict {
  return unless(!isOver(before, sentAt), 'a write succeeded on a record that had expired');
}

/** Each write gives a session seven days from the writer's own clock, and a tombstone eight. */
export function expiryIsRenewed(after: Item, sentAt: number): Verdict {
  const expected = seconds(sentAt) + (isSession(after) ? 7 : 8) * DAY_S;
  const is = expiryOf(after);
  return unless(is === expected, `expiresAt is ${is - expected} s away from the last write's`);
}

const FIXED = ['key', 'tenant', 'integration', 'claim'];
const FIXED_IN_SESSION = ['vendorData', 'endUserId', 'createdAt', 'validUntil', 'user'];

/** What is fixed at the creation stays. */
export function fixedFieldsStay(before: Item, after: Item): Verdict {
  const names = isSession(before) && isSession(after) ? [...FIXED, ...FIXED_IN_SESSION] : FIXED;
  const changed = names.find(
    (name) => before[name]?.S !== after[name]?.S || before[name]?.N !== after[name]?.N,
  );
  return unless(changed === undefined, `${changed ?? ''} was changed`);
}

/** The link is a bearer secret: gone from every final record. */
export function urlOnlyWhileOpen(after: Item): Verdict {
  const has = ['url', 'host', 'sessionToken'].some((name) => after[name] !== undefined);
  return unless(!has || !isFinalItem(after), 'a final record still has its link');
}

const TOMBSTONE: ReadonlySet<string> = new Set([
  'key',
  'kind',
  'tenant',
  'integration',
  'claim',
  'revision',
  'version',
  'erasedAt',
  'dueAt',
  'dueBucket',
  'expiresAt',
]);

/** A tombstone holds nothing of the person, the user or the link. */
export function tombstoneIsBare(after: Item): Verdict {
  if (isSession(after)) return undefined;
  const extra = Object.keys(after).find((name) => !TOMBSTONE.has(name));
  return unless(extra === undefined, `a tombstone holds ${extra ?? ''}`);
}

const revisionOf = (item: Item): number => Number(item['revision']?.N);
const versionOf = (item: Item): number => Number(item['version']?.N);
const asText = (item: Item, name: string): string => JSON.stringify(item[name] ?? null);

/** Every write is a later revision by one, and a new version is a change that somebody can see. */
export function versionTells(before: Item, after: Item): Verdict {
  if (revisionOf(after) !== revisionOf(before) + 1) return 'a write did not follow what was read';
  if (!isSession(after)) return undefined;
  const grown = versionOf(after) - versionOf(before);
  if (grown !== 0 && grown !== 1) return `the version went from ${versionOf(before)} by ${grown}`;
  const seen = ['status', 'decision', 'previous', 'attempts'];
  const isVisible = seen.some((name) => asText(before, name) !== asText(after, name));
  return unless(grown === 0 || isVisible, 'a new version changed nothing');
}

/** Written anew by every write, whatever it is for. */
const ALWAYS = new Set(['revision', 'expiresAt']);

/** A write that says nothing new would renew the life of a record for nothing. */
export function writeSaysSomething(before: Item, after: Item): Verdict {
  const names = [...Object.keys(before), ...Object.keys(after)].filter((name) => !ALWAYS.has(name));
  const isNew = names.some((name) => asText(before, name) !== asText(after, name));
  return unless(isNew, 'a write said nothing new and renewed the life of a record');
}

/** The idempotency item never outlives what it points at; `slackSeconds`: how far clocks are apart. */
export function claimEndsFirst(claim: Item, record: Item, slackSeconds: number): Verdict {
  const late = expiryOf(claim) - expiryOf(record) - slackSeconds;
  return unless(late <= 0, `the idempotency item outlives its record by ${late} s`);
}
