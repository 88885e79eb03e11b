import { randomUUID } from 'node:crypto';
import type { NewSession } from '../../../shared/domain/create.ts';
import { SESSION_LIFE_MS } from '../../../shared/domain/due.ts';
import { CLAIM_LEASE_MS, type Claim } from '../../../shared/domain/idempotency.ts';
import type { ClaimKey } from '../../../shared/domain/ids.ts';
import type { FreshClaim, IdempotencyStore } from '../../../shared/ports/idempotency-store.ts';
import { LINK, LIVE, T0, TENANT } from '../../support/given.ts';
import { newId } from './session-world.ts';

/** A store to be proven, and what only its database can do. */
export interface ClaimWorld {
  readonly store: IdempotencyStore;
  /** Deletes a claim, as the TTL does some time after its end. */
  readonly remove: (key: ClaimKey) => Promise<void>;
  readonly close?: () => Promise<void>;
}

/** The end of the claims below. */
export const END = T0 + SESSION_LIFE_MS;

/** A claim that nobody has made yet. */
export function claimOf(owner: string, more: Partial<FreshClaim> = {}): FreshClaim {
  return {
    key: `idempotency#${randomUUID()}`,
    tenant: TENANT,
    fingerprint: 'f1',
    owner,
    leaseUntil: T0 + CLAIM_LEASE_MS,
    expiresAt: END,
    ...more,
  };
}

/** What Veriff answers to the owner of a claim. */
export function madeFor(key: ClaimKey): NewSession {
  return {
    id: newId(),
    tenant: TENANT,
    integration: LIVE,
    vendorData: 'cust-0001',
    claim: key,
    link: LINK,
    createdAt: T0 + 5,
  };
}

/** The steps that the cases are made of. */
export function stepsOf({ store }: ClaimWorld) {
  /** What is held under a key: a stranger's claim answers it and changes nothing. */
  const held = async (key: ClaimKey, now = T0): Promise<Claim> =>
    store.claim(claimOf('stranger', { key }), now);

  async function claimed(more: Partial<FreshClaim> = {}): Promise<Claim> {
    return store.claim(claimOf('first', more), T0);
  }
  async function answered(): Promise<{ claim: Claim; session: NewSession }> {
    const claim = await claimed();
    const session = madeFor(claim.key);
    await store.answer(claim.key, 'first', session);
    return { claim, session };
  }

  return { held, claimed, answered };
}
