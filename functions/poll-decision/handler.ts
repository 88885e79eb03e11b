import type { PollPorts } from '../../shared/application/poll-decision.ts';
import { type Settled, settleDebts } from '../../shared/application/settle-debts.ts';
import {
  RUN_SECONDS,
  type SweepBatch,
  type SweepBatchResult,
} from '../../shared/contract/sweep-workflow.ts';
import { thrownName } from '../../shared/domain/failure.ts';
import { isSessionId, type SessionId } from '../../shared/domain/ids.ts';

/** Sessions of one batch that are settled at a time. */
const CONCURRENCY = 5;

/** One record's trouble is its own: it stays in the index, the others are settled. */
async function settle(
  ports: PollPorts,
  id: SessionId,
  tookUp: (overdueMs: number) => void,
): Promise<Settled | 'error'> {
  try {
    const outcome = await settleDebts(ports, id, tookUp);
    ports.telemetry.count('PollOutcome', { outcome });
    return outcome;
  } catch (error) {
    ports.telemetry.count('PollOutcome', { outcome: 'error' });
    const errorName = thrownName(error);
    ports.telemetry.note('error', 'debt not paid', { sessionId: id, errorName });
    return 'error';
  }
}

/**
 * Until when a batch may begin something new, by the clock of this process. Only spans are taken from the state machine's
 * clock, never its time of day: a process whose clock is ahead would find every run over, and nothing would ever be paid.
 */
function deadlineOf({ startedAt, sentAt }: SweepBatch, now: number): number {
  const passed = Date.parse(sentAt) - Date.parse(startedAt);
  return now + RUN_SECONDS * 1000 - passed;
}

/**
 * Settles a batch of records that the sweep found due. Ends early, and asks the run to end, when Veriff
 * answers 429 or the run's time is up; what is left stays due.
 */
export function pollDecisionHandler(ports: PollPorts) {
  return async (batch: SweepBatch): Promise<SweepBatchResult> => {
    const deadline = deadlineOf(batch, ports.now());
    const waiting = batch.sessions.filter(isSessionId);
    const outcomes: (Settled | 'error')[] = [];
    const overdue: number[] = [];
    const mustStop = (): boolean => outcomes.includes('throttled') || ports.now() >= deadline;

    const worker = async (): Promise<void> => {
      while (!mustStop()) {
        const id = waiting.shift();
        if (id === undefined) return;
        outcomes.push(await settle(ports, id, (ms) => overdue.push(ms)));
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));

    if (overdue.length > 0) {
      ports.telemetry.measure('OldestDueSeconds', Math.max(...overdue) / 1000, {});
    }
    const failed = outcomes.filter((outcome) => outcome === 'error' || outcome === 'failed').length;
    return { settled: outcomes.length - failed, failed, stop: mustStop() };
  };
}
