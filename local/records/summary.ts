import type {
  LocalDebt,
  LocalPresence,
  LocalSessionSummary,
  LocalTrouble,
} from '../console-api/wire.ts';
import { type HeldRecord, type HeldSession, statusFacts } from './record.ts';

/** The record as a row of the list; `refusals` is how many messages about it were refused. */
export function summaryOf(record: HeldRecord, now: number, refusals: number): LocalSessionSummary {
  const owes = debtsOf(record);
  const common = {
    id: record.id,
    presence: presenceOf(record, now),
    tenant: record.tenant,
    integration: record.integration,
    version: record.version,
    expiresAt: iso(record.expiresAt),
    owes,
    troubles: troublesOf(record, now, refusals),
  };
  if (record.kind === 'tombstone') {
    return { ...common, final: true, attempts: 0, erasedAt: iso(record.erasedAt) };
  }
  return { ...common, ...sessionPart(record) };
}

function sessionPart(record: HeldSession) {
  const { vendorData, endUserId, decision, poll, status } = record;
  return {
    status,
    ...statusFacts(status),
    ...(vendorData !== undefined && { vendorData }),
    ...(endUserId !== undefined && { endUserId }),
    createdAt: iso(record.createdAt),
    updatedAt: iso(record.updatedAt),
    validUntil: iso(record.validUntil),
    ...(decision !== undefined && { decision }),
    ...(poll !== undefined && { polls: poll.count }),
    attempts: Object.values(record.attempts).filter((progress) => progress !== 'superseded').length,
  };
}

/** Whether a record counts. What has expired counts no more, however late it is deleted. */
export function presenceOf({ kind, expiresAt }: HeldRecord, now: number): LocalPresence {
  // The last second has begun: so does every reader judge.
  if (expiresAt <= Math.floor(now / 1000) * 1000) return 'expired';
  return kind === 'tombstone' ? 'erased' : 'held';
}

/** What a record owes, the next thing first. */
export function debtsOf(record: HeldRecord): readonly LocalDebt[] {
  if (record.kind === 'tombstone') {
    const { erasureDueAt } = record;
    return erasureDueAt === undefined ? [] : [{ kind: 'erasure', dueAt: iso(erasureDueAt) }];
  }
  const publications = record.outbox.map(
    ({ version, dueAt }): LocalDebt => ({ kind: 'publication', dueAt: iso(dueAt), version }),
  );
  const polls: readonly LocalDebt[] =
    record.poll === undefined ? [] : [{ kind: 'poll', dueAt: iso(record.poll.dueAt) }];
  return [...publications, ...polls].toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
}

/** When a record owes something next, ms; undefined where it owes nothing. */
function nextDueOf(record: HeldRecord): number | undefined {
  if (record.kind === 'tombstone') return record.erasureDueAt;
  const dues = record.outbox.map(({ dueAt }) => dueAt);
  if (record.poll !== undefined) dues.push(record.poll.dueAt);
  return dues.length === 0 ? undefined : Math.min(...dues);
}

/** The sweep comes every minute: what it has not paid after five is stuck. */
const OVERDUE_MS = 5 * 60_000;

/** What is wrong with a session that somebody should look at. */
export function troublesOf(
  record: HeldRecord,
  now: number,
  refusals: number,
): readonly LocalTrouble[] {
  const next = nextDueOf(record);
  const isOverdue =
    next !== undefined && next + OVERDUE_MS < now && presenceOf(record, now) !== 'expired';
  return [
    ...(refusals > 0 ? ['refused' as const] : []),
    ...(isOverdue ? ['overdue' as const] : []),
  ];
}

/** A moment as all shapes have it. */
export function iso(at: number): string {
  return new Date(at).toISOString();
}
