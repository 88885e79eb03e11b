import type { TraceEntry } from '../console-api/wire-trace.ts';
import type { HeldTombstone } from './record.ts';
import { awaited, refusals } from './why-next.ts';
import { stateReason } from './why-state.ts';
import { clock, counted, joined, statusWords, type WhyFacts } from './why-words.ts';

/**
 * Why a session is in its state, and what is awaited next: which message decided, how it came, what became of those that
 * did not arrive. From what was seen alone; nothing is looked up.
 */
export function why(facts: WhyFacts): string {
  const { presence, record } = facts;
  if (presence === 'expired') return expired(facts);
  if (presence === 'unknown' || record === undefined) return unknown(facts);
  if (record.kind === 'tombstone') return erased(facts, record);
  return joined(stateReason(facts, record), awaited(facts, record), refusals(facts));
}

function unknown({ entries }: WhyFacts): string {
  const came = entries.filter(({ kind }) => kind === 'webhook').length;
  return joined(
    'No record of it is held: it was never made here, or it expired and was forgotten.',
    came === 0 ? undefined : `${counted(came, 'webhook')} about it came.`,
  );
}

function expired({ record, entries, now }: WhyFacts): string {
  const wasErased = entries.some(({ kind, label }) => kind === 'write' && label === 'erased');
  const what = wasErased ? 'It was erased, and its tombstone expired' : 'The record expired';
  const when =
    record === undefined ? '' : ` at ${clock(record.expiresAt, now)}, a week after its last write`;
  const last = entries.findLast(({ change }) => change !== undefined)?.change?.to;
  return joined(
    `${what}${when}: it counts no more.`,
    wasErased || last === undefined ? undefined : `Its last state was ${statusWords(last)}.`,
    'Only this history is left.',
  );
}

function erased({ now, entries }: WhyFacts, stone: HeldTombstone): string {
  const { erasedAt, erasureDueAt, expiresAt } = stone;
  return joined(
    `Erased at ${clock(erasedAt, now)}: a tombstone without personal data is left until ${clock(expiresAt, now)}.`,
    erasureDueAt === undefined
      ? erasedAtVeriff(entries)
      : `Veriff is asked to erase it too at ${clock(erasureDueAt, now)}.`,
  );
}

function erasedAtVeriff(entries: readonly TraceEntry[]): string {
  const asked = entries.findLast(
    ({ kind, label }) => kind === 'call' && label === 'DELETE session',
  );
  if (asked === undefined || asked.outcome === 'ok') return 'Veriff has erased it too.';
  return `Veriff did not erase it (${asked.result ?? 'no answer'}) and is not asked again.`;
}
