import {
  type AttemptKey,
  type AttemptStep,
  type Attempts,
  UNNAMED_ATTEMPT,
  withEnd,
  withStep,
} from './attempts.ts';
import type { Decision } from './decision.ts';
import type { AttemptId, EpochMs } from './ids.ts';
import type { Observation, ProgressObservation } from './observation.ts';
import { compareDecisions } from './precedence.ts';
import { heldDecision, isFinal, type Session } from './session.ts';

/** What an accepted observation does to a session; `evolve` applies it. */
export type Change =
  | {
      readonly kind: 'attempt-progressed';
      readonly at: EpochMs;
      readonly attemptId: AttemptKey;
      readonly step: AttemptStep;
    }
  | {
      /** Attempts turned out to be over that the session did not know to be over. */
      readonly kind: 'attempts-ended';
      readonly at: EpochMs;
      readonly attemptIds: readonly AttemptId[];
    }
  | { readonly kind: 'decision-taken'; readonly at: EpochMs; readonly decision: Decision }
  | { readonly kind: 'lapsed'; readonly at: EpochMs };

/** Why an observation changed nothing. */
export type NoChangeReason =
  | 'repeated'
  | 'older-than-the-decision-held'
  | 'already-decided'
  | 'attempt-unknown'
  | 'nothing-new';

/** What became of an observation. A late or repeated one is accepted and changes nothing; it is no error. */
export type Outcome =
  | { readonly kind: 'changed'; readonly change: Change }
  | { readonly kind: 'unchanged'; readonly why: NoChangeReason }
  | { readonly kind: 'refused'; readonly why: 'integration-mismatch' };

const changed = (change: Change): Outcome => ({ kind: 'changed', change });
const unchanged = (why: NoChangeReason): Outcome => ({ kind: 'unchanged', why });

/**
 * An event only ever tells how far one attempt has come. Once there is a decision it must name its
 * attempt, and the attempt must be another than the one decided.
 */
function onProgress(session: Session, seen: ProgressObservation, now: EpochMs): Outcome {
  if (isFinal(session)) return unchanged('already-decided');
  const held = heldDecision(session);
  const attemptId = seen.attemptId ?? UNNAMED_ATTEMPT;
  if (held !== undefined && (seen.attemptId === undefined || held.attemptId === undefined)) {
    return unchanged('attempt-unknown');
  }
  if (withStep(session.attempts, attemptId, seen.step) === session.attempts) {
    return unchanged('repeated');
  }
  return changed({ kind: 'attempt-progressed', at: now, attemptId, step: seen.step });
}

/** A late decision cannot decide, but in an open session it tells that its attempt is over. */
function onLateDecision(session: Session, late: Decision, now: EpochMs): Outcome {
  const stale = unchanged('older-than-the-decision-held');
  if (isFinal(session) || late.attemptId === undefined) return stale;
  return endAttempts(session, [late.attemptId], now) ?? stale;
}

function onDecision(session: Session, decision: Decision, now: EpochMs): Outcome {
  const held = heldDecision(session);
  const order = held === undefined ? 1 : compareDecisions(decision, held);
  if (order > 0) return changed({ kind: 'decision-taken', at: now, decision });
  return order === 0 ? unchanged('repeated') : onLateDecision(session, decision, now);
}

/** All attempts before the one that was decided are over, whether or not Veriff ever told. */
function onAttempts(session: Session, oldestFirst: readonly AttemptId[], now: EpochMs): Outcome {
  const decided = heldDecision(session)?.attemptId;
  const at = oldestFirst.findIndex((id) => id === decided);
  const older = oldestFirst.slice(0, Math.max(at, 0));
  return endAttempts(session, older, now) ?? unchanged('nothing-new');
}

function endAttempts(
  session: Session,
  attemptIds: readonly AttemptId[],
  now: EpochMs,
): Outcome | undefined {
  if (endAll(session.attempts, attemptIds) === session.attempts) return undefined;
  return changed({ kind: 'attempts-ended', at: now, attemptIds });
}

/** Marks attempts as over; the same attempts again (same object) where all of them were. */
export function endAll(attempts: Attempts, ids: readonly AttemptId[]): Attempts {
  return ids.reduce(withEnd, attempts);
}

/**
 * The one place where it is decided what an observation does to a session, whether it came by
 * webhook or by poll. Total and pure; `now` only dates the change.
 */
export function decide(session: Session, seen: Observation, now: EpochMs): Outcome {
  if (seen.integration !== session.integration) {
    return { kind: 'refused', why: 'integration-mismatch' };
  }
  switch (seen.kind) {
    case 'progress':
      return onProgress(session, seen, now);
    case 'decision':
      return onDecision(session, seen.decision, now);
    case 'attempts':
      return onAttempts(session, seen.oldestFirst, now);
    case 'lapse':
      return isFinal(session) ? unchanged('already-decided') : changed({ kind: 'lapsed', at: now });
  }
}
