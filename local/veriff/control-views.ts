import type {
  SimAction,
  SimAttempt,
  SimDecision,
  SimSession,
  SimSessionSummary,
} from './control.ts';
import type { ControlParts } from './control-parts.ts';
import { decisionAnswer } from './decision-body.ts';
import { deliverySummary } from './deliveries.ts';
import { parseJson } from './json.ts';
import {
  type Attempt,
  currentAttempt,
  type Decision,
  latestDecision,
  SESSION_LIFE_MS,
  type Session,
} from './session.ts';
import { allowedActions, isOver } from './sessions.ts';
import { isoTime, millis, veriffTime } from './times.ts';
import { tokenOf } from './veriff-operations.ts';

export function sessionSummary(session: Session): SimSessionSummary {
  const latest = latestDecision(session);
  const { vendorData, endUserId } = session.request;
  return {
    id: session.id,
    status: session.status,
    final: isOver(session),
    vendorData,
    endUserId,
    createdAt: veriffTime(session.createdAt),
    updatedAt: veriffTime(session.updatedAt),
    validUntil: isoTime(millis(session.createdAt) + SESSION_LIFE_MS),
    attemptId: currentAttempt(session).id,
    attempts: session.attempts.length,
    decision: latest === undefined ? null : decisionView(latest.decision),
    allowed: allowedNow(session),
    ...(session.deletedAt === undefined ? {} : { deletedAt: veriffTime(session.deletedAt) }),
  };
}

export function sessionView(parts: ControlParts, session: Session): SimSession {
  return {
    ...sessionSummary(session),
    url: `${parts.host()}/v/${tokenOf(parts, session)}`,
    callback: session.request.callback ?? null,
    attemptList: session.attempts.map(attemptView),
    deliveries: parts.store.deliveriesOf(session.id).map(deliverySummary),
    decisionBody: parseJson(decisionAnswer(session)),
  };
}

/** What may be played now: the moves of its life, and the webhooks that leave the status alone. */
export function allowedNow(session: Session): readonly SimAction[] {
  if (session.deletedAt !== undefined) return [];
  return [...allowedActions(session), 'watchlist', 'userStatus'];
}

function attemptView(attempt: Attempt, index: number): SimAttempt {
  const { startedAt, submittedAt, decision } = attempt;
  return {
    id: attempt.id,
    number: index + 1,
    status: attempt.status,
    createdAt: veriffTime(attempt.createdAt),
    ...(startedAt === undefined ? {} : { startedAt: veriffTime(startedAt) }),
    ...(submittedAt === undefined ? {} : { submittedAt: veriffTime(submittedAt) }),
    ...(decision === undefined ? {} : { decision: decisionView(decision) }),
  };
}

function decisionView(decision: Decision): SimDecision {
  const { status, code, reason, reasonCode, at } = decision;
  return { status, code, reason, reasonCode, decidedAt: veriffTime(at) };
}
