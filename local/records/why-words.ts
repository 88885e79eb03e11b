import type { LocalPresence } from '../console-api/wire.ts';
import type { TraceEntry } from '../console-api/wire-trace.ts';
import type { SimDeliverySummary } from '../veriff/control.ts';
import type { HeldRecord } from './record.ts';

/** What is known of a session: its record, its messages, and Veriff's webhooks that have not gone out yet. */
export interface WhyFacts {
  readonly now: number;
  readonly presence: LocalPresence;
  /** Absent where the database has deleted it, or never had it. */
  readonly record?: HeldRecord;
  /** In their order. */
  readonly entries: readonly TraceEntry[];
  readonly waiting: readonly SimDeliverySummary[];
}

/** `10:15:40` on the day of `now`, `2026-03-09 10:15:40` otherwise; UTC. */
export function clock(at: number | string, now: number): string {
  const iso = new Date(at).toISOString();
  const isToday = iso.slice(0, 10) === new Date(now).toISOString().slice(0, 10);
  return isToday ? iso.slice(11, 19) : iso.slice(0, 19).replace('T', ' ');
}

/** `resubmission_requested` as words. */
export function statusWords(status: string): string {
  return status.replaceAll('_', ' ');
}

/** With a capital. */
export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** `1 message`, `2 messages`. */
export function counted(count: number, what: string): string {
  return count === 1 ? `1 ${what}` : `${count} ${what}s`;
}

/** The sentences that there are. */
export function joined(...sentences: readonly (string | undefined)[]): string {
  return sentences.filter((each) => each !== undefined && each !== '').join(' ');
}

const MISSED: Readonly<Record<TraceEntry['outcome'], string>> = {
  ok: 'came',
  unchanged: 'changed nothing',
  lost: 'was lost',
  refused: 'was refused',
  failed: 'failed here',
};

/** What became of a webhook that did not do its work, as the end of `because it …`. */
export function missedWords({ outcome, result = 'no answer' }: TraceEntry): string {
  return result === 'dropped' ? 'was dropped' : `${MISSED[outcome]} (${result})`;
}

/** Webhooks that did not do their work, after that place in the order. */
export function missedSince(entries: readonly TraceEntry[], order: number): readonly TraceEntry[] {
  return entries.filter(
    (entry) =>
      entry.kind === 'webhook' &&
      entry.order > order &&
      ['lost', 'refused', 'failed'].includes(entry.outcome),
  );
}
