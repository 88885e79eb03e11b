import { dueAt } from '../domain/due.ts';
import type { SessionId } from '../domain/ids.ts';
import { isOpen, type Session } from '../domain/session.ts';
import { type ErasureOutcome, eraseAtVeriff } from './erase-at-veriff.ts';
import { type PollOutcome, type PollPorts, pollDecision } from './poll-decision.ts';
import { publishOrPostpone } from './publish-owed.ts';

/** What paying one record's debts came to. */
export type Settled = PollOutcome | ErasureOutcome | 'published' | 'nothing-due';

async function settleSession(ports: PollPorts, read: Session): Promise<Settled> {
  const session = await publishOrPostpone(ports, read);
  if (isOpen(session) && session.state.poll.dueAt <= ports.now()) {
    return pollDecision(ports, session);
  }
  return 'published';
}

/**
 * Pays whatever one record owes by now: a publication, a poll, an erasure at Veriff. The index only
 * nominated it; the record itself says what is due. `tookUp` is told, before anything can go wrong, for how
 * many milliseconds it has been due.
 */
export async function settleDebts(
  ports: PollPorts,
  id: SessionId,
  tookUp: (overdueMs: number) => void = () => {},
): Promise<Settled> {
  const now = ports.now();
  const record = await ports.store.load(id, now);
  const due = record === undefined ? undefined : dueAt(record);
  if (record === undefined || due === undefined || due > now) return 'nothing-due';
  tookUp(now - due);
  return record.kind === 'tombstone' ? eraseAtVeriff(ports, record) : settleSession(ports, record);
}
