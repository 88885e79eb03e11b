import type { SimDeliverySummary } from '../veriff/control.ts';
import type { TraceEntryInFull } from './wire-trace.ts';

/** A message later than that after it was sent is another one. */
const LATEST_MS = 1000;

/**
 * Webhooks with the simulator's delivery that each of them was, and the faults that struck it: Veriff sends no such
 * number, so they are told by time and answer. One session's webhooks go one after the other.
 */
export function withDeliveries(
  entries: readonly TraceEntryInFull[],
  deliveries: readonly SimDeliverySummary[],
): readonly TraceEntryInFull[] {
  const free = new Set(deliveries.filter(({ sentAt }) => sentAt !== undefined));
  return entries.map((entry) => {
    if (entry.kind !== 'webhook') return entry;
    const found = [...free].filter((each) => isSame(entry, each)).toSorted(latestFirst)[0];
    if (found === undefined) return entry;
    free.delete(found);
    const faults = found.faults.map(({ kind }) => kind);
    const detail = entry.detail.type === 'loss' ? { ...entry.detail, faults } : entry.detail;
    return { ...entry, delivery: found.id, detail };
  });
}

function isSame(entry: TraceEntryInFull, delivery: SimDeliverySummary): boolean {
  if (delivery.sessionId !== entry.session) return false;
  return entry.outcome === 'lost' ? isLostThen(entry, delivery) : hasArrivedThen(entry, delivery);
}

function isLostThen({ at }: TraceEntryInFull, { sentAt, outcome }: SimDeliverySummary): boolean {
  return sentAt === at && (outcome === 'dropped' || outcome === 'failed');
}

function hasArrivedThen(
  { at, result }: TraceEntryInFull,
  { sentAt = '', milliseconds = 0, answerStatus }: SimDeliverySummary,
): boolean {
  const late = Date.parse(at) - Date.parse(sentAt);
  const isTimely = late >= 0 && late <= milliseconds + LATEST_MS;
  return isTimely && answerStatus !== undefined && String(answerStatus) === result;
}

/** Of two sent at one moment the earlier number was first. */
function latestFirst(left: SimDeliverySummary, right: SimDeliverySummary): number {
  const [a = '', b = ''] = [left.sentAt, right.sentAt];
  if (a !== b) return a < b ? 1 : -1;
  return Number(left.id.slice(1)) - Number(right.id.slice(1));
}
