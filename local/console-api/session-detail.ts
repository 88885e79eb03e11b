import { TABLE } from '../../shared/contract/table.ts';
import type { Database } from '../database.ts';
import { present } from '../present.ts';
import { compared } from '../records/comparison.ts';
import { type PlainItem, plainItem } from '../records/plain-item.ts';
import { type HeldRecord, recordOf } from '../records/record.ts';
import { presenceOf, summaryOf } from '../records/summary.ts';
import { why } from '../records/why.ts';
import { headOf } from '../trace/detail.ts';
import { isSessionId } from '../trace/parties.ts';
import type { TraceLog } from '../trace/trace-log.ts';
import type { SimSession } from '../veriff/control.ts';
import { Refusal } from './refusal.ts';
import type { SimulatorClient } from './simulator-client.ts';
import type { LocalPresence, LocalSession } from './wire.ts';
import type { TraceEntry } from './wire-trace.ts';

/** What a session's page is made of. */
export interface DetailParts {
  readonly database: Pick<Database, 'call' | 'tableName'>;
  readonly log: TraceLog;
  readonly simulator: SimulatorClient;
  /** Virtual time, ms since 1970. */
  readonly now: () => number;
}

/** Messages that the reason is found in. */
const MOST_MESSAGES = 1000;

/** Everything about a session: our record, Veriff's truth, and why it is so. Whoever knows anything of it is asked. */
export async function sessionDetail(parts: DetailParts, id: string): Promise<LocalSession> {
  const known = isSessionId(id) ? await knownOf(parts, id) : NOTHING;
  if (isNothing(known)) {
    throw new Refusal('not-found', 'That session is not here: expired, erased or never made.');
  }
  const { item, record, veriff, entries } = known;
  const now = parts.now();
  const presence = record === undefined ? presenceInHistory(entries) : presenceOf(record, now);
  const refusals = parts.log.refusals(id);
  const waiting = (veriff?.deliveries ?? []).filter(({ outcome }) => outcome === 'waiting');
  return {
    ...(record === undefined ? withoutRecord(id, presence) : summaryOf(record, now, refusals)),
    why: why({ now, presence, entries, waiting, ...present({ record }) }),
    ...ofRecord(record, veriff),
    ...present({ record: item }),
    veriff,
  };
}

interface Known {
  readonly item: PlainItem | undefined;
  readonly record: HeldRecord | undefined;
  readonly veriff: SimSession | null;
  /** In their order. */
  readonly entries: readonly TraceEntry[];
}

const NOTHING: Known = { item: undefined, record: undefined, veriff: null, entries: [] };

function isNothing({ record, veriff, entries }: Known): boolean {
  return record === undefined && veriff === null && entries.length === 0;
}

async function knownOf(parts: DetailParts, id: string): Promise<Known> {
  const [item, veriff, kept] = await Promise.all([
    itemOf(parts, id),
    parts.simulator.session(id),
    parts.log.read({ session: id, limit: MOST_MESSAGES }),
  ]);
  const entries = kept.map(headOf).toSorted((a, b) => a.order - b.order);
  return { item, record: item && recordOf(item), veriff, entries };
}

async function itemOf({ database }: DetailParts, id: string): Promise<PlainItem | undefined> {
  const { Item: item } = await database.call('GetItem', {
    TableName: database.tableName,
    Key: { [TABLE.key]: { S: id } },
    ConsistentRead: true,
  });
  return item === undefined ? undefined : plainItem(item);
}

/** Without a record: it was one of ours if something was ever written of it. */
function presenceInHistory(entries: readonly TraceEntry[]): LocalPresence {
  const wasHeld = entries.some(({ kind, outcome }) => kind === 'write' && outcome === 'ok');
  return wasHeld ? 'expired' : 'unknown';
}

function withoutRecord(id: string, presence: LocalPresence) {
  return { id, presence, final: true, attempts: 0, owes: [], troubles: [] };
}

function ofRecord(
  record: HeldRecord | undefined,
  veriff: SimSession | null,
): Pick<LocalSession, 'attemptList' | 'comparison'> {
  if (record?.kind !== 'session') return { attemptList: [], comparison: [] };
  return {
    attemptList: Object.entries(record.attempts).map(([id, progress]) => ({ id, progress })),
    comparison: veriff === null ? [] : compared(record, veriff),
  };
}
