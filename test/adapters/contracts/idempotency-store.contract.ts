import { afterAll, beforeAll, describe } from 'vitest';
import type { ClaimWorld } from './claim-world.ts';
import { answersOnce } from './idempotency-store-answer.contract.ts';
import { ownsOnce } from './idempotency-store-claim.contract.ts';

/** What every `IdempotencyStore` must do. */
export function idempotencyStoreContract(name: string, open: () => Promise<ClaimWorld>): void {
  describe(`idempotency store: ${name}`, () => {
    let opened: ClaimWorld;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(async () => opened.close?.());

    const world: ClaimWorld = {
      store: {
        claim: async (fresh, now) => opened.store.claim(fresh, now),
        takeOver: async (dead, owner, until) => opened.store.takeOver(dead, owner, until),
        answer: async (key, owner, session) => opened.store.answer(key, owner, session),
        complete: async (key, sessionId) => opened.store.complete(key, sessionId),
        release: async (key, owner) => opened.store.release(key, owner),
      },
      remove: async (key) => opened.remove(key),
    };
    ownsOnce(world);
    answersOnce(world);
  });
}
