import { isExpired } from '../../shared/adapters/dynamodb/expiry.ts';
import { memoryPublisher } from '../../shared/adapters/memory/publisher.ts';
import {
  memorySessionStore,
  type StoredRecord,
} from '../../shared/adapters/memory/session-store.ts';
import type { PollPorts } from '../../shared/application/poll-decision.ts';
import { settleDebts } from '../../shared/application/settle-debts.ts';
import { dueAt } from '../../shared/domain/due.ts';
import type { EpochMs } from '../../shared/domain/ids.ts';
import type { DecisionObservation, Observation } from '../../shared/domain/observation.ts';
import { compareDecisions } from '../../shared/domain/precedence.ts';
import { heldDecision, isOpen, type Session } from '../../shared/domain/session.ts';
import type { Call } from './calls.ts';
import type { RecordCell, VeriffCell } from './cells.ts';
import { decisionsOf, onVeriff } from './effects.ts';
import type { Verdict } from './monitors.ts';

/** More debts than this in a row would mean that they never end: at most 25 polls, and each publishes once. */
const MOST_DEBTS = 60;

/** A faultless world around one record: the clock goes from debt to debt. */
function world(story: readonly Observation[], veriff: VeriffCell, held: StoredRecord) {
  const items = new Map([[String(held.record.id), held]]);
  const clock = { now: 0 };
  const ask = (call: Extract<Call, { to: 'veriff' }>) => onVeriff(story, call, veriff).answer;
  const ports: PollPorts = {
    store: memorySessionStore(items),
    publisher: memoryPublisher(),
    telemetry: { count() {}, measure() {}, note() {} },
    now: () => clock.now,
    veriff: {
      createSession: async () => {
        throw new Error('a sweep creates nothing');
      },
      async fetchDecision(_integration, id) {
        const answer = ask({ to: 'veriff', name: 'decision', id });
        return 'value' in answer ? (answer.value as DecisionObservation) : undefined;
      },
      fetchAttempts: async () => [],
      deleteSession: async () => {},
    },
  };
  return { items, clock, ports };
}

function settled(
  before: Session,
  after: Session,
  newest: DecisionObservation | undefined,
): Verdict {
  if (after.outbox.length > 0) return 'the sweep leaves a change unpublished for ever';
  if (!isOpen(before)) return undefined;
  if (newest === undefined) {
    return isOpen(after) ? 'a session that nobody decides is never closed' : undefined;
  }
  const held = heldDecision(after);
  const isNewest = held !== undefined && compareDecisions(newest.decision, held) === 0;
  return isNewest ? undefined : "the sweep never finds Veriff's newest decision";
}

/**
 * From here on nothing fails and no webhook comes: the sweep alone brings the record to rest, with every change
 * published and, where it was open, with Veriff's newest decision.
 */
export async function convergence(
  story: readonly Observation[],
  {
    record,
    veriff,
    now,
  }: { readonly record: RecordCell; readonly veriff: VeriffCell; readonly now: EpochMs },
): Promise<Verdict> {
  const { held } = record;
  if (held === undefined || isExpired(held.expiresAt, now)) return undefined;
  const { items, clock, ports } = world(story, veriff, held);
  clock.now = now;
  for (let debts = 0; debts < MOST_DEBTS; debts += 1) {
    const there = items.get(held.record.id) ?? held;
    const due = dueAt(there.record);
    if (due === undefined) return atRest(held, there.record, decisionsFor(story, veriff, held));
    clock.now = Math.max(clock.now, due);
    if (isExpired(there.expiresAt, clock.now)) return 'a record expires before it is due';
    await settleDebts(ports, held.record.id);
  }
  return 'the debts of a record never end';
}

function decisionsFor(story: readonly Observation[], veriff: VeriffCell, { record }: StoredRecord) {
  return veriff.opened === record.id ? decisionsOf(story, veriff.told).at(-1) : undefined;
}

function atRest(
  { record }: StoredRecord,
  there: StoredRecord['record'],
  newest: DecisionObservation | undefined,
): Verdict {
  if (record.kind === 'tombstone' || there.kind === 'tombstone') return undefined;
  return settled(record, there, newest);
}
