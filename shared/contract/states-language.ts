/** One state of the States Language, as far as this project reads it. */
export interface State {
  readonly Type: 'Task' | 'Pass' | 'Map' | 'Choice' | 'Succeed' | 'Fail';
  readonly Resource?: string;
  readonly Next?: string;
  readonly End?: true;
  readonly Retry?: readonly Retrier[];
  readonly ItemProcessor?: States;
  readonly [field: string]: unknown;
}

/** Which errors of a task are tried again, and how. */
export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds: number;
  readonly MaxAttempts: number;
  readonly BackoffRate: number;
  readonly JitterStrategy: 'FULL';
}

/** States that lead to each other, by their names. */
export interface States {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** A whole state machine. */
export interface Definition extends States {
  readonly Comment: string;
  readonly TimeoutSeconds: number;
}
