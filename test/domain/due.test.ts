import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  claimPoll,
  dueAt,
  isDebtGivenUp,
  isGivenUp,
  isLastPoll,
  planPolls,
  postponePoll,
  retryAt,
} from '../../shared/domain/due.ts';
import { erase, erasureSettled } from '../../shared/domain/erase.ts';
import { markPublished } from '../../shared/domain/outbox.ts';
import { isOpen, type OpenSession, type Session } from '../../shared/domain/session.ts';
import {
  after,
  created,
  DAY,
  decided,
  FIRST,
  HOUR,
  MINUTE,
  observe,
  SECOND,
  started,
  submitted,
  T0,
} from '../support/given.ts';

const LAST_POLL = T0 + 7 * DAY + 10 * MINUTE;

function open(session: Session): OpenSession {
  if (!isOpen(session)) throw new Error('the session is not open');
  return session;
}

/** The moments of all polls of a session that nobody decides, as times since `from`. */
function pollsOf(session: OpenSession, from: number): readonly number[] {
  const moments: number[] = [];
  for (let polled = session; moments.at(-1) !== LAST_POLL - from; ) {
    moments.push(polled.state.poll.dueAt - from);
    polled = claimPoll(polled, polled.state.poll.dueAt);
  }
  return moments;
}

const submittedAt = T0 + MINUTE;
/** A session that was submitted a minute after its creation. */
const waiting = () => open(after(submitted(FIRST)));

describe('a session that nobody submits', () => {
  const polls = () => pollsOf(open(created()), T0);

  it('is polled at 15 minutes, then at half as old again each time', () => {
    expect(
      polls()
        .slice(0, 5)
        .map((age) => age / MINUTE),
    ).toEqual([15, 22.5, 33.75, 50.625, 75.9375]);
  });

  it('is polled a last time ten minutes after its seven days', () => {
    expect(polls().at(-1)).toBe(7 * DAY + 10 * MINUTE);
  });

  it('is polled 18 times in all', () => {
    expect(polls()).toHaveLength(18);
  });

  it('finds a decision made at any age within half of that age, or 15 minutes', () => {
    const slots = polls();

    fc.assert(
      fc.property(fc.integer({ min: 0, max: 7 * DAY }), (age) => {
        const found = slots.find((poll) => poll > age) ?? Infinity;
        expect(found).toBeLessThanOrEqual(Math.max(15 * MINUTE, 1.5 * age));
      }),
    );
  });

  it('keeps its slots when the user opens the link', () => {
    expect(open(after(started(FIRST))).state.poll).toEqual(open(created()).state.poll);
  });
});

describe('a submitted session', () => {
  const polls = () => pollsOf(waiting(), submittedAt);

  it('is polled after 2 minutes, then in gaps that double', () => {
    expect(
      polls()
        .slice(0, 8)
        .map((age) => age / MINUTE),
    ).toEqual([2, 6, 14, 30, 62, 126, 254, 510]);
  });

  it('never waits longer than six hours', () => {
    const gaps = polls().map((poll, index, all) => poll - (all[index - 1] ?? 0));

    expect(Math.max(...gaps)).toBe(6 * HOUR);
  });

  it('is polled 35 times in all', () => {
    expect(polls()).toHaveLength(35);
  });

  it('starts anew when the next attempt is submitted', () => {
    const asked = after(submitted(FIRST), decided('resubmission_requested', '10:19:05'));
    const now = T0 + 2 * DAY;

    const { session } = observe(asked, submitted(SECOND), now);

    expect(open(session).state.poll).toEqual({ since: now, count: 0, dueAt: now + 2 * MINUTE });
  });

  it('goes on in review where it was', () => {
    const polled = claimPoll(waiting(), submittedAt + 2 * MINUTE);

    const { session } = observe(polled, decided('review', '10:20:00'), submittedAt + 3 * MINUTE);

    expect(open(session).state.poll).toEqual(polled.state.poll);
  });
});

describe('a resubmission request', () => {
  it('goes back to the wide slots, counted from the creation, and keeps the count', () => {
    const polled = claimPoll(waiting(), submittedAt + 2 * MINUTE);
    const now = T0 + 100 * MINUTE;

    const { session } = observe(polled, decided('resubmission_requested', '10:19:05'), now);

    expect(open(session).state.poll).toEqual({
      since: T0,
      count: 1,
      dueAt: T0 + Math.floor(Math.floor(75.9375 * MINUTE * 1.5)),
    });
  });

  it('that comes after the last poll is polled again soon', () => {
    const now = LAST_POLL + 5 * MINUTE;

    const poll = planPolls(waiting(), 'resubmission_requested', now);

    expect(poll.dueAt).toBe(now + 5 * MINUTE);
  });
});

describe('taking a poll', () => {
  it('moves it to the next slot and counts it', () => {
    const now = submittedAt + 2 * MINUTE;

    expect(claimPoll(waiting(), now).state.poll).toEqual({
      since: submittedAt,
      count: 1,
      dueAt: submittedAt + 6 * MINUTE,
    });
  });

  it('skips the slots that a late sweep has missed', () => {
    const late = claimPoll(waiting(), submittedAt + 31 * MINUTE);

    expect(late.state.poll.dueAt).toBe(submittedAt + 62 * MINUTE);
  });

  it('never goes past the last poll', () => {
    const late = claimPoll(waiting(), T0 + 7 * DAY);

    expect(late.state.poll.dueAt).toBe(LAST_POLL);
  });

  it('after the last poll waits a minute, then as long as it has waited', () => {
    expect(claimPoll(waiting(), LAST_POLL).state.poll.dueAt).toBe(LAST_POLL + MINUTE);
    expect(claimPoll(waiting(), LAST_POLL + 10 * MINUTE).state.poll.dueAt).toBe(
      LAST_POLL + 20 * MINUTE,
    );
  });
});

describe('a poll that failed', () => {
  const slot = T0 + 15 * MINUTE;
  const polled = () => claimPoll(open(created()), slot);
  const waits = (now: number, notBefore?: number) =>
    postponePoll(polled(), now, notBefore).state.poll.dueAt - now;

  it('is tried again after a minute, then after as long as it has waited, up to the next slot', () => {
    expect(waits(slot)).toBe(MINUTE);
    expect(waits(slot + 2 * MINUTE)).toBe(2 * MINUTE);
    expect(waits(slot + 6 * MINUTE)).toBe(1.5 * MINUTE);
  });

  it('waits half an hour at the most', () => {
    const late = postponePoll(polled(), LAST_POLL + DAY);

    expect(late.state.poll.dueAt).toBe(LAST_POLL + DAY + 30 * MINUTE);
  });

  it("waits at least as long as Veriff's Retry-After says", () => {
    expect(waits(slot, slot + HOUR)).toBe(HOUR);
  });

  it('is to be written', () => {
    expect(postponePoll(polled(), slot).revision).toBe(polled().revision + 1);
  });

  it('is not counted a second time', () => {
    expect(postponePoll(polled(), slot).state.poll.count).toBe(1);
  });
});

describe('the end of all polling', () => {
  it.each([
    [LAST_POLL - 1, false],
    [LAST_POLL, true],
  ])('at %d the poll is the last one: %s', (now, expected) => {
    expect(isLastPoll(waiting(), now)).toBe(expected);
  });

  it.each([
    [T0 + 14 * DAY - 1, false],
    [T0 + 14 * DAY, true],
  ])('at %d a session whose last poll keeps failing is given up: %s', (now, expected) => {
    expect(isGivenUp(waiting(), now)).toBe(expected);
  });
});

describe('other debts', () => {
  it('are tried again after as long as they have waited, one to thirty minutes', () => {
    expect(retryAt(T0, T0)).toBe(T0 + MINUTE);
    expect(retryAt(T0, T0 + 7 * MINUTE)).toBe(T0 + 14 * MINUTE);
    expect(retryAt(T0, T0 + DAY)).toBe(T0 + DAY + 30 * MINUTE);
    expect(retryAt(T0, T0, T0 + HOUR)).toBe(T0 + HOUR);
  });

  it('are given up after thirty days', () => {
    expect(isDebtGivenUp(T0, T0 + 30 * DAY - 1)).toBe(false);
    expect(isDebtGivenUp(T0, T0 + 30 * DAY)).toBe(true);
  });
});

describe('when a record is due', () => {
  it('at the earliest of its debts', () => {
    const session = created();
    const published = markPublished(session, new Set([1]));

    expect(dueAt(session)).toBe(T0 + 10_000);
    expect(dueAt(published)).toBe(T0 + 15 * MINUTE);
  });

  it('never, where it owes nothing', () => {
    const final = after(decided('approved', '10:31:48'));

    expect(dueAt(markPublished(final, new Set([1, 2])))).toBeUndefined();
  });

  it('a final record as long as a publication is owed', () => {
    const final = after(decided('approved', '10:31:48'));

    expect(dueAt(markPublished(final, new Set([1])))).toBe(T0 + MINUTE + 10_000);
  });

  it('a tombstone until Veriff has erased the session too', () => {
    const tombstone = erase(created(), T0 + HOUR);

    expect(dueAt(tombstone)).toBe(T0 + HOUR);
    expect(dueAt(erasureSettled(tombstone))).toBeUndefined();
  });
});
