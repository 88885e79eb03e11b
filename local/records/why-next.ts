import type { SimDeliverySummary } from '../veriff/control.ts';
import type { HeldSession } from './record.ts';
import { clock, counted, joined, missedSince, missedWords, type WhyFacts } from './why-words.ts';

/** What happens next by itself, and what has gone wrong since the last change. */
export function awaited(facts: WhyFacts, record: HeldSession): string {
  const { now, waiting } = facts;
  const [next] = waiting.toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
  const [owed] = record.outbox;
  return joined(
    record.poll !== undefined && record.status !== 'created' ? lastMissed(facts) : undefined,
    next && `Veriff sends ${webhookName(next)} at ${clock(next.dueAt, now)}.`,
    record.poll && pollWords(record.poll.dueAt, now),
    owed && `Version ${owed.version} is still to be published, next at ${clock(owed.dueAt, now)}.`,
  );
}

function lastMissed({ entries }: WhyFacts): string | undefined {
  const last = entries.findLast(({ change }) => change !== undefined);
  const missed = missedSince(entries, last?.order ?? 0).at(-1);
  return missed && `Since then ${missed.label} ${missedWords(missed)}.`;
}

function pollWords(dueAt: number, now: number): string {
  return dueAt > now
    ? `Veriff is asked at ${clock(dueAt, now)} if nothing comes before.`
    : `Veriff was to be asked at ${clock(dueAt, now)}: the next sweep does it.`;
}

function webhookName({ kind, action, waitsFor }: SimDeliverySummary): string {
  return `${kind} ${action}${waitsFor === 'retry' ? ' again' : ''}`;
}

/** Webhooks about it that were refused. */
export function refusals({ entries, now }: WhyFacts): string | undefined {
  const all = entries.filter(({ kind, outcome }) => kind === 'webhook' && outcome === 'refused');
  const last = all.at(-1);
  if (last === undefined) return undefined;
  const many = all.length === 1 ? 'was refused at' : 'were refused, the last at';
  return `${counted(all.length, 'webhook')} ${many} ${clock(last.at, now)}: ${last.why ?? ''}`;
}
