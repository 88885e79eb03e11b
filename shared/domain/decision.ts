import type { DecisionTime } from './decision-time.ts';
import type { AttemptId } from './ids.ts';
import type { DecisionStatus } from './verdict.ts';

/** Who told us: Veriff's webhook, our poll, or nobody (`own`: we closed the session at the end of its life). */
export type DecisionSource = 'webhook' | 'poll' | 'own';

/**
 * One decision on a session, all of it from a single observation: status, code and reason never
 * come from different messages.
 */
export interface Decision {
  readonly status: DecisionStatus;
  readonly source: DecisionSource;
  readonly code?: number;
  /** Veriff's text, at most 200 characters. */
  readonly reason?: string;
  readonly reasonCode?: number;
  readonly attemptId?: AttemptId;
  /** Veriff's `decisionTime`; absent where Veriff named none. */
  readonly decidedAt?: DecisionTime;
  /** Veriff's status and code disagreed, so `status` is `review` whatever the message said. */
  readonly contradiction?: true;
}
