import { isDebtGivenUp } from '../domain/due.ts';
import { erasureSettled, postponeErasure } from '../domain/erase.ts';
import { VeriffError } from '../domain/failure.ts';
import type { EpochMs } from '../domain/ids.ts';
import type { Tombstone } from '../domain/session.ts';
import type { SessionStore } from '../ports/session-store.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import type { Veriff } from '../ports/veriff.ts';

export interface ErasurePorts {
  readonly store: SessionStore;
  readonly veriff: Veriff;
  readonly telemetry: Telemetry;
  readonly now: () => EpochMs;
}

export type ErasureOutcome = 'erased' | 'refused' | 'abandoned' | 'failed' | 'throttled';

async function askVeriff(
  { veriff }: ErasurePorts,
  stone: Tombstone,
): Promise<VeriffError | undefined> {
  try {
    await veriff.deleteSession(stone.integration, stone.id);
    return undefined;
  } catch (error) {
    if (error instanceof VeriffError) return error;
    throw error;
  }
}

function outcomeOf(error: VeriffError, erasedAt: EpochMs, now: EpochMs): ErasureOutcome {
  if (error.code === 'forbidden') return 'refused';
  if (isDebtGivenUp(erasedAt, now)) return 'abandoned';
  return error.code === 'throttled' ? 'throttled' : 'failed';
}

/**
 * Pays a tombstone's debt: Veriff erases the session too. Where Veriff has the call switched off
 * (403) there is nothing to wait for; everything else is tried again for 30 days, at Veriff's pace
 * (Veriff docs: v1sessionsid-3, at most 5 an hour and 10 a day).
 */
export async function eraseAtVeriff(
  ports: ErasurePorts,
  stone: Tombstone,
): Promise<ErasureOutcome> {
  const error = await askVeriff(ports, stone);
  const now = ports.now();
  const outcome = error === undefined ? 'erased' : outcomeOf(error, stone.erasedAt, now);
  if (outcome === 'refused') ports.telemetry.count('ErasureRefused', {});
  if (outcome === 'abandoned') {
    ports.telemetry.count('DebtAbandoned', {});
    // The one case in which somebody has to act for a single session.
    ports.telemetry.note('error', 'debt given up', { sessionId: stone.id, kind: 'erasure' });
  }
  const notBefore = now + (error?.retryAfterSeconds ?? 0) * 1000;
  const next =
    outcome === 'failed' || outcome === 'throttled'
      ? postponeErasure(stone, now, notBefore)
      : erasureSettled(stone);
  await ports.store.save(next, stone, now);
  return outcome;
}
