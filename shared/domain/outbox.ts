import type { Decision } from './decision.ts';
import { isDebtGivenUp, retryAt } from './due.ts';
import type { EpochMs, SessionId, Tenant } from './ids.ts';
import { type NextAction, nextAction } from './next-action.ts';
import { isFinalStatus, type OwedEvent, type Session, type SessionStatus } from './session.ts';

/** One accepted change, as it is told to the outside. No personal data but the caller's own `vendorData`. */
export interface SessionEvent {
  /** `<sessionId>:<version>`: the same for every publication of the same change. */
  readonly id: string;
  readonly sessionId: SessionId;
  readonly tenant: Tenant;
  readonly vendorData?: string;
  readonly status: SessionStatus;
  readonly final: boolean;
  readonly nextAction: NextAction;
  readonly decision?: Decision;
  readonly at: EpochMs;
}

/** The event that an entry of the outbox stands for. */
export function eventOf(session: Session, owed: OwedEvent): SessionEvent {
  return {
    id: `${session.id}:${owed.version}`,
    sessionId: session.id,
    tenant: session.tenant,
    ...(session.vendorData !== undefined && { vendorData: session.vendorData }),
    status: owed.status,
    final: isFinalStatus(owed.status),
    nextAction: nextAction(owed.status),
    ...(owed.decision !== undefined && { decision: owed.decision }),
    at: owed.at,
  };
}

/** The session once these versions were published: it no longer owes them. */
export function markPublished(session: Session, versions: ReadonlySet<number>): Session {
  const outbox = session.outbox.filter((owed) => !versions.has(owed.version));
  return { ...session, revision: session.revision + 1, outbox };
}

/** The session after a publication failed: what was due waits, what has waited for 30 days is given up. */
export function postponePublication(session: Session, now: EpochMs): Session {
  const outbox = session.outbox
    .filter((owed) => !isDebtGivenUp(owed.at, now))
    .map((owed) => ({ ...owed, dueAt: Math.max(owed.dueAt, retryAt(owed.at, now)) }));
  return { ...session, revision: session.revision + 1, outbox };
}
