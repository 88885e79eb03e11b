import { describe, expect, it } from 'vitest';
import { erase, postponeErasure } from '../../../shared/domain/erase.ts';
import type { Session } from '../../../shared/domain/session.ts';
import { T0 } from '../../support/given.ts';
import { following, fresh, type SessionWorld, store } from './session-world.ts';

const SECOND_MS = 1000;
const DAY = 86_400_000;
const LIFE = 7 * DAY;
const TOMBSTONE_LIFE = 8 * DAY;

function nextOf(session: Session): Session {
  return following({ ...session, version: session.version + 1 }, session);
}

/** A record lives seven days from its last write, and is absent then whatever the database does. */
export function livesSevenDays({ store: sessions, remove }: SessionWorld): void {
  const isThere = async ({ id }: Session, now: number) =>
    (await sessions.load(id, now)) !== undefined;

  async function inserted(now = T0): Promise<Session> {
    const session = fresh();
    await sessions.insert(session, now);
    return session;
  }

  describe('the life of a record', () => {
    it.each([
      ['at once', 0, true],
      ['one second before its end', LIFE - SECOND_MS, true],
      ['one millisecond before its end', LIFE - 1, true],
      ['at its end', LIFE, false],
      ['one second after', LIFE + SECOND_MS, false],
      ['seven days late', 2 * LIFE, false],
    ])('%s', async (_, age, expected) => {
      const session = await inserted();

      expect(await isThere(session, T0 + age)).toBe(expected);
    });

    it('is counted in whole seconds, rounded down', async () => {
      const session = await inserted(T0 + 999);

      expect(await isThere(session, T0 + LIFE - 1)).toBe(true);
      expect(await isThere(session, T0 + LIFE)).toBe(false);
    });

    it('does not depend on when the record says that it was created', async () => {
      const session = { ...fresh(), createdAt: T0 - 30 * DAY, validUntil: T0 - 23 * DAY };
      await sessions.insert(session, T0);

      expect(await isThere(session, T0 + LIFE - 1)).toBe(true);
    });

    it('begins anew with a save', async () => {
      const session = await inserted();

      await sessions.save(nextOf(session), session, T0 + DAY);

      expect(await isThere(session, T0 + DAY + LIFE - 1)).toBe(true);
      expect(await isThere(session, T0 + DAY + LIFE)).toBe(false);
    });

    it('begins anew with each of several saves', async () => {
      const session = await inserted();
      const second = nextOf(session);
      const last = T0 + 2 * LIFE - 2 * SECOND_MS;

      await sessions.save(second, session, T0 + LIFE - 1);
      await sessions.save(nextOf(second), second, last);

      expect(await isThere(session, last + LIFE - 1)).toBe(true);
      expect(await isThere(session, last + LIFE)).toBe(false);
    });

    it('begins anew with a save that makes no version', async () => {
      const session = await inserted();

      await sessions.save(following(session, session), session, T0 + DAY);

      expect(await isThere(session, T0 + LIFE)).toBe(true);
    });

    it.each([
      [
        'a save that conflicts',
        async (session: Session) =>
          sessions.save(nextOf(nextOf(session)), nextOf(session), T0 + DAY),
      ],
      [
        'an insert that finds the id taken',
        async (session: Session) => sessions.insert(session, T0 + DAY),
      ],
      ['a load', async (session: Session) => sessions.load(session.id, T0 + DAY)],
      [
        'a list',
        async ({ tenant, vendorData = '' }: Session) =>
          sessions.list({ tenant, vendorData, limit: 1 }, T0 + DAY),
      ],
    ])('is not renewed by %s', async (_, act) => {
      const session = await inserted();

      await act(session);

      expect(await isThere(session, T0 + LIFE - 1)).toBe(true);
      expect(await isThere(session, T0 + LIFE)).toBe(false);
    });

    it('can be shortened by a clock that is behind, no more than that', async () => {
      const session = await inserted();

      await sessions.save(nextOf(session), session, T0 - 10 * 60_000);

      expect(await isThere(session, T0 + LIFE - 10 * 60_000 - 1)).toBe(true);
      expect(await isThere(session, T0 + LIFE - 10 * 60_000)).toBe(false);
    });

    it('is eight days for a tombstone', async () => {
      const session = fresh();
      await store(sessions, erase(session, T0));

      expect(await isThere(session, T0 + TOMBSTONE_LIFE - 1)).toBe(true);
      expect(await isThere(session, T0 + TOMBSTONE_LIFE)).toBe(false);
    });
  });

  describe('what has expired', () => {
    it.each([
      ['at its end', LIFE],
      ['a second later', LIFE + SECOND_MS],
      ['two days later', LIFE + 2 * DAY],
    ])('is not brought back by a save %s', async (_, age) => {
      const session = await inserted();

      expect(await sessions.save(nextOf(session), session, T0 + age)).toBe('conflict');

      expect(await isThere(session, T0 + age)).toBe(false);
    });

    it('can still be saved one millisecond before', async () => {
      const session = await inserted();

      expect(await sessions.save(nextOf(session), session, T0 + LIFE - 1)).toBe('saved');
    });

    it('is not brought back by a save of one who read it in time', async () => {
      const session = await inserted();
      const read = await sessions.load(session.id, T0 + LIFE - 1);

      expect(await sessions.save(nextOf(session), read ?? session, T0 + LIFE)).toBe('conflict');
    });

    it('cannot be erased any more', async () => {
      const session = await inserted();

      expect(await sessions.save(erase(session, T0 + LIFE), session, T0 + LIFE)).toBe('conflict');
    });

    it('is absent before and after the database deletes it', async () => {
      const session = await inserted();

      expect(await isThere(session, T0 + LIFE + DAY)).toBe(false);
      await remove(session.id);
      expect(await isThere(session, T0 + LIFE + DAY)).toBe(false);
    });

    it('as a tombstone cannot be saved any more', async () => {
      const tombstone = erase(fresh(), T0);
      await store(sessions, tombstone);
      const end = T0 + TOMBSTONE_LIFE;

      expect(await sessions.save(postponeErasure(tombstone, end), tombstone, end)).toBe('conflict');
    });
  });
}
