import {
  type Attempts,
  attemptCount,
  furthestOpenStep,
  UNNAMED_ATTEMPT,
  withDecision,
  withEnd,
  withStep,
} from './attempts.ts';
import { type Change, endAll } from './decide.ts';
import type { Decision } from './decision.ts';
import { PUBLISH_GRACE_MS, planPolls } from './due.ts';
import {
  heldDecision,
  isFinalStatus,
  isOpen,
  type OwedEvent,
  type Progress,
  type Session,
  type SessionState,
} from './session.ts';

/** Our own closing mark says `expired` whatever the progress was, so that it cannot depend on the order of messages. */
const OWN_MARK: Decision = { status: 'expired', source: 'own' };

/** What the state follows from. */
interface Facts {
  readonly attempts: Attempts;
  /** Veriff's latest decision. */
  readonly held: Decision | undefined;
}

function factsAfter(session: Session, change: Change): Facts {
  const { attempts } = session;
  const held = heldDecision(session);
  switch (change.kind) {
    case 'attempt-progressed':
      return { attempts: withStep(attempts, change.attemptId, change.step), held };
    case 'attempts-ended':
      return { attempts: endAll(attempts, change.attemptIds), held };
    case 'decision-taken':
      return { attempts: decided(attempts, change.decision), held: change.decision };
    case 'lapsed':
      return { attempts, held };
  }
}

/** A decision ends its attempt, and with it whatever events without an attempt have told. */
function decided(attempts: Attempts, { attemptId }: Decision): Attempts {
  const named = attemptId === undefined ? attempts : withDecision(attempts, attemptId);
  return UNNAMED_ATTEMPT in named ? withEnd(named, UNNAMED_ATTEMPT) : named;
}

function stateAfter(session: Session, { attempts, held }: Facts, change: Change): SessionState {
  if (change.kind === 'lapsed') {
    return { status: 'expired', decision: OWN_MARK, ...(held !== undefined && { previous: held }) };
  }
  const step = furthestOpenStep(attempts);
  if (held === undefined) return openState(session, { status: step }, change);
  const { status } = held;
  if (isFinalStatus(status)) return { status, decision: held };
  if (status === 'resubmission_requested' && held.attemptId !== undefined && step !== 'created') {
    return openState(session, { status: step, previous: held }, change);
  }
  return openState(session, { status, decision: held }, change);
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
  const facts = factsAfter(session, change);
  const state = stateAfter(session, facts, change);
  const revision = session.revision + 1;
  const next = { ...session, revision, attempts: facts.attempts, state };
  if (!isVisible(session, next, change)) return next;
  const version = session.version + 1;
  const outbox = [...session.outbox, owed(version, state, change)];
  return { ...next, version, updatedAt: change.at, outbox };
}
