import type { AttemptId } from './ids.ts';

/**
 * How far an attempt is known to have come. `decided`: Veriff ruled on it, or a later attempt has
 * taken its place; `superseded`: the same, but nothing else was ever heard of it.
 */
export type AttemptProgress = 'started' | 'submitted' | 'decided' | 'superseded';

/** What is known of each attempt. It only ever grows, so the order of messages cannot matter. */
export type Attempts = Readonly<Record<string, AttemptProgress>>;

/** What an event can tell of an attempt. */
export type AttemptStep = 'started' | 'submitted';

/** Events of old integrations name no attempt; they count together as one. */
export const UNNAMED_ATTEMPT = 'unnamed';

/** What the attempts of a session are kept under. */
export type AttemptKey = AttemptId | typeof UNNAMED_ATTEMPT;

const RANK: Readonly<Record<AttemptProgress | 'unheard-of', number>> = {
  'unheard-of': 0,
  started: 1,
  submitted: 2,
  decided: 3,
  superseded: 3,
};

/** Records a step; the same attempts again (same object) where it says nothing new. */
export function withStep(attempts: Attempts, id: AttemptKey, step: AttemptStep): Attempts {
  const known = attempts[id] ?? 'unheard-of';
  return RANK[step] > RANK[known] ? { ...attempts, [id]: step } : attempts;
}

/** Records that Veriff has ruled on an attempt; the same attempts again (same object) where that was known. */
export function withDecision(attempts: Attempts, id: AttemptKey): Attempts {
  return attempts[id] === 'decided' ? attempts : { ...attempts, [id]: 'decided' };
}

/** Records that an attempt is over, without a decision of its own; the same attempts again (same object) where that was known. */
export function withEnd(attempts: Attempts, id: AttemptKey): Attempts {
  const known = attempts[id] ?? 'unheard-of';
  if (RANK[known] > RANK.submitted) return attempts;
  return { ...attempts, [id]: known === 'unheard-of' ? 'superseded' : 'decided' };
}

/** The furthest step of any attempt that is not over; `created` where there is none. */
export function furthestOpenStep(attempts: Attempts): 'created' | AttemptStep {
  const all = Object.values(attempts);
  if (all.includes('submitted')) return 'submitted';
  return all.includes('started') ? 'started' : 'created';
}

/** How many attempts the client is told of. */
export function attemptCount(attempts: Attempts): number {
  return Object.values(attempts).filter((progress) => progress !== 'superseded').length;
}
