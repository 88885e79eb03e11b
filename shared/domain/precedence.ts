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
 * The place of a decision in the order of decisions, most significant part first. Our own mark is
 * below everything that Veriff ever says; a message without a time is below every message with
 * one; of two messages about one moment a contradictory one gives way, so that the poll can heal it.
 * Everything that is stored takes part, so that no two different decisions are equal.
 */
function orderKey(decision: Decision): readonly (string | number)[] {
  return [
    decision.source === 'own' ? 0 : 1,
    decision.decidedAt ?? '',
    decision.contradiction === true ? 0 : 1,
    decision.attemptId ?? '',
    CAUTION[decision.status],
    decision.code ?? -1,
    decision.reasonCode ?? -1,
    decision.reason ?? '',
  ];
}

/** Negative, zero or positive, as in sorting. Zero only for decisions that say the same; the source is no part of it. */
export function compareDecisions(a: Decision, b: Decision): number {
  const other = orderKey(b);
  for (const [at, part] of orderKey(a).entries()) {
    const against = other[at] ?? '';
    if (part !== against) return part < against ? -1 : 1;
  }
  return 0;
}

/** Whether `candidate` replaces `held`: only a decision that is strictly later in the order does. */
export function supersedes(candidate: Decision, held: Decision): boolean {
  return compareDecisions(candidate, held) > 0;
}
