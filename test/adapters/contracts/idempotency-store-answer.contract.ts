import { describe, expect, it } from 'vitest';
import type { NewSession } from '../../../shared/domain/create.ts';
import { LINK, LIVE, T0, TENANT } from '../../support/given.ts';
import { type ClaimWorld, claimOf, END, madeFor, stepsOf } from './claim-world.ts';
import { newId } from './session-world.ts';

/** Only the present owner answers, and the answer stays no longer than it is needed. */
export function answersOnce(world: ClaimWorld): void {
  const claims = world.store;
  const { answered, claimed, held } = stepsOf(world);

  describe('an answer', () => {
    it('of the owner is recorded, with all of the session', async () => {
      const { claim, session } = await answered();

      expect(await held(claim.key)).toStrictEqual({
        ...claim,
        progress: { kind: 'answered', session },
      });
    });

    it.each([
      [
        'without the optional fields',
        { id: newId(), tenant: TENANT, integration: LIVE, link: LINK, createdAt: 1 },
      ],
      ['with an endUserId', { ...madeFor('idempotency#x'), endUserId: 'e' }],
      [
        'with a link that its URL does not tell',
        { ...madeFor('idempotency#x'), link: { url: 'a', host: 'b', sessionToken: 'c' } },
      ],
      [
        'with 1,000 characters of four bytes',
        { ...madeFor('idempotency#x'), vendorData: '𐍈'.repeat(1000) },
      ],
    ])('%s comes back as it was recorded', async (_, session: NewSession) => {
      const { key } = await claimed();

      await claims.answer(key, 'first', session);

      expect((await held(key)).progress).toStrictEqual({ kind: 'answered', session });
    });

    it('tells that it was recorded', async () => {
      const { key } = await claimed();

      expect(await claims.answer(key, 'first', madeFor(key))).toBe(true);
    });

    it('of an owner whose claim was taken over is refused', async () => {
      const dead = await claimed();
      await claims.takeOver(dead, 'second', T0);

      expect(await claims.answer(dead.key, 'first', madeFor(dead.key))).toBe(false);

      expect((await held(dead.key)).progress).toStrictEqual({ kind: 'claimed' });
    });

    it('of who has taken over is recorded', async () => {
      const dead = await claimed();
      await claims.takeOver(dead, 'second', T0);

      expect(await claims.answer(dead.key, 'second', madeFor(dead.key))).toBe(true);
    });

    it('of an owner that has released is recorded while nobody took over', async () => {
      const { key } = await claimed();
      await claims.release(key, 'first');

      expect(await claims.answer(key, 'first', madeFor(key))).toBe(true);
    });

    it('repeated is true again', async () => {
      const { claim, session } = await answered();

      expect(await claims.answer(claim.key, 'first', session)).toBe(true);

      expect((await held(claim.key)).progress).toStrictEqual({ kind: 'answered', session });
    });

    it('about another session than the one recorded is refused', async () => {
      const { claim, session } = await answered();

      expect(await claims.answer(claim.key, 'first', madeFor(claim.key))).toBe(false);

      expect((await held(claim.key)).progress).toStrictEqual({ kind: 'answered', session });
    });

    it('after completion is refused, so that the link does not come back', async () => {
      const { claim, session } = await answered();
      await claims.complete(claim.key, session.id);

      expect(await claims.answer(claim.key, 'first', session)).toBe(false);

      expect((await held(claim.key)).progress.kind).toBe('completed');
    });

    it('leaves the end of the claim where it was', async () => {
      const { claim } = await answered();

      expect((await held(claim.key, END - 1)).owner).toBe('first');
      expect((await held(claim.key, END)).owner).toBe('stranger');
    });

    it('to a claim that is gone is refused, and makes none', async () => {
      const { key } = claimOf('first');

      expect(await claims.answer(key, 'first', madeFor(key))).toBe(false);

      expect((await held(key)).owner).toBe('stranger');
    });
  });

  describe('a completion', () => {
    it('keeps the id of the session and nothing else of the answer', async () => {
      const { claim, session } = await answered();

      await claims.complete(claim.key, session.id);

      expect(await held(claim.key)).toStrictEqual({
        ...claim,
        progress: { kind: 'completed', sessionId: session.id },
      });
    });

    it('repeated changes nothing', async () => {
      const { claim, session } = await answered();
      await claims.complete(claim.key, session.id);

      await claims.complete(claim.key, session.id);

      expect((await held(claim.key)).progress).toStrictEqual({
        kind: 'completed',
        sessionId: session.id,
      });
    });

    it('about another session changes nothing', async () => {
      const { claim, session } = await answered();

      await claims.complete(claim.key, newId());

      expect((await held(claim.key)).progress).toStrictEqual({ kind: 'answered', session });
    });

    it('before the answer changes nothing', async () => {
      const first = await claimed();

      await claims.complete(first.key, newId());

      expect(await held(first.key)).toStrictEqual(first);
    });

    it('of a claim that is gone makes none', async () => {
      const { key } = claimOf('first');

      await claims.complete(key, newId());

      expect((await held(key)).owner).toBe('stranger');
    });

    it('leaves the end of the claim where it was', async () => {
      const { claim, session } = await answered();

      await claims.complete(claim.key, session.id);

      expect((await held(claim.key, END)).owner).toBe('stranger');
    });
  });

  describe('a release', () => {
    it('ends the lease', async () => {
      const first = await claimed();

      await claims.release(first.key, 'first');

      expect(await held(first.key)).toStrictEqual({ ...first, leaseUntil: 0 });
    });

    it('lets somebody take over', async () => {
      const { key } = await claimed();
      await claims.release(key, 'first');

      expect(await claims.takeOver(await held(key), 'second', T0 + 1)).toBe(true);
    });

    it('of a claim that was taken over changes nothing', async () => {
      const dead = await claimed();
      await claims.takeOver(dead, 'second', T0 + 7);

      await claims.release(dead.key, 'first');

      expect(await held(dead.key)).toMatchObject({ owner: 'second', leaseUntil: T0 + 7 });
    });

    it('of a claim that is gone makes none', async () => {
      const { key } = claimOf('first');

      await claims.release(key, 'first');

      expect((await held(key)).owner).toBe('stranger');
    });
  });
}
