import type { NewSession } from './create.ts';
import { SESSION_LIFE_MS } from './due.ts';
import type { ClaimKey, EpochMs, SessionId, Tenant } from './ids.ts';

/** An owner that has not finished after this time is taken for dead: longer than create-session's own timeout. */
export const CLAIM_LEASE_MS = 60_000;

/**
 * How long a key is held, from its first claim. An hour less than a record lives: whoever takes an answered claim for alive
 * stores its session, which must not have come to its end meanwhile, neither during the call nor by a clock that is behind.
 */
export const CLAIM_LIFE_MS = SESSION_LIFE_MS - 60 * 60_000;

/** What is stored under one `Idempotency-Key` of one tenant. */
export interface Claim {
  readonly key: ClaimKey;
  readonly tenant: Tenant;
  /** Hash of the request's raw body. */
  readonly fingerprint: string;
  /** Random token of the invocation that holds the claim. */
  readonly owner: string;
  readonly leaseUntil: EpochMs;
  /** Fixed when the key is first claimed, before the end of its session's record. */
  readonly expiresAt: EpochMs;
  readonly progress: ClaimProgress;
}

/** How far the create under a claim came. */
export type ClaimProgress =
  | { readonly kind: 'claimed' }
  /** Veriff has made the session; whoever comes next can store it. */
  | { readonly kind: 'answered'; readonly session: NewSession }
  /** The session's record is durable and holds everything that the answer is made from. */
  | { readonly kind: 'completed'; readonly sessionId: SessionId };

/** What a request that meets a claim does. */
export type ClaimVerdict =
  | { readonly kind: 'other-body' }
  | { readonly kind: 'running'; readonly retryAfterSeconds: number }
  | { readonly kind: 'take-over' }
  | { readonly kind: 'complete'; readonly session: NewSession }
  | { readonly kind: 'replay'; readonly sessionId: SessionId };

/** Same key and body: the same session. Other body: refused. Still running: wait. Owner dead or done in vain: take over. */
export function judgeClaim(held: Claim, fingerprint: string, now: EpochMs): ClaimVerdict {
  if (held.fingerprint !== fingerprint) return { kind: 'other-body' };
  switch (held.progress.kind) {
    case 'answered':
      return { kind: 'complete', session: held.progress.session };
    case 'completed':
      return { kind: 'replay', sessionId: held.progress.sessionId };
    case 'claimed':
      if (held.leaseUntil <= now) return { kind: 'take-over' };
      return { kind: 'running', retryAfterSeconds: Math.ceil((held.leaseUntil - now) / 1000) };
  }
}
