import { describe, expect, it } from 'vitest';
import { claimPoll, dueAt, postponePoll } from '../../../shared/domain/due.ts';
import { erase, erasureSettled, postponeErasure } from '../../../shared/domain/erase.ts';
import { markPublished, postponePublication } from '../../../shared/domain/outbox.ts';
import { isOpen, type OpenSession, type Session } from '../../../shared/domain/session.ts';
import {
  after,
  attempts,
  created,
  decided,
  FIRST,
  observe,
  SECOND,
  started,
  submitted,
  T0,
} from '../../support/given.ts';
import { following, fresh, newId, type SessionWorld, settled, store } from './session-world.ts';

const DAY = 86_400_000;

/** An open session whose publications are all made: it owes nothing but its poll. */
function polling(): OpenSession {
  const session = settled(fresh(after(started(FIRST))));
  if (!isOpen(session)) throw new Error('not open');
  return session;
}

/** A resubmission was asked for, and an event of the attempt before has come late. */
function unordered(): Session {
  const asked = decided('resubmission_requested', '10:25:00', { attemptId: SECOND });
  return fresh(after(asked, started(FIRST)));
}

/** What can happen to a record between a read and a write. */
const MEANWHILE: readonly (readonly [string, () => { read: Session; held: Session }])[] = [
  [
    'made a new version',
    () => changed(polling(), (read) => observe(read, submitted(FIRST)).session),
  ],
  ['taken the poll', () => changed(polling(), (read) => claimPoll(read, T0))],
  ['postponed the poll', () => changed(polling(), (read) => postponePoll(read, T0))],
  ['marked a publication', () => changed(fresh(), (read) => markPublished(read, new Set([1])))],
  ['postponed a publication', () => changed(fresh(), (read) => postponePublication(read, T0))],
  [
    'found an attempt to be over',
    () => changed(unordered(), (read) => observe(read, attempts(FIRST, SECOND)).session),
  ],
];

function changed<Read extends Session>(read: Read, change: (read: Read) => Session) {
  return { read, held: change(read) };
}

/** What a writer would make of the session that it read. */
function nextOf(read: Session): Session {
  return following({ ...read, version: read.version + 1, updatedAt: T0 + 1 }, read);
}

/** A save replaces exactly what was read. */
export function savesWhatWasRead({ store: sessions, remove }: SessionWorld): void {
  describe('a save', () => {
    it('of what was read just now is saved', async () => {
      const session = fresh();
      await sessions.insert(session, T0);
      const read = await sessions.load(session.id, T0);

      expect(await sessions.save(nextOf(session), read ?? session, T0)).toBe('saved');

      expect(await sessions.load(session.id, T0)).toStrictEqual(nextOf(session));
    });

    it.each(MEANWHILE)('conflicts where another writer has %s', async (_, make) => {
      const { read, held } = make();
      await sessions.insert(held, T0);

      expect(await sessions.save(nextOf(read), read, T0)).toBe('conflict');

      expect(await sessions.load(held.id, T0)).toStrictEqual(held);
    });

    it('conflicts as well where the writer only marks what it published', async () => {
      const { read, held } = changed(
        fresh(),
        (session) => observe(session, started(FIRST)).session,
      );
      await sessions.insert(held, T0);

      expect(await sessions.save(markPublished(read, new Set([1])), read, T0)).toBe('conflict');

      expect(await sessions.load(held.id, T0)).toStrictEqual(held);
    });

    it.each(MEANWHILE)(
      'does not conflict with what itself has read after another has %s',
      async (_, make) => {
        const { held } = make();
        await sessions.insert(held, T0);

        expect(await sessions.save(nextOf(held), held, T0)).toBe('saved');
      },
    );

    it('may leave the version alone', async () => {
      const session = polling();
      const next = claimPoll(session, T0);
      await sessions.insert(session, T0);

      expect(await sessions.save(next, session, T0)).toBe('saved');

      expect(await sessions.load(session.id, T0)).toStrictEqual(next);
    });

    it('of a session that owes nothing is saved', async () => {
      const session = settled(fresh(after(decided('approved', '10:20:00'))));
      await sessions.insert(session, T0);

      expect(dueAt(session)).toBeUndefined();
      expect(await sessions.save(nextOf(session), session, T0)).toBe('saved');
    });

    it('without a later revision is a bug, and writes nothing', async () => {
      const session = fresh();
      await sessions.insert(session, T0);

      await expect(sessions.save({ ...session, version: 2 }, session, T0)).rejects.toThrow(
        new RangeError(`revision 1 of ${session.id} does not follow 1`),
      );

      expect(await sessions.load(session.id, T0)).toStrictEqual(session);
    });

    it('conflicts where there is no record, and makes none', async () => {
      const session = fresh();

      expect(await sessions.save(nextOf(session), session, T0)).toBe('conflict');

      expect(await sessions.load(session.id, T0)).toBeUndefined();
      expect(await sessions.insert(session, T0)).toBe('inserted');
    });

    it('conflicts where the database has deleted the record meanwhile, and makes none', async () => {
      const session = fresh();
      await sessions.insert(session, T0);
      await remove(session.id);

      expect(await sessions.save(nextOf(session), session, T0)).toBe('conflict');

      expect(await sessions.load(session.id, T0)).toBeUndefined();
    });

    it('conflicts with an erasure', async () => {
      const session = fresh();
      const tombstone = erase(session, T0);
      await store(sessions, tombstone);

      expect(await sessions.save(nextOf(session), session, T0)).toBe('conflict');

      expect(await sessions.load(session.id, T0)).toStrictEqual(tombstone);
    });

    it('of a settled erasure is saved', async () => {
      const tombstone = erase(fresh(), T0);
      await store(sessions, tombstone);

      expect(await sessions.save(erasureSettled(tombstone), tombstone, T0)).toBe('saved');

      expect(await sessions.load(tombstone.id, T0)).toStrictEqual(erasureSettled(tombstone));
    });

    it('conflicts with an erasure that was settled meanwhile', async () => {
      const tombstone = erase(fresh(), T0);
      await store(sessions, erasureSettled(tombstone));

      expect(await sessions.save(postponeErasure(tombstone, T0), tombstone, T0)).toBe('conflict');

      expect(await sessions.load(tombstone.id, T0)).toStrictEqual(erasureSettled(tombstone));
    });

    it('conflicts with an erasure that was postponed meanwhile', async () => {
      const tombstone = erase(fresh(), T0);
      const later = postponeErasure(tombstone, T0 + DAY);
      await store(sessions, later);

      expect(await sessions.save(erasureSettled(tombstone), tombstone, T0)).toBe('conflict');

      expect(await sessions.load(tombstone.id, T0)).toStrictEqual(later);
    });

    it('leaves other records alone', async () => {
      const [one, other] = [fresh(), fresh()];
      await sessions.insert(one, T0);
      await sessions.insert(other, T0);

      await sessions.save(nextOf(one), one, T0);

      expect(await sessions.load(other.id, T0)).toStrictEqual(other);
    });

    it('through a whole life is always what is loaded', async () => {
      let session = fresh();
      await sessions.insert(session, T0);
      const story = [
        started(FIRST),
        decided('resubmission_requested', '10:20:00', { reason: 'Blurred', reasonCode: 201 }),
        started(SECOND),
        decided('approved', '10:40:00', { attemptId: SECOND }),
        decided('review', '10:50:00', { attemptId: SECOND }),
        decided('declined', '10:55:00', { attemptId: SECOND, reason: 'Fake' }),
      ];

      for (const [index, seen] of story.entries()) {
        const next = observe(session, seen, T0 + index).session;
        const outcome = await sessions.save(next, session, T0 + index);
        expect(outcome).toBe('saved');
        expect(await sessions.load(session.id, T0 + index)).toStrictEqual(next);
        session = next;
      }
    });
  });
}

/** Whoever reads the same and writes at once: one wins. */
export function letsOneWin({ store: sessions }: SessionWorld): void {
  /** Who won, and whose write is held then. */
  async function race() {
    const session: Session = { ...created(), id: newId() };
    await sessions.insert(session, T0);
    const tries = Array.from({ length: 10 }, async (_, writer) =>
      sessions.save({ ...nextOf(session), updatedAt: T0 + writer }, session, T0),
    );
    const outcomes = await Promise.all(tries);
    const winners = [...outcomes.keys()].filter((writer) => outcomes[writer] === 'saved');
    const held = await sessions.load(session.id, T0);
    return { winners, held: held?.kind === 'session' ? [held.updatedAt - T0] : [] };
  }

  describe('of ten writers', () => {
    it('that read the same session one wins, in each of 50 races', async () => {
      for (let round = 0; round < 50; round += 1) {
        const { winners, held } = await race();
        expect(winners).toHaveLength(1);
        expect(held).toStrictEqual(winners);
      }
    }, 60_000);

    it('one of which erases, the session is erased or the others conflict', async () => {
      const session = fresh();
      await sessions.insert(session, T0);

      const [erased, ...others] = await Promise.all([
        sessions.save(erase(session, T0), session, T0),
        ...Array.from({ length: 9 }, async () => sessions.save(nextOf(session), session, T0)),
      ]);

      expect([erased, ...others].filter((outcome) => outcome === 'saved')).toHaveLength(1);
      expect((await sessions.load(session.id, T0))?.kind).toBe(
        erased === 'saved' ? 'tombstone' : 'session',
      );
    });
  });
}
