import type { SweepBatch } from '../../shared/contract/sweep-workflow.ts';
import { newSession } from '../../shared/domain/create.ts';
import { decide, type Outcome } from '../../shared/domain/decide.ts';
import type { Decision } from '../../shared/domain/decision.ts';
import type { DecisionTime } from '../../shared/domain/decision-time.ts';
import { evolve } from '../../shared/domain/evolve.ts';
import type {
  AttemptId,
  ClaimKey,
  IntegrationName,
  SessionId,
  Tenant,
} from '../../shared/domain/ids.ts';
import type { Observation } from '../../shared/domain/observation.ts';
import type { Session, SessionLink } from '../../shared/domain/session.ts';
import type { DecisionStatus } from '../../shared/domain/verdict.ts';

/** A batch of a run of the sweep that begins then, taken up at once. */
export function batchAt(begins: number, ...sessions: readonly string[]): SweepBatch {
  const startedAt = new Date(begins).toISOString();
  return { sessions, startedAt, sentAt: startedAt };
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The story of the fixtures begins here: 2 March 2026, 10:15:00 UTC. */
export const T0 = Date.UTC(2026, 2, 2, 10, 15);

export const SESSION = 'a6f7bb1a-5b69-4517-9b6a-95224ada1067' as SessionId;
export const TENANT = '111122223333' as Tenant;
export const OTHER_TENANT = '444455556666' as Tenant;
export const LIVE = 'live' as IntegrationName;
export const TEST = 'test' as IntegrationName;
export const CLAIM: ClaimKey = 'idempotency#k-1';
export const LINK: SessionLink = {
  url: 'https://alchemy.veriff.com/v/token',
  host: 'https://alchemy.veriff.com',
  sessionToken: 'token',
};

export const FIRST = '1895d977-e2d4-4ddc-bdb2-ea9a5e44b6fb' as AttemptId;
export const SECOND = '53139bfb-ab91-4e20-9897-0b63a63aaa7b' as AttemptId;
export const THIRD = '7c1b3b0e-6a4e-4d3a-9b77-0f6a3b8d2c11' as AttemptId;

/** `10:19:05.5` as a decision time on the day of the story. */
export function at(time: string): DecisionTime {
  const [seconds = '', fraction = ''] = time.split('.');
  return `2026-03-02T${seconds}.${fraction.padEnd(9, '0')}Z` as DecisionTime;
}

const CODES: Readonly<Record<DecisionStatus, number>> = {
  approved: 9001,
  declined: 9102,
  resubmission_requested: 9103,
  review: 9121,
  expired: 9104,
  abandoned: 9104,
};

/** A decision with the code that goes with its status, on the first attempt, by webhook, unless said otherwise. */
export function decision(
  status: DecisionStatus,
  time: string,
  more: Partial<Decision> = {},
): Decision {
  return {
    status,
    code: CODES[status],
    source: 'webhook',
    attemptId: FIRST,
    decidedAt: at(time),
    ...more,
  };
}

/** That decision, observed. */
export function decided(
  status: DecisionStatus,
  time: string,
  more: Partial<Decision> = {},
): Observation {
  return { kind: 'decision', integration: LIVE, decision: decision(status, time, more) };
}

/** Event 7001. */
export function started(attemptId?: AttemptId): Observation {
  return { kind: 'progress', integration: LIVE, step: 'started', ...(attemptId && { attemptId }) };
}

/** Event 7002. */
export function submitted(attemptId?: AttemptId): Observation {
  return {
    kind: 'progress',
    integration: LIVE,
    step: 'submitted',
    ...(attemptId && { attemptId }),
  };
}

/** Veriff's list of attempts. */
export function attempts(...oldestFirst: AttemptId[]): Observation {
  return { kind: 'attempts', integration: LIVE, oldestFirst };
}

/** The end of the session's life. */
export const lapse: Observation = { kind: 'lapse', integration: LIVE };

/** A session as it is right after its creation. */
export function created(): Session {
  return newSession({
    id: SESSION,
    tenant: TENANT,
    integration: LIVE,
    vendorData: 'cust-0001',
    link: LINK,
    createdAt: T0,
  });
}

/** What `decide` says, and the session after it. */
export function observe(
  session: Session,
  seen: Observation,
  now = T0 + MINUTE,
): { readonly outcome: Outcome; readonly session: Session } {
  const outcome = decide(session, seen, now);
  return {
    outcome,
    session: outcome.kind === 'changed' ? evolve(session, outcome.change) : session,
  };
}

/** A new session after these observations, one a minute. */
export function after(...seen: readonly Observation[]): Session {
  return seen.reduce(
    (session, observation, index) =>
      observe(session, observation, T0 + (index + 1) * MINUTE).session,
    created(),
  );
}
