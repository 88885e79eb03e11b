import type { NewSession } from '../domain/create.ts';
import type { Claim } from '../domain/idempotency.ts';
import type { ClaimKey, EpochMs, SessionId } from '../domain/ids.ts';

/** A claim as its first owner makes it. */
export type FreshClaim = Omit<Claim, 'progress'>;

/**
 * The idempotency items. An expired item is absent. Every write but the first is made by the present
 * owner only; it answers `false`, and writes nothing, to anyone whose claim was taken over.
 */
export interface IdempotencyStore {
  /** Claims a key that nobody holds; answers the claim that holds it, which is the caller's own if `owner` is. */
  claim(fresh: FreshClaim, now: EpochMs): Promise<Claim>;

  /** Takes a dead owner's claim; `false` where somebody else was faster or the owner has moved on. */
  takeOver(dead: Claim, owner: string, leaseUntil: EpochMs): Promise<boolean>;

  /** Records Veriff's answer, before anything else is done with it. */
  answer(key: ClaimKey, owner: string, session: NewSession): Promise<boolean>;

  /** The session's record is durable: drops the recorded answer, keeps the session's id. Whoever completes may say so. */
  complete(key: ClaimKey, sessionId: SessionId): Promise<void>;

  /** Ends the lease of an owner that has failed (`leaseUntil` becomes 0), so that a retry need not wait for it. */
  release(key: ClaimKey, owner: string): Promise<void>;
}
