import type { Attempts } from './attempts.ts';
import type { Decision } from './decision.ts';
import type { ClaimKey, EpochMs, IntegrationName, SessionId, Tenant } from './ids.ts';

/** Where the end user verifies. A bearer secret: shown to its owner only, kept until the session is final. */
export interface SessionLink {
  readonly url: string;
  /** Base address of Veriff's hosted flow. */
  readonly host: string;
  readonly sessionToken: string;
}

/** When Veriff is asked next about a session that is not final. */
export interface PollPlan {
  /** The moment from which the slots of the schedule are counted. */
  readonly since: EpochMs;
  readonly dueAt: EpochMs;
  /** How often Veriff was asked so far. */
  readonly count: number;
}

/** A change that was accepted and is not known to be published: one entry of the outbox. */
export interface OwedEvent {
  /** The version that the change made; with the session's id the id of the event. */
  readonly version: number;
  readonly status: SessionStatus;
  readonly at: EpochMs;
  readonly dueAt: EpochMs;
  /** The decision, where `status` is one. */
  readonly decision?: Decision;
}

interface Created {
  readonly status: 'created';
}

/** An attempt is under way; `previous` is the resubmission request that it answers. */
interface UnderWay {
  readonly status: 'started' | 'submitted';
  readonly previous?: Decision;
}

/** Veriff has spoken, but not its last word. */
interface Undecided {
  readonly status: 'resubmission_requested' | 'review';
  readonly decision: Decision;
}

/** The ways to be open. */
export type Progress = Created | UnderWay | Undecided;

/** A state in which Veriff still owes the final decision. */
export type OpenState = Progress & {
  /** Absent only where a decision after a final one opened the session again. */
  readonly link?: SessionLink;
  readonly poll: PollPlan;
};

/** Decided for good: owes no poll and holds no link. */
export interface FinalState {
  readonly status: FinalStatus;
  readonly decision: Decision;
  /** Veriff's last word before we closed the session ourselves; a later one still replaces our mark. */
  readonly previous?: Decision;
}

export type FinalStatus = 'approved' | 'declined' | 'expired' | 'abandoned';

/** Where a session stands. A state carries only the data that it can have. */
export type SessionState = OpenState | FinalState;

export type SessionStatus = SessionState['status'];

/** A verification session as we know it; everything but `state`, `version`, `attempts`, `updatedAt` and `outbox` is fixed when it is created. */
export interface Session<State extends SessionState = SessionState> {
  readonly kind: 'session';
  readonly id: SessionId;
  readonly tenant: Tenant;
  readonly integration: IntegrationName;
  /** The caller's own opaque id of the end user; never taken from a webhook. */
  readonly vendorData?: string;
  readonly endUserId?: string;
  /** The idempotency item that this session was created under. */
  readonly claim?: ClaimKey;
  readonly createdAt: EpochMs;
  /** End of the session's life at Veriff: seven days after its creation. */
  readonly validUntil: EpochMs;
  /** Counts what is to be written, from 1: every function that makes another record of this one adds to it. */
  readonly revision: number;
  /** Counts accepted changes that a client can see, from 1. */
  readonly version: number;
  /** Time of the change that made this version. */
  readonly updatedAt: EpochMs;
  readonly attempts: Attempts;
  readonly outbox: readonly OwedEvent[];
  readonly state: State;
}

export type OpenSession = Session<OpenState>;
export type FinalSession = Session<FinalState>;

/** What an erased session leaves behind, so that nothing can bring it back. No personal data. */
export interface Tombstone {
  readonly kind: 'tombstone';
  readonly id: SessionId;
  readonly tenant: Tenant;
  readonly integration: IntegrationName;
  readonly claim?: ClaimKey;
  readonly revision: number;
  readonly version: number;
  readonly erasedAt: EpochMs;
  /** Present while Veriff has not erased the session too. */
  readonly erasureDueAt?: EpochMs;
}

/** What the table can hold under a session's id. */
export type SessionRecord = Session | Tombstone;

const FINAL: Readonly<Record<SessionStatus, boolean>> = {
  created: false,
  started: false,
  submitted: false,
  resubmission_requested: false,
  review: false,
  approved: true,
  declined: true,
  expired: true,
  abandoned: true,
};

/** Whether a status ends a session: Veriff decides such a session no more. */
export function isFinalStatus(status: SessionStatus): status is FinalStatus {
  return FINAL[status];
}

/** Whether a session is decided for good. */
export function isFinal(session: Session): session is FinalSession {
  return FINAL[session.state.status];
}

/** Whether Veriff still owes the final decision. */
export function isOpen(session: Session): session is OpenSession {
  return !FINAL[session.state.status];
}

/** Veriff's latest decision, or our own closing mark where Veriff made none: what a new decision is compared with. */
export function heldDecision({ state }: Session): Decision | undefined {
  if ('previous' in state) return state.previous;
  return 'decision' in state ? state.decision : undefined;
}
