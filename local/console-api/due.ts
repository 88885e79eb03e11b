import type { HeldRecord } from '../records/record.ts';
import { debtsOf, iso, presenceOf } from '../records/summary.ts';
import type { SimDeliverySummary } from '../veriff/control.ts';
import type { LocalDebt, LocalDue } from './wire.ts';

/** Of each kind. */
const MOST = 100;

/** A session that is submitted or in review waits for ever; the others end with their seven days. */
const ENDING: ReadonlySet<string> = new Set(['created', 'started', 'resubmission_requested']);

/** What is going to happen by itself: to our records, and webhooks that have not gone out. Earliest first. */
export function dueList(
  records: readonly HeldRecord[],
  waiting: readonly SimDeliverySummary[],
  now: number,
): readonly LocalDue[] {
  const ours = records.filter((record) => presenceOf(record, now) !== 'expired').flatMap(duesOf);
  const all = [...ours, ...waiting.map(webhookDue)];
  const kinds = [...Map.groupBy(all, ({ kind }) => kind).values()];
  return kinds
    .flatMap((list) => list.toSorted(earliestFirst).slice(0, MOST))
    .toSorted(earliestFirst);
}

function duesOf(record: HeldRecord): readonly LocalDue[] {
  const session = record.id;
  const expiry: LocalDue = {
    at: iso(record.expiresAt),
    kind: 'expiry',
    session,
    label: record.kind === 'tombstone' ? 'the tombstone expires' : 'the record expires',
  };
  const debts = debtsOf(record).map((debt): LocalDue => debtDue(session, debt));
  if (record.kind === 'tombstone' || !ENDING.has(record.status)) return [...debts, expiry];
  const at = iso(record.validUntil);
  return [...debts, { at, kind: 'end', session, label: "Veriff's seven days end" }, expiry];
}

function debtDue(session: string, { kind, dueAt, version }: LocalDebt): LocalDue {
  const labels = {
    poll: 'ask Veriff for the decision',
    publication: `publish version ${version ?? ''}`,
    erasure: 'ask Veriff to erase it',
  };
  return { at: dueAt, kind, session, label: labels[kind] };
}

function webhookDue({
  id,
  dueAt,
  sessionId,
  kind,
  action,
  waitsFor,
}: SimDeliverySummary): LocalDue {
  return {
    at: dueAt,
    kind: 'webhook',
    session: sessionId,
    label: `send ${kind} ${action} (${waitsFor ?? 'turn'})`,
    delivery: id,
  };
}

function earliestFirst(left: LocalDue, right: LocalDue): number {
  return left.at < right.at ? -1 : 1;
}
