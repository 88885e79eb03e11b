import type { AttemptStep } from './attempts.ts';
import type { Decision } from './decision.ts';
import type { AttemptId, IntegrationName } from './ids.ts';

/** Veriff's event webhook: the end user got somewhere. It carries no time and decides nothing. */
export interface ProgressObservation {
  readonly kind: 'progress';
  readonly integration: IntegrationName;
  readonly step: AttemptStep;
  readonly attemptId?: AttemptId;
}

/** A decision, by webhook or by poll, in the same words. */
export interface DecisionObservation {
  readonly kind: 'decision';
  readonly integration: IntegrationName;
  readonly decision: Decision;
}

/** Veriff's list of a session's attempts, oldest first: the only source of their order. */
export interface AttemptsObservation {
  readonly kind: 'attempts';
  readonly integration: IntegrationName;
  readonly oldestFirst: readonly AttemptId[];
}

/** The session's life is over and the last poll brought no decision. */
export interface LapseObservation {
  readonly kind: 'lapse';
  readonly integration: IntegrationName;
}

/** What webhook, poll or the end of the seven days tell about one session. */
export type Observation =
  | ProgressObservation
  | DecisionObservation
  | AttemptsObservation
  | LapseObservation;
