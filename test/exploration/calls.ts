import type { NewSession } from '../../shared/domain/create.ts';
import { StoreUnavailable, VeriffError } from '../../shared/domain/failure.ts';
import type { Claim } from '../../shared/domain/idempotency.ts';
import type { AttemptId, ClaimKey, EpochMs, SessionId } from '../../shared/domain/ids.ts';
import type { DecisionObservation } from '../../shared/domain/observation.ts';
import type { SessionEvent } from '../../shared/domain/outbox.ts';
import type { Session, SessionRecord } from '../../shared/domain/session.ts';
import type { FreshClaim } from '../../shared/ports/idempotency-store.ts';
import type { CreatedAtVeriff } from '../../shared/ports/veriff.ts';

/** One I/O call of the application, as data. */
export type Call =
  | {
      readonly to: 'sessions';
      readonly name: 'load';
      readonly id: SessionId;
      readonly now: EpochMs;
    }
  | {
      readonly to: 'sessions';
      readonly name: 'insert';
      readonly id: SessionId;
      readonly session: Session;
      readonly now: EpochMs;
    }
  | {
      readonly to: 'sessions';
      readonly name: 'save';
      readonly id: SessionId;
      readonly next: SessionRecord;
      readonly read: SessionRecord;
      readonly now: EpochMs;
    }
  | {
      readonly to: 'claims';
      readonly name: 'claim';
      readonly fresh: FreshClaim;
      readonly now: EpochMs;
    }
  | {
      readonly to: 'claims';
      readonly name: 'takeOver';
      readonly dead: Claim;
      readonly owner: string;
      readonly leaseUntil: EpochMs;
    }
  | {
      readonly to: 'claims';
      readonly name: 'answer';
      readonly key: ClaimKey;
      readonly owner: string;
      readonly session: NewSession;
    }
  | {
      readonly to: 'claims';
      readonly name: 'complete';
      readonly key: ClaimKey;
      readonly sessionId: SessionId;
    }
  | {
      readonly to: 'claims';
      readonly name: 'release';
      readonly key: ClaimKey;
      readonly owner: string;
    }
  | { readonly to: 'veriff'; readonly name: 'create' }
  | { readonly to: 'veriff'; readonly name: 'decision'; readonly id: SessionId }
  | { readonly to: 'veriff'; readonly name: 'attempts'; readonly id: SessionId }
  | { readonly to: 'veriff'; readonly name: 'delete'; readonly id: SessionId }
  | { readonly to: 'bus'; readonly name: 'publish'; readonly events: readonly SessionEvent[] };

/** How a call can fail. */
export type Failing =
  | 'store-unavailable'
  | 'veriff-unavailable'
  | 'veriff-outcome-unknown'
  | 'veriff-forbidden';

/** What a call came to. Nothing is answered as no `value` at all. */
export type Answer = { readonly value?: AnswerValue } | { readonly failing: Failing };

/** What the ports answer. */
export type AnswerValue =
  | SessionRecord
  | Claim
  | CreatedAtVeriff
  | DecisionObservation
  | readonly AttemptId[]
  | readonly string[]
  | string
  | boolean;

/** The error that a failing call throws at the application. */
export function errorOf(failing: Failing): Error {
  switch (failing) {
    case 'store-unavailable':
      return new StoreUnavailable(new Error('explored'));
    case 'veriff-unavailable':
      return new VeriffError('unavailable', { retryable: true });
    case 'veriff-outcome-unknown':
      return new VeriffError('outcome-unknown', { retryable: false });
    case 'veriff-forbidden':
      return new VeriffError('forbidden', { retryable: false });
  }
}

/** A fault of one call: whether the call took effect all the same, and what the caller sees. */
export interface Fault {
  readonly label: string;
  readonly tookEffect: boolean;
  readonly answer: Answer;
}

const failing = (code: Failing, tookEffect: boolean): Fault => ({
  label: tookEffect ? `${code} after the effect` : code,
  tookEffect,
  answer: { failing: code },
});

const NOT_TAKEN: readonly string[] = [];

/** The faults that each kind of call can have: before its effect, and after it where it has one. */
export function faultsOf({ to, name }: Call): readonly Fault[] {
  if (to === 'bus') {
    return [
      { label: 'not taken', tookEffect: false, answer: { value: NOT_TAKEN } },
      { label: 'taken, the answer lost', tookEffect: true, answer: { value: NOT_TAKEN } },
    ];
  }
  if (to === 'veriff') return veriffFaults(name);
  const before = failing('store-unavailable', false);
  return name === 'load' ? [before] : [before, failing('store-unavailable', true)];
}

function veriffFaults(name: 'create' | 'decision' | 'attempts' | 'delete'): readonly Fault[] {
  const unavailable = failing('veriff-unavailable', false);
  if (name === 'create') {
    const unknown = 'veriff-outcome-unknown';
    return [unavailable, failing(unknown, false), failing(unknown, true)];
  }
  return name === 'delete' ? [unavailable, failing('veriff-forbidden', false)] : [unavailable];
}
