import { describe, expect, it } from 'vitest';
import { erase } from '../../../shared/domain/erase.ts';
import type { SessionId, Tenant } from '../../../shared/domain/ids.ts';
import type { Session } from '../../../shared/domain/session.ts';
import type {
  SessionPage,
  SessionPosition,
  SessionQuery,
} from '../../../shared/ports/session-store.ts';
import { created, T0 } from '../../support/given.ts';
import { fresh, newTenant, SESSIONS, type SessionWorld } from './session-world.ts';

const DAY = 86_400_000;
const LIFE = 7 * DAY;

const idsOf = (page: SessionPage) => page.sessions.map(({ id }) => id);
const asIds = (sessions: readonly Session[]) => sessions.map(({ id }) => id);

const query = (tenant: Tenant, more: Partial<SessionQuery> = {}): SessionQuery => ({
  tenant,
  vendorData: 'cust-0001',
  limit: 20,
  ...more,
});

/** Lists are those of one tenant and one vendorData, newest first. */
export function listsByUser({ store: sessions }: SessionWorld): void {
  /** `ages` in milliseconds before T0, newest last. */
  async function stored(tenant: Tenant, ages: readonly number[], now = T0): Promise<Session[]> {
    const all = ages.map((age) => ({ ...fresh(), tenant, createdAt: T0 - age }));
    await Promise.all(all.map(async (session) => sessions.insert(session, now)));
    return all;
  }

  async function pages(all: SessionQuery, now = T0): Promise<SessionId[][]> {
    const page = await sessions.list(all, now);
    return page.next === undefined
      ? [idsOf(page)]
      : [idsOf(page), ...(await pages({ ...all, after: page.next }, now))];
  }

  describe('a list', () => {
    it('of a user without sessions is empty', async () => {
      expect(await sessions.list(query(newTenant()), T0)).toStrictEqual({ sessions: [] });
    });

    it('is newest first', async () => {
      const tenant = newTenant();
      const [old, newest, middle] = await stored(tenant, [5000, 10, 200]);

      expect(idsOf(await sessions.list(query(tenant), T0))).toStrictEqual([
        newest?.id,
        middle?.id,
        old?.id,
      ]);
    });

    it('orders moments of different length as numbers', async () => {
      const tenant = newTenant();
      const [early, late] = await stored(tenant, [T0 - 999, T0 - 1000]);

      expect(idsOf(await sessions.list(query(tenant), T0))).toStrictEqual([late?.id, early?.id]);
    });

    it('does not show sessions of another tenant', async () => {
      const [tenant, other] = [newTenant(), newTenant()];
      await stored(other, [1]);
      const [own] = await stored(tenant, [1]);

      expect(idsOf(await sessions.list(query(tenant), T0))).toStrictEqual([own?.id]);
    });

    it('does not show sessions of another vendorData', async () => {
      const tenant = newTenant();
      await stored(tenant, [1]);

      expect(
        idsOf(await sessions.list(query(tenant, { vendorData: 'cust-0002' }), T0)),
      ).toStrictEqual([]);
    });

    it('does not show sessions without vendorData', async () => {
      const { vendorData: _, ...nobody } = fresh();
      const tenant = newTenant();
      await sessions.insert({ ...nobody, tenant }, T0);

      expect(idsOf(await sessions.list(query(tenant, { vendorData: '' }), T0))).toStrictEqual([]);
    });

    it('does not mix up where the tenant ends and vendorData begins', async () => {
      const tenant = newTenant();
      await sessions.insert({ ...fresh(), tenant, vendorData: 'a-b' }, T0);
      const shifted = query(`${tenant}a` as Tenant, { vendorData: '-b' });

      expect(idsOf(await sessions.list(shifted, T0))).toStrictEqual([]);
    });

    it.each([
      ['empty', ''],
      ['of 1,000 characters of four bytes', '𐍈'.repeat(1000)],
      ['with a hash', 'a#b'],
      ['with quotes and NUL', '"\'\0\\'],
      ['that looks like a member of every object', '__proto__'],
    ])('finds a vendorData %s', async (_, vendorData) => {
      const tenant = newTenant();
      const session = { ...fresh(), tenant, vendorData };
      await sessions.insert(session, T0);

      const page = await sessions.list(query(tenant, { vendorData }), T0);

      expect(page.sessions.map((each) => [each.id, each.vendorData])).toStrictEqual([
        [session.id, vendorData],
      ]);
    });

    it('tells vendorData apart by every character', async () => {
      const tenant = newTenant();
      const long = 'x'.repeat(999);
      await sessions.insert({ ...fresh(), tenant, vendorData: `${long}a` }, T0);

      expect(
        idsOf(await sessions.list(query(tenant, { vendorData: `${long}b` }), T0)),
      ).toStrictEqual([]);
    });

    it.each(Object.entries(SESSIONS))('shows a session %s as it is', async (_, make) => {
      const tenant = newTenant();
      const session = { ...fresh(make()), tenant, vendorData: 'cust-0001' };
      await sessions.insert(session, T0);

      const { sessions: shown } = await sessions.list(query(tenant), T0);

      expect(shown).toStrictEqual([session]);
    });

    it('shows what a save has made of a session', async () => {
      const tenant = newTenant();
      const session = { ...fresh(), tenant };
      const approved = {
        ...session,
        revision: 2,
        version: 2,
        state: SESSIONS['approved']?.().state ?? session.state,
      };
      await sessions.insert(session, T0);

      await sessions.save(approved, session, T0);

      expect(await sessions.list(query(tenant), T0)).toMatchObject({
        sessions: [{ version: 2, state: approved.state }],
      });
    });

    it('forgets an erased session at once', async () => {
      const tenant = newTenant();
      const session = { ...fresh(), tenant };
      await sessions.insert(session, T0);

      await sessions.save(erase(session, T0), session, T0);

      expect(idsOf(await sessions.list(query(tenant), T0))).toStrictEqual([]);
    });

    it('does not show what has expired', async () => {
      const tenant = newTenant();
      await stored(tenant, [1, 2]);

      expect(idsOf(await sessions.list(query(tenant), T0 + LIFE - 1))).toHaveLength(2);
      expect(await sessions.list(query(tenant), T0 + LIFE)).toStrictEqual({ sessions: [] });
    });
  });

  describe('a page', () => {
    it.each([
      [1, [1, 1, 1, 1, 1]],
      [2, [2, 2, 1]],
      [4, [4, 1]],
      [5, [5]],
      [6, [5]],
      [100, [5]],
    ])('of %i from five sessions: %j', async (limit, sizes) => {
      const tenant = newTenant();
      const all = await stored(tenant, [5, 4, 3, 2, 1]);

      const found = await pages(query(tenant, { limit }));

      expect(found.map(({ length }) => length)).toStrictEqual(sizes);
      expect(found.flat()).toStrictEqual(asIds(all).toReversed());
    });

    it('of the most that can be asked holds a hundred', async () => {
      const tenant = newTenant();
      await stored(
        tenant,
        Array.from({ length: 101 }, (_, age) => age),
      );

      const found = await pages(query(tenant, { limit: 100 }));

      expect(found.map(({ length }) => length)).toStrictEqual([100, 1]);
    });

    it('begins right after the one before where all were created in the same moment', async () => {
      const tenant = newTenant();
      const all = await stored(tenant, [7, 7, 7, 7, 7]);

      const found = await pages(query(tenant, { limit: 2 }));

      expect(found.map(({ length }) => length)).toStrictEqual([2, 2, 1]);
      expect(found.flat().toSorted()).toStrictEqual(asIds(all).toSorted());
    });

    it('names the last session that it shows as the place to go on', async () => {
      const tenant = newTenant();
      const [, shown] = await stored(tenant, [9, 1]);

      const page = await sessions.list(query(tenant, { limit: 1 }), T0);

      expect(page.next).toStrictEqual<SessionPosition>({
        id: shown?.id ?? ('' as SessionId),
        createdAt: T0 - 1,
      });
    });

    it('is not shifted by a session that was created since', async () => {
      const tenant = newTenant();
      const [old] = await stored(tenant, [9, 5]);
      const { next } = await sessions.list(query(tenant, { limit: 1 }), T0);
      await stored(tenant, [1]);

      const second = await sessions.list(query(tenant, { ...(next && { after: next }) }), T0);

      expect(idsOf(second)).toStrictEqual([old?.id]);
    });

    it('goes on after a session that is gone since', async () => {
      const tenant = newTenant();
      const [old, newest] = await stored(tenant, [9, 5]);
      const { next } = await sessions.list(query(tenant, { limit: 1 }), T0);
      await sessions.save(erase(newest ?? created(), T0), newest ?? created(), T0);

      const second = await sessions.list(query(tenant, { ...(next && { after: next }) }), T0);

      expect(idsOf(second)).toStrictEqual([old?.id]);
    });

    it('is full although expired sessions lie between', async () => {
      const tenant = newTenant();
      const dead = await stored(tenant, [10, 20, 30, 40, 50], T0 - LIFE);
      const alive = await stored(tenant, [5, 25, 60, 70]);

      const found = await pages(query(tenant, { limit: 3 }));

      expect(dead).toHaveLength(5);
      expect(found).toStrictEqual([asIds(alive.slice(0, 3)), asIds(alive.slice(3))]);
    });
  });
}
