import type { DecisionBody, SessionBody } from '../../shared/contract/http/session.ts';
import { attemptCount } from '../../shared/domain/attempts.ts';
import type { Decision } from '../../shared/domain/decision.ts';
import { nextAction } from '../../shared/domain/next-action.ts';
import { isFinalStatus, type Session } from '../../shared/domain/session.ts';

/** A moment as clients read it: ISO 8601, UTC, milliseconds. */
export function iso(at: number): string {
  return new Date(at).toISOString();
}

function decisionBody({
  status,
  code,
  reason,
  reasonCode,
  decidedAt,
  source,
}: Decision): DecisionBody {
  return {
    status,
    ...(code !== undefined && { code }),
    ...(reason !== undefined && { reason }),
    ...(reasonCode !== undefined && { reasonCode }),
    ...(decidedAt !== undefined && { decidedAt }),
    source,
  };
}

/** A session as its tenant sees it, without its link. */
export function sessionBody(session: Session): SessionBody {
  const { vendorData, state } = session;
  const { status } = state;
  const decision = 'decision' in state ? state.decision : undefined;
  return {
    id: session.id,
    status,
    final: isFinalStatus(status),
    nextAction: nextAction(status),
    ...(decision !== undefined && { decision: decisionBody(decision) }),
    attempts: attemptCount(session.attempts),
    ...(vendorData !== undefined && { vendorData }),
    createdAt: iso(session.createdAt),
    updatedAt: iso(session.updatedAt),
    validUntil: iso(session.validUntil),
  };
}
