import { describe, expect, it } from 'vitest';
import { SESSION_LIFE_MS } from '../../../shared/domain/due.ts';
import { CLAIM_LEASE_MS } from '../../../shared/domain/idempotency.ts';
import { T0 } from '../../support/given.ts';
import { type ClaimWorld, claimOf, END, stepsOf } from './claim-world.ts';

/** A key has one owner at a time. */
export function ownsOnce(world: ClaimWorld): void {
  const claims = world.store;
  const { answered, claimed, held } = stepsOf(world);

  describe('a claim', () => {
    it('of a free key is its own', async () => {
      const fresh = claimOf('first');

      expect(await claims.claim(fresh, T0)).toStrictEqual({
        ...fresh,
        progress: { kind: 'claimed' },
      });
    });

    it('of a held key is the one that holds it', async () => {
      const first = await claimed();

      expect(await held(first.key)).toStrictEqual(first);
    });

    it('of a held key changes nothing', async () => {
      const first = await claimed();

      await claims.claim(
        claimOf('second', { key: first.key, fingerprint: 'f2', expiresAt: END + 9000 }),
        T0 + 1,
      );

      expect(await held(first.key)).toStrictEqual(first);
    });

    it('made again by its owner is its own still', async () => {
      const fresh = claimOf('first');
      await claims.claim(fresh, T0);

      expect(await claims.claim(fresh, T0)).toMatchObject({
        owner: 'first',
        progress: { kind: 'claimed' },
      });
    });

    it('of another key is another claim', async () => {
      const [one, other] = [await claimed(), await claimed()];

      expect((await held(one.key)).key).toBe(one.key);
      expect((await held(other.key)).key).toBe(other.key);
    });

    it('made ten times at once has one owner, and all know it', async () => {
      const { key } = claimOf('nobody');
      const tries = Array.from({ length: 10 }, async (_, at) =>
        claims.claim(claimOf(`owner-${at}`, { key }), T0),
      );

      const owners = (await Promise.all(tries)).map(({ owner }) => owner);

      expect(new Set(owners).size).toBe(1);
    });

    it('is there one millisecond before its end', async () => {
      const first = await claimed();

      expect((await held(first.key, END - 1)).owner).toBe('first');
    });

    it('is free again at its end, however late the database deletes it', async () => {
      const first = await claimed();
      const second = claimOf('second', { key: first.key, expiresAt: END + SESSION_LIFE_MS });

      expect(await claims.claim(second, END)).toStrictEqual({
        ...second,
        progress: { kind: 'claimed' },
      });
      expect((await held(first.key, END)).owner).toBe('second');
    });

    it('is free again when the database has deleted it', async () => {
      const first = await claimed();
      await world.remove(first.key);

      expect((await held(first.key)).owner).toBe('stranger');
    });

    it('that has expired leaves nothing behind in the next one', async () => {
      const { claim } = await answered();

      const next = await claims.claim(
        claimOf('second', { key: claim.key, expiresAt: END * 2 }),
        END,
      );

      expect(next.progress).toStrictEqual({ kind: 'claimed' });
      expect((await held(claim.key, END)).progress).toStrictEqual({ kind: 'claimed' });
    });

    it('ends in whole seconds, never later than asked', async () => {
      const first = await claimed({ expiresAt: END + 999 });

      expect(first.expiresAt).toBe(END);
      expect((await held(first.key)).expiresAt).toBe(END);
    });
  });

  describe('a take-over', () => {
    const LATER = T0 + 2 * CLAIM_LEASE_MS;

    it('of a dead claim gives it a new owner and lease', async () => {
      const dead = await claimed();

      expect(await claims.takeOver(dead, 'second', LATER)).toBe(true);

      expect(await held(dead.key)).toStrictEqual({ ...dead, owner: 'second', leaseUntil: LATER });
    });

    it('leaves the end of the claim where it was', async () => {
      const dead = await claimed();

      await claims.takeOver(dead, 'second', LATER);

      expect((await held(dead.key)).expiresAt).toBe(END);
    });

    it('made by ten at once has one winner', async () => {
      const dead = await claimed();
      const tries = Array.from({ length: 10 }, async (_, at) =>
        claims.takeOver(dead, `owner-${at}`, LATER + at),
      );

      const wins = await Promise.all(tries);

      expect(wins.filter(Boolean)).toHaveLength(1);
      expect((await held(dead.key)).owner).toBe(`owner-${wins.indexOf(true)}`);
    });

    it('fails where somebody else took it over', async () => {
      const dead = await claimed();
      await claims.takeOver(dead, 'second', LATER);

      expect(await claims.takeOver(dead, 'third', LATER)).toBe(false);

      expect((await held(dead.key)).owner).toBe('second');
    });

    it('fails where the lease is another than was read', async () => {
      const dead = await claimed();

      expect(
        await claims.takeOver({ ...dead, leaseUntil: dead.leaseUntil - 1 }, 'second', LATER),
      ).toBe(false);

      expect((await held(dead.key)).owner).toBe('first');
    });

    it('fails where the owner is another than was read', async () => {
      const dead = await claimed();

      expect(await claims.takeOver({ ...dead, owner: 'other' }, 'second', LATER)).toBe(false);
    });

    it('fails where the owner has recorded an answer meanwhile', async () => {
      const { claim, session } = await answered();

      expect(await claims.takeOver(claim, 'second', LATER)).toBe(false);

      expect(await held(claim.key)).toMatchObject({
        owner: 'first',
        progress: { kind: 'answered', session },
      });
    });

    it('fails where the claim is completed', async () => {
      const { claim, session } = await answered();
      await claims.complete(claim.key, session.id);

      expect(await claims.takeOver(claim, 'second', LATER)).toBe(false);
    });

    it('repeated by who has taken over is true again', async () => {
      const dead = await claimed();
      await claims.takeOver(dead, 'second', LATER);

      expect(await claims.takeOver(dead, 'second', LATER)).toBe(true);
    });

    it('of a claim that is gone fails, and makes none', async () => {
      const dead = await claimed();
      await world.remove(dead.key);

      expect(await claims.takeOver(dead, 'second', LATER)).toBe(false);

      expect((await held(dead.key)).owner).toBe('stranger');
    });
  });
}
