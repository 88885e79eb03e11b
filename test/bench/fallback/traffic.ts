import { COMMON, EAGER, PATIENT, pollsBefore, type Slots } from './schedules.ts';

const DAY = 24 * 60;

/** A kind of session, and how many of a thousand are of it; the same shares as in docs/cost.md. */
export interface Kind {
  readonly what: string;
  readonly share: number;
  readonly isSubmitted: boolean;
  /** Minutes after its creation until we know of its end by a webhook; a lost one is found by the next poll. */
  readonly known: number | undefined;
  /** Minutes after its creation until Veriff has decided. */
  readonly decided: number;
}

export const KINDS: readonly Kind[] = [
  { what: 'decided within two minutes', share: 0.56, isSubmitted: true, known: 3.5, decided: 3.5 },
  { what: 'decided after 20 minutes', share: 0.16, isSubmitted: true, known: 22, decided: 22 },
  { what: 'decided after 12 hours', share: 0.04, isSubmitted: true, known: 722, decided: 722 },
  { what: 'the webhook lost', share: 0.04, isSubmitted: true, known: undefined, decided: 3 },
  { what: 'abandoned', share: 0.2, isSubmitted: false, known: 7 * DAY, decided: 7 * DAY },
];

/** Users submit so many minutes after the creation. */
const SUBMITTED_AFTER = 2;

/** The slots of a kind, in minutes after its creation. */
export function slotsOf({ isSubmitted }: Kind, schedule: 'own' | 'common'): Slots {
  if (schedule === 'common') return COMMON;
  return isSubmitted ? EAGER.map((slot) => slot + SUBMITTED_AFTER) : PATIENT;
}

/** Polls of one session of a kind, the one that finds a lost decision included. */
export function pollsOf(kind: Kind, schedule: 'own' | 'common'): number {
  const slots = slotsOf(kind, schedule);
  if (kind.known !== undefined) return pollsBefore(slots, kind.known);
  return pollsBefore(slots, kind.decided) + 1;
}

/** Of a figure, what one session has on average. */
export function mean(of: (kind: Kind) => number): number {
  return KINDS.reduce((sum, kind) => sum + kind.share * of(kind), 0);
}
