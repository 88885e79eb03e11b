import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { erase } from '../../../shared/domain/erase.ts';
import type { Session } from '../../../shared/domain/session.ts';
import { created, T0 } from '../../support/given.ts';
import { anySession } from './session-arbitraries.ts';
import {
  following,
  fresh,
  newId,
  SESSIONS,
  type SessionWorld,
  store,
  TOMBSTONES,
} from './session-world.ts';

const NOTHING = undefined;

/** What goes in comes out: every state and every shape. */
export function keepsRecords({ store: sessions }: SessionWorld): void {
  describe('a record', () => {
    it.each(Object.entries(SESSIONS))(
      'of a session %s is loaded as it was stored',
      async (_, make) => {
        const session = fresh(make());

        await sessions.insert(session, T0);

        expect(await sessions.load(session.id, T0)).toStrictEqual(session);
      },
    );

    it.each(Object.entries(SESSIONS))(
      'that becomes a session %s is loaded as it was saved',
      async (_, make) => {
        const made = make();
        const { vendorData, ...rest } = created();
        const first: Session = {
          ...rest,
          ...(made.vendorData !== undefined && { vendorData: made.vendorData }),
          ...(made.endUserId !== undefined && { endUserId: made.endUserId }),
          ...(made.claim !== undefined && { claim: made.claim }),
          id: newId(),
        };
        const next = following({ ...made, id: first.id }, first);
        await sessions.insert(first, T0);

        expect(await sessions.save(next, first, T0)).toBe('saved');

        expect(await sessions.load(first.id, T0)).toStrictEqual(next);
      },
    );

    it.each(Object.entries(TOMBSTONES))(
      'of a tombstone %s is loaded as it was saved',
      async (_, make) => {
        const tombstone = make(fresh());

        await store(sessions, tombstone);

        expect(await sessions.load(tombstone.id, T0)).toStrictEqual(tombstone);
      },
    );

    it.each(Object.entries(SESSIONS))('of a session %s can be erased', async (_, make) => {
      const session = fresh(make());
      const tombstone = erase(session, T0 + 1);
      await sessions.insert(session, T0);

      expect(await sessions.save(tombstone, session, T0 + 1)).toBe('saved');

      expect(await sessions.load(session.id, T0 + 1)).toStrictEqual(tombstone);
    });

    it('whatever it holds, is loaded as it was stored', async () => {
      await fc.assert(
        fc.asyncProperty(anySession(), async (any) => {
          const record = { ...any, id: newId() };
          await store(sessions, record);

          expect(await sessions.load(record.id, T0)).toStrictEqual(record);
        }),
        { numRuns: 60 },
      );
    });

    it('with 1,000 characters of four bytes as vendorData is loaded as it was stored', async () => {
      const session = fresh({ ...created(), vendorData: '𐍈'.repeat(1000) });

      await sessions.insert(session, T0);

      expect(await sessions.load(session.id, T0)).toStrictEqual(session);
    });

    it('with an empty vendorData is loaded as it was stored', async () => {
      const session = fresh({ ...created(), vendorData: '' });

      await sessions.insert(session, T0);

      expect(await sessions.load(session.id, T0)).toStrictEqual(session);
    });

    it('under another id is another record', async () => {
      const [one, other] = [fresh(), fresh()];

      await sessions.insert(one, T0);
      await sessions.insert(other, T0);

      expect(await sessions.load(one.id, T0)).toStrictEqual(one);
      expect(await sessions.load(other.id, T0)).toStrictEqual(other);
    });

    it('that nobody stored is absent', async () => {
      expect(await sessions.load(newId(), T0)).toBe(NOTHING);
    });
  });
}

/** An id is taken once. */
export function insertsOnce({ store: sessions, remove }: SessionWorld): void {
  describe('an insert', () => {
    it('into a free id is inserted', async () => {
      expect(await sessions.insert(fresh(), T0)).toBe('inserted');
    });

    it('into a taken id exists, and changes nothing', async () => {
      const session = fresh();
      await sessions.insert(session, T0);

      expect(await sessions.insert({ ...session, vendorData: 'other' }, T0)).toBe('exists');

      expect(await sessions.load(session.id, T0)).toStrictEqual(session);
    });

    it('of the very same session exists', async () => {
      const session = fresh();
      await sessions.insert(session, T0);

      expect(await sessions.insert(session, T0)).toBe('exists');
    });

    it('does not bring back what was erased', async () => {
      const session = fresh();
      const tombstone = erase(session, T0);
      await store(sessions, tombstone);

      expect(await sessions.insert(session, T0)).toBe('exists');

      expect(await sessions.load(session.id, T0)).toStrictEqual(tombstone);
    });

    it('over a record that has expired and is not deleted yet exists, and stays absent', async () => {
      const session = fresh();
      const later = T0 + 30 * 86_400_000;
      await sessions.insert(session, T0);

      expect(await sessions.insert(session, later)).toBe('exists');

      expect(await sessions.load(session.id, later)).toBe(NOTHING);
    });

    it('over a tombstone that has expired and is not deleted yet exists', async () => {
      const tombstone = erase(fresh(), T0);
      const later = T0 + 30 * 86_400_000;
      await store(sessions, tombstone);

      expect(await sessions.insert({ ...created(), id: tombstone.id }, later)).toBe('exists');
    });

    it('is possible again only once the database has deleted the record', async () => {
      const session = fresh();
      await sessions.insert(session, T0);
      await remove(session.id);

      expect(await sessions.load(session.id, T0)).toBe(NOTHING);
      expect(await sessions.insert(session, T0)).toBe('inserted');
    });

    it('made ten times at once is inserted once', async () => {
      const session = fresh();

      const outcomes = await Promise.all(
        Array.from({ length: 10 }, async () => sessions.insert(session, T0)),
      );

      expect(outcomes.filter((outcome) => outcome === 'inserted')).toHaveLength(1);
    });
  });
}
