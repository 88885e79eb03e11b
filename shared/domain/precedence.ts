import type { Decision } from './decision.ts';
import type { DecisionStatus } from './verdict.ts';

/** Among decisions of one moment the more cautious one wins; the order itself is arbitrary but total. */
const CAUTION: Readonly<Record<DecisionStatus, number>> = {
  expired: 0,
  abandoned: 1,
  approved: 2,
  resubmission_requested: 3,
  review: 4,
  declined: 5,
};

/**
 * The parts of the order, the most significant first. Our own mark is below everything that Veriff
 * ever says; a message without a time is below every message with one; of two messages about one
 * moment a contradictory one gives way, so that the poll can heal it. Everything that is stored
 * takes part, so that no two different decisions are equal.
 */
const ORDER: readonly ((decision: Decision) => string | number)[] = [
  ({ source }) => (source === 'own' ? 0 : 1),
  ({ decidedAt = '' }) => decidedAt,
  ({ contradiction }) => (contradiction === true ? 0 : 1),
  ({ attemptId = '' }) => attemptId,
  ({ status }) => CAUTION[status],
  ({ code = -1 }) => code,
  ({ reasonCode = -1 }) => reasonCode,
  ({ reason = '' }) => reason,
];

/** Negative, zero or positive, as in sorting. Zero only for decisions that say the same; the source is no part of it. */
export function compareDecisions(a: Decision, b: Decision): number {
  for (const part of ORDER) {
    const [left, right] = [part(a), part(b)];
    if (left < right) return -1;
    if (left > right) return 1;
  }
  return 0;
}
