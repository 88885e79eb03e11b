import { describe, expect, it } from 'vitest';
import type { NewSession } from '../../shared/domain/create.ts';
import {
  CLAIM_LEASE_MS,
  CLAIM_LIFE_MS,
  type Claim,
  judgeClaim,
} from '../../shared/domain/idempotency.ts';
import { CLAIM, DAY, HOUR, LINK, LIVE, SESSION, T0, TENANT } from '../support/given.ts';

const made: NewSession = {
  id: SESSION,
  tenant: TENANT,
  integration: LIVE,
  link: LINK,
  createdAt: T0,
};

const claim: Claim = {
  key: CLAIM,
  tenant: TENANT,
  fingerprint: 'body-1',
  owner: 'owner-1',
  leaseUntil: T0 + CLAIM_LEASE_MS,
  expiresAt: T0 + CLAIM_LIFE_MS,
  progress: { kind: 'claimed' },
};

describe('a claim', () => {
  it('ends an hour before a record that was made with it', () => {
    expect(CLAIM_LIFE_MS).toBe(7 * DAY - HOUR);
  });
});

describe('a request that meets a claim', () => {
  it('with another body is refused, however far the first one came', () => {
    for (const progress of [claim.progress, { kind: 'completed', sessionId: SESSION } as const]) {
      expect(judgeClaim({ ...claim, progress }, 'body-2', T0)).toEqual({ kind: 'other-body' });
    }
  });

  it('waits while the owner is at work, for what is left of the lease, in whole seconds', () => {
    expect(judgeClaim(claim, 'body-1', T0 + 500)).toEqual({
      kind: 'running',
      retryAfterSeconds: 60,
    });
    expect(judgeClaim(claim, 'body-1', T0 + 59_999)).toEqual({
      kind: 'running',
      retryAfterSeconds: 1,
    });
  });

  it('takes over once the lease has run out', () => {
    expect(judgeClaim(claim, 'body-1', T0 + CLAIM_LEASE_MS)).toEqual({ kind: 'take-over' });
  });

  it('completes what Veriff has answered, however fresh the lease', () => {
    const answered: Claim = { ...claim, progress: { kind: 'answered', session: made } };

    expect(judgeClaim(answered, 'body-1', T0)).toEqual({ kind: 'complete', session: made });
  });

  it('replays what was completed', () => {
    const completed: Claim = { ...claim, progress: { kind: 'completed', sessionId: SESSION } };

    expect(judgeClaim(completed, 'body-1', T0)).toEqual({ kind: 'replay', sessionId: SESSION });
  });
});
