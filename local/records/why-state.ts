import type { LocalDecision } from '../console-api/wire.ts';
import type { TraceEntry } from '../console-api/wire-trace.ts';
import type { HeldSession } from './record.ts';
import {
  clock,
  joined,
  missedSince,
  missedWords,
  sentence,
  statusWords,
  type WhyFacts,
} from './why-words.ts';

/** Why a record that is held has its status: the message that made it so, and the way on which it came. */
export function stateReason(facts: WhyFacts, record: HeldSession): string {
  const { status, decision } = record;
  if (decision !== undefined) return decided(facts, record, decision);
  if (status === 'created') {
    return `Created at ${clock(record.createdAt, facts.now)}: ${notOpened(facts)}`;
  }
  const change = facts.entries.findLast(({ change: made }) => made?.to === status);
  const when = change === undefined ? '' : ` at ${clock(change.at, facts.now)}`;
  const after = status === 'submitted' ? ', and the decision is awaited' : '';
  return `${sentence(statusWords(status))}: ${messageOf(facts, change)}${when}${after}.`;
}

/** Veriff may know more than we were told. */
function notOpened({ entries }: WhyFacts): string {
  const hasStarted = entries.some(({ kind, from }) => kind === 'action' && from === 'user');
  if (!hasStarted) return 'the end user has not opened the link yet.';
  const missed = missedSince(entries, 0).at(-1);
  return missed === undefined
    ? 'the end user opened the link, and no webhook has told of it yet.'
    : `the end user opened the link, but the webhook that tells of it ${missedWords(missed)}.`;
}

function messageOf({ entries }: WhyFacts, change: TraceEntry | undefined): string {
  const webhook = entries.find(
    ({ kind, invocation }) =>
      kind === 'webhook' && invocation !== undefined && invocation === change?.invocation,
  );
  return webhook === undefined ? 'Veriff told so' : `${webhook.label} came by webhook`;
}

function decided(facts: WhyFacts, record: HeldSession, decision: LocalDecision): string {
  const state = sentence(statusWords(record.status));
  if (decision.source === 'own') {
    return `${state}: its seven days are over and the last poll brought no decision, so it was closed here.`;
  }
  const code = decision.code === undefined ? '' : ` ${decision.code}`;
  const { decidedAt } = decision;
  const of = decidedAt === undefined ? '' : ` of ${clock(decidedAt, facts.now)}`;
  return joined(
    `${state}: Veriff's decision${code}${of} ${cameBy(facts, record, decision)}`,
    decision.contradiction === true
      ? 'Its status and its code disagree, so it approves nobody.'
      : undefined,
  );
}

function cameBy(facts: WhyFacts, { version }: HeldSession, { source }: LocalDecision): string {
  const change = facts.entries.findLast(({ change: made }) => made?.version === version);
  const when = change === undefined ? '' : ` at ${clock(change.at, facts.now)}`;
  return source === 'webhook'
    ? `came by webhook${when}.`
    : `was fetched${when} by the fallback, because ${noWebhook(facts, change)}.`;
}

/** Why the fallback had to: what became of the webhook that should have brought it. */
function noWebhook({ entries, waiting }: WhyFacts, change: TraceEntry | undefined): string {
  const before = entries.filter(({ order }) => change === undefined || order < change.order);
  const missed = missedSince(before, 0).findLast(({ label }) => !label.startsWith('event'));
  if (missed !== undefined) return `its webhook ${missedWords(missed)}`;
  const held = waiting.find(({ kind }) => kind !== 'event');
  return held === undefined ? 'no webhook had brought it' : 'its webhook was still held back';
}
