import { SmokeFailure } from './failure.ts';
import type { Clock, Print } from './steps.ts';

/** What a wait is for, and how it shows. */
export interface Waiting<Seen> {
  /** What is waited for, in words: `status declined`. */
  readonly expected: string;
  readonly look: () => Promise<Seen>;
  readonly isThere: (seen: Seen) => boolean;
  readonly describe: (seen: Seen) => string;
  /** Milliseconds; it may follow from what is seen, and 0 is not worth waiting for. */
  readonly atMost: number | ((seen: Seen) => number);
  readonly lookAt: string | ((seen: Seen) => string);
}

/** What waiting is done with. */
export interface Patience {
  readonly print: Print;
  readonly now: Clock;
  /** Rejects where the run is to end. */
  readonly pause: (milliseconds: number) => Promise<unknown>;
}

const PAUSE_MS = 2000;
const TELL_EVERY_MS = 30_000;

function of<Seen, Value extends string | number>(
  given: Value | ((seen: Seen) => Value),
  seen: Seen,
): Value {
  return typeof given === 'function' ? given(seen) : given;
}

function tooLate<Seen>(waiting: Waiting<Seen>, seen: Seen, waited: number): SmokeFailure {
  const within = waited < PAUSE_MS ? '' : ` within ${Math.round(waited / 1000)} s`;
  return new SmokeFailure({
    expected: `${waiting.expected}${within}`,
    seen: waiting.describe(seen),
    lookAt: of(waiting.lookAt, seen),
  });
}

/** Looks every two seconds until what is waited for is there, and says every half minute what it sees. */
export async function waitFor<Seen>(waiting: Waiting<Seen>, patience: Patience): Promise<Seen> {
  const { print, now, pause } = patience;
  const from = now();
  let toldAt = from;
  for (;;) {
    const seen = await waiting.look();
    if (waiting.isThere(seen)) return seen;
    const waited = now() - from;
    if (waited >= of(waiting.atMost, seen)) throw tooLate(waiting, seen, waited);
    if (now() - toldAt >= TELL_EVERY_MS) {
      toldAt = now();
      print(`        ${Math.round(waited / 1000)} s: ${waiting.describe(seen)}`);
    }
    await pause(PAUSE_MS);
  }
}
