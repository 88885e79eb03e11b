import type { SimClock, SimClockResult } from './control.ts';
import { type ControlParts, readObject } from './control-parts.ts';
import type { Incoming } from './incoming.ts';
import { badField } from './problem.ts';
import { DAY_MS, isoTime, SECOND_MS } from './times.ts';

/** Times in microseconds stay exact integers until the year 2255; nobody needs to go that far. */
const LAST_MOMENT = Date.UTC(2200, 0, 1);

/** GET /_sim/clock. */
export async function readClock(parts: ControlParts): Promise<SimClock> {
  const now = parts.clock.now();
  const next = await parts.clock.nextDue();
  return {
    now: isoTime(now),
    offsetSeconds: Math.max(0, Math.round((now - Date.now()) / SECOND_MS)),
    next: next === undefined ? null : isoTime(next),
  };
}

/** POST /_sim/clock: everything that falls due on the way is done before the answer. */
export async function moveClock(c: Incoming, parts: ControlParts): Promise<SimClockResult> {
  const { advanceSeconds, to } = await readObject(c, ['advanceSeconds', 'to']);
  if ((advanceSeconds === undefined) === (to === undefined)) {
    throw badField('', 'needs either advanceSeconds or to');
  }
  const moved =
    to === 'next'
      ? await parts.clock.advanceToNext()
      : await advance(parts, target(parts, advanceSeconds, to));
  return { ...(await readClock(parts)), ran: moved.ran };
}

function target(parts: ControlParts, advanceSeconds: unknown, to: unknown): number {
  const now = parts.clock.now();
  const at = to === undefined ? now + secondsOf(advanceSeconds) * SECOND_MS : momentOf(to);
  if (at < now) throw badField('/to', `the clock cannot go back; it is ${isoTime(now)}`);
  return at;
}

function secondsOf(value: unknown): number {
  if (typeof value === 'number' && value >= 0 && value <= LAST_MOMENT) return value;
  throw badField('/advanceSeconds', 'must be a number of 0 or more');
}

function momentOf(value: unknown): number {
  const at = typeof value === 'string' && value.includes('T') ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) throw badField('/to', 'must be "next" or a moment in ISO 8601');
  return at;
}

async function advance(parts: ControlParts, to: number): Promise<{ readonly ran: number }> {
  if (to > LAST_MOMENT)
    throw badField('', `the clock goes no further than ${isoTime(LAST_MOMENT - DAY_MS)}`);
  return parts.clock.advanceTo(to);
}
