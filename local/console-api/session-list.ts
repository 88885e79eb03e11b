import { type HeldRecord, SESSION_STATUSES } from '../records/record.ts';
import { presenceOf } from '../records/summary.ts';
import { oneOf, type Query, wholeNumber } from './query.ts';
import { Refusal } from './refusal.ts';
import type { LocalSessionList, LocalSessionSummary } from './wire.ts';

/** The parameters of the list. */
export const LIST_PARAMETERS = ['status', 'q', 'troubled', 'limit', 'cursor'] as const;

/** What the list is made of. Thousands are looked at: only the page is made into rows. */
export interface ListSource {
  /** Newest first. */
  readonly records: readonly HeldRecord[];
  readonly now: number;
  readonly isTroubled: (record: HeldRecord) => boolean;
  readonly row: (record: HeldRecord) => LocalSessionSummary;
}

type ListQuery = Query<(typeof LIST_PARAMETERS)[number]>;
type Filter = (record: HeldRecord) => boolean;

const STATUSES = [...SESSION_STATUSES, 'erased'];

/** One page of the sessions, newest first, with counts of all of them. */
export function listSessions(source: ListSource, query: ListQuery): LocalSessionList {
  const { records, row, now } = source;
  const limit = wholeNumber('limit', query.get('limit') ?? '50', { min: 1, max: 100 });
  const fits = filterOf(source, query);
  const cursor = query.get('cursor');
  const rest = cursor === undefined ? records : records.slice(placeAfter(cursor, records));
  const found: HeldRecord[] = [];
  for (const record of rest) {
    if (fits(record)) found.push(record);
    // One more than the page tells that there is another page.
    if (found.length > limit) break;
  }
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    sessions: page.map(row),
    nextCursor: found.length > limit && last !== undefined ? cursorOf(last.id) : null,
    counts: countsOf(source),
    total: records.filter((record) => presenceOf(record, now) === 'held').length,
  };
}

function filterOf({ now, isTroubled }: ListSource, query: ListQuery): Filter {
  const status = query.get('status');
  const troubled = query.get('troubled');
  const wanted = query.get('q')?.toLowerCase();
  if (status !== undefined) oneOf('status', status, STATUSES);
  if (troubled !== undefined) oneOf('troubled', troubled, ['true', 'false']);
  const filters: readonly (Filter | undefined)[] = [
    status === undefined ? undefined : (record) => statusOf(record, now) === status,
    troubled === 'true' ? isTroubled : undefined,
    wanted === undefined ? undefined : (record) => isNamed(record, wanted),
  ];
  return (record) => filters.every((filter) => filter === undefined || filter(record));
}

/** The status under which a record is counted; undefined where it counts no more. */
function statusOf(record: HeldRecord, now: number): string | undefined {
  const presence = presenceOf(record, now);
  if (presence === 'erased') return 'erased';
  return presence === 'held' && record.kind === 'session' ? record.status : undefined;
}

function isNamed(record: HeldRecord, wanted: string): boolean {
  if (record.id.includes(wanted)) return true;
  if (record.kind === 'tombstone') return false;
  const { vendorData = '', endUserId = '', attempts } = record;
  return [vendorData, endUserId, ...Object.keys(attempts)].some((name) =>
    name.toLowerCase().includes(wanted),
  );
}

function countsOf({ records, now, isTroubled }: ListSource): LocalSessionList['counts'] {
  const counts: Record<string, number> = {};
  const add = (name: string | undefined): void => {
    if (name !== undefined) counts[name] = (counts[name] ?? 0) + 1;
  };
  for (const record of records) {
    add(statusOf(record, now));
    if (isTroubled(record)) add('troubled');
  }
  return counts;
}

function cursorOf(id: string): string {
  return Buffer.from(`after ${id}`).toString('base64url');
}

/** Where the page begins: behind the session that the cursor names, wherever that stands now. */
function placeAfter(cursor: string, all: readonly HeldRecord[]): number {
  const id = /^after (.+)$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1];
  const at = all.findIndex((record) => record.id === id);
  if (at < 0) {
    throw new Refusal('invalid-cursor', 'That place is gone: leave the cursor out to begin again.');
  }
  return at + 1;
}
