import type { TraceEntry } from '../local/console-api/wire-trace.ts';
import type { SimAttempt, SimDeliverySummary, SimSession } from '../local/veriff/control.ts';

/** One thing that happened to a session. */
export interface TimelineEntry {
  /** Virtual time, ISO 8601. */
  readonly at: string;
  readonly from: string;
  readonly to: string;
  /** `event submitted 7002` */
  readonly what: string;
  /** A status, `dropped`, `published` … */
  readonly result: string;
  /** It never arrived. */
  readonly lost: boolean;
  /** What it changed: `submitted -> approved`. */
  readonly change?: string;
  /** Why it was refused, lost, or changed nothing. */
  readonly why?: string;
}

type Party = Pick<TimelineEntry, 'from' | 'to'>;

const BACKEND: Party = { from: 'backend', to: 'veriff' };
const USER: Party = { from: 'user', to: 'veriff' };
const STAFF: Party = { from: 'veriff', to: 'veriff' };
const WEBHOOK: Party = { from: 'veriff', to: 'webhook' };

/** What the simulator itself knows to have happened, oldest first. */
export function timelineOf(session: SimSession): readonly TimelineEntry[] {
  const entries = [
    entry(BACKEND, session.createdAt, 'session created'),
    ...session.attemptList.flatMap(attemptEntries),
    ...session.deliveries.map(deliveryEntry),
    ...(session.deletedAt === undefined ? [] : [entry(STAFF, session.deletedAt, 'erased')]),
  ];
  return entries.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function entry(party: Party, at: string, what: string): TimelineEntry {
  return { at, ...party, what, result: '', lost: false };
}

function attemptEntries(attempt: SimAttempt): readonly TimelineEntry[] {
  const { number, startedAt, submittedAt, decision } = attempt;
  return [
    ...(startedAt === undefined ? [] : [entry(USER, startedAt, `start, attempt ${number}`)]),
    ...(submittedAt === undefined ? [] : [entry(USER, submittedAt, `submit, attempt ${number}`)]),
    ...(decision === undefined
      ? []
      : [entry(STAFF, decision.decidedAt, `decides ${decision.status} ${decision.code}`)]),
  ];
}

function deliveryEntry(delivery: SimDeliverySummary): TimelineEntry {
  const { kind, action, code, outcome, answerStatus, origin, faults } = delivery;
  const again = origin === 'first' ? [] : [`(${origin})`];
  const strikes = faults.map(({ rule }) => rule);
  return {
    ...entry(
      WEBHOOK,
      delivery.sentAt ?? delivery.dueAt,
      [kind, action, code ?? '', ...again, ...strikes].filter((part) => part !== '').join(' '),
    ),
    result: String(answerStatus ?? outcome),
    lost: outcome === 'dropped' || outcome === 'failed',
  };
}

/** The messages of the local run's own trace, in its words. */
export function tracedTimeline(entries: readonly TraceEntry[]): readonly TimelineEntry[] {
  return entries.map(({ at, from, to, label, result = '', outcome, change, why }) => ({
    at,
    from,
    to,
    what: label,
    result,
    lost: outcome === 'lost',
    ...(change !== undefined && {
      change: change.from === undefined ? change.to : `${change.from} -> ${change.to}`,
    }),
    ...(why !== undefined && { why }),
  }));
}

/** `2026-03-02 10:15:31  veriff  > webhook  event submitted 7002   200  started -> submitted` */
export function timelineLine(told: TimelineEntry): string {
  const { at, from, to, what, result, lost, change = '', why = '' } = told;
  const time = at.slice(0, 19).replace('T', ' ');
  const way = `${from.padEnd(7)} ${lost ? 'x' : '>'} ${to.padEnd(7)}`;
  const facts = [result, change, why].filter((fact) => fact !== '').join('  ');
  return `${time}  ${way}  ${what.padEnd(36)} ${facts}`.trimEnd();
}

/** The timeline as a Mermaid sequence diagram, for tickets. */
export function mermaid(entries: readonly TimelineEntry[]): string {
  const parties = [...new Set(entries.flatMap(({ from, to }) => [from, to]))];
  return [
    'sequenceDiagram',
    ...parties.map((each) => `  participant ${each}`),
    ...entries.map(mermaidLine),
  ].join('\n');
}

function mermaidLine({ from, to, what, result, lost }: TimelineEntry): string {
  const text = [what, result].filter((part) => part !== '').join(': ');
  return `  ${from}${lost ? '-x' : '->>'}${to}: ${text.replaceAll(/[;#]/g, ' ')}`;
}
