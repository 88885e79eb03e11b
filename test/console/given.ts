import type { LocalSession } from '../../local/console-api/wire.ts';
import type { TraceEntry } from '../../local/console-api/wire-trace.ts';

/** The story begins here: 2 March 2026, 10:15:00 UTC. */
export const T0 = Date.UTC(2026, 2, 2, 10, 15);
export const SESSION = 'a6f7bb1a-5b69-4517-9b6a-95224ada1067';

let seq = 0;

/** A message `after` ms from the beginning; each is told after the one before. */
export function entry(after: number, more: Partial<TraceEntry> = {}): TraceEntry {
  seq += 1;
  return {
    seq,
    order: seq,
    at: new Date(T0 + after).toISOString(),
    session: SESSION,
    from: 'veriff',
    to: 'webhook',
    kind: 'webhook',
    label: 'event submitted 7002',
    outcome: 'ok',
    ...more,
  };
}

/** A session that Veriff's webhook approved. */
export function session(more: Partial<LocalSession> = {}): LocalSession {
  return {
    id: SESSION,
    presence: 'held',
    status: 'approved',
    final: true,
    vendorData: 'cust-0001',
    decision: { status: 'approved', source: 'webhook', code: 9001 },
    attempts: 1,
    owes: [],
    troubles: [],
    why: 'Approved.',
    attemptList: [],
    veriff: null,
    comparison: [],
    ...more,
  };
}
