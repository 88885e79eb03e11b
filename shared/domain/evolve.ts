import {
  type Attempts,
  attemptCount,
  furthestOpenStep,
  UNNAMED_ATTEMPT,
  withEnd,
  withStep,
} from './attempts.ts';
import { type Change, endAll } from './decide.ts';
import type { Decision } from './decision.ts';
import { PUBLISH_GRACE_MS, planPolls } from './due.ts';
import {
  heldDecision,
  isFinal,
  isFinalStatus,
  isOpen,
  type OwedEvent,
  type Progress,
  type Session,
  type SessionState,
} from './session.ts';

/** Our own closing mark says `expired` whatever the progress was, so that it cannot depend on the order of messages. */
const OWN_MARK: Decision = { status: 'expired', source: 'own' };

/** Everything that the state follows from. */
interface Facts {
  readonly attempts: Attempts;
  /** Veriff's latest decision. */
  readonly held: Decision | undefined;
  readonly lapsed: boolean;
}

function factsOf(session: Session): Facts {
  const held = heldDecision(session);
  return {
    attempts: session.attempts,
    held: held?.source === 'own' ? undefined : held,
    lapsed: isFinal(session) && session.state.decision.source === 'own',
  };
}

function factsAfter(before: Facts, change: Change): Facts {
  switch (change.kind) {
    case 'attempt-progressed':
      return { ...before, attempts: withStep(before.attempts, change.attemptId, change.step) };
    case 'attempts-ended':
      return { ...before, attempts: endAll(before.attempts, change.attemptIds) };
    case 'decision-taken':
      return {
        attempts: decided(before.attempts, change.decision),
        held: change.decision,
        lapsed: false,
      };
    case 'lapsed':
      return { ...before, lapsed: true };
  }
}

/** A decision ends its attempt, and with it whatever events without an attempt have told. */
function decided(attempts: Attempts, { attemptId }: Decision): Attempts {
  const named = attemptId === undefined ? attempts : withEnd(attempts, attemptId, 'decided');
  return UNNAMED_ATTEMPT in named ? withEnd(named, UNNAMED_ATTEMPT, 'decided') : named;
}

/** A decision stands, unless it asked for a resubmission and another attempt is under way. */
function stateAfter(session: Session, facts: Facts, change: Change): SessionState {
  const { held, lapsed } = facts;
  if (lapsed) {
    return { status: 'expired', decision: OWN_MARK, ...(held !== undefined && { previous: held }) };
  }
  if (held === undefined) return openState(session, firstProgress(facts.attempts), change);
  const { status } = held;
  if (isFinalStatus(status)) return { status, decision: held };
  const step = furthestOpenStep(facts.attempts);
  const answered = status === 'resubmission_requested' && held.attemptId !== undefined;
  return openState(
    session,
    answered && step !== undefined ? { status: step, previous: held } : { status, decision: held },
    change,
  );
}

function firstProgress(attempts: Attempts): Progress {
  return { status: furthestOpenStep(attempts) ?? 'created' };
}

function openState(session: Session, progress: Progress, { at }: Change): SessionState {
  const poll = planPolls(session, progress.status, at);
  const link = isOpen(session) ? session.state.link : undefined;
  return { ...progress, poll, ...(link !== undefined && { link }) };
}

function owed(version: number, state: SessionState, { at }: Change): OwedEvent {
  const decision = 'decision' in state ? { decision: state.decision } : {};
  return { version, status: state.status, at, dueAt: at + PUBLISH_GRACE_MS, ...decision };
}

/** Whether a client could tell the sessions before and after a change apart. */
function isVisible(before: Session, after: Session, change: Change): boolean {
  if (change.kind === 'decision-taken') return true;
  return (
    before.state.status !== after.state.status ||
    attemptCount(before.attempts) !== attemptCount(after.attempts)
  );
}

/**
 * The session after a change: a new version that owes its publication. A change that no client can
 * see (an attempt turned out to be over, and the status stays) makes no version and owes nothing.
 */
export function evolve(session: Session, change: Change): Session {
  const facts = factsAfter(factsOf(session), change);
  const state = stateAfter(session, facts, change);
  const next = { ...session, attempts: facts.attempts, state };
  if (!isVisible(session, next, change)) return next;
  const version = session.version + 1;
  const outbox = [...session.outbox, owed(version, state, change)];
  return { ...next, version, updatedAt: change.at, outbox };
}
