import { describe, expect, it } from 'vitest';
import type { Session } from '../../shared/domain/session.ts';
import { after, created, DAY, decided, MINUTE, SESSION, T0 } from '../support/given.ts';
import { convergence } from './convergence.ts';

const APPROVED = decided('approved', '10:20:00');
const DECLINED = decided('declined', '10:30:00');

async function from(record: Session, told: number, opened = SESSION) {
  return convergence([APPROVED], {
    record: { held: { record, expiresAt: (T0 + 7 * DAY) / 1000 }, was: true },
    veriff: { made: 1, opened, told, erased: [] },
    now: T0 + MINUTE,
  });
}

/** A session whose next poll comes that much later than it should. */
function late(ms: number): Session {
  const session = created();
  if (!('poll' in session.state)) throw new Error('not open');
  const poll = { ...session.state.poll, dueAt: T0 + ms };
  return { ...session, outbox: [], state: { ...session.state, poll } };
}

describe('from any state on, without faults and without webhooks,', () => {
  it('the sweep finds the decision, or closes the session', async () => {
    expect(await from(created(), 1)).toBeUndefined();
    expect(await from(created(), 0)).toBeUndefined();
  });

  it('a poll that comes too late is noticed', async () => {
    expect(await from(late(8 * DAY), 1)).toBe('a record expires before it is due');
  });

  it("a record that would not take Veriff's newest decision is noticed", async () => {
    const review = after(decided('review', '10:40:00'));

    expect(await from(review, 1)).toBe("the sweep never finds Veriff's newest decision");
  });

  it('what is decided and published is at rest', async () => {
    expect(await from({ ...after(DECLINED), outbox: [] }, 1)).toBeUndefined();
  });
});
