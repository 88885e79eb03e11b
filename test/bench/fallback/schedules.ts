import { claimPoll } from '../../../shared/domain/due.ts';
import { isOpen, type Session } from '../../../shared/domain/session.ts';
import { after, created, DAY, FIRST, MINUTE, started, submitted } from '../../support/given.ts';

/** When a session is polled, in minutes after `since`, for as long as nothing is known. */
export type Slots = readonly number[];

function slotsOf(session: Session, origin: number): Slots {
  const slots: number[] = [];
  let polled = session;
  while (isOpen(polled) && polled.state.poll.dueAt < origin + 7 * DAY) {
    slots.push((polled.state.poll.dueAt - origin) / MINUTE);
    polled = claimPoll(polled, polled.state.poll.dueAt);
  }
  return slots;
}

/** A session that nobody has submitted, after its creation: the project's own schedule. */
export const PATIENT: Slots = slotsOf(after(started(FIRST)), created().createdAt);

const SUBMITTED = after(started(FIRST), submitted(FIRST));

/** A session that is submitted, after that. */
export const EAGER: Slots = slotsOf(SUBMITTED, created().createdAt + 2 * MINUTE);

/** What other designs are compared on: 15 minutes after the creation, then gaps that double, for seven days. */
export const COMMON: Slots = Array.from({ length: 9 }, (_, at) => 15 * (2 ** (at + 1) - 1)).filter(
  (minutes) => minutes * MINUTE < 7 * DAY,
);

/** How many polls there are before something happens, so many minutes after `since`. */
export function pollsBefore(slots: Slots, minutes: number): number {
  return slots.filter((slot) => slot <= minutes).length;
}
