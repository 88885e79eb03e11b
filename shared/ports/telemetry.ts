import type { CountName, MeasureName, MetricDimensions } from '../contract/metrics.ts';
import type { SessionStatus } from '../domain/session.ts';

/** What a log line may hold: an allow-list. Ids, statuses, codes, counts and durations; never free text of others. */
export interface Note {
  readonly sessionId?: string;
  readonly attemptId?: string;
  readonly route?: string;
  readonly requestId?: string;
  readonly integration?: string;
  readonly kind?: string;
  readonly outcome?: string;
  readonly reason?: string;
  readonly from?: SessionStatus;
  readonly to?: SessionStatus;
  readonly version?: number;
  readonly status?: number;
  readonly code?: string;
  readonly count?: number;
  readonly failed?: number;
  readonly durationMs?: number;
  readonly errorName?: string;
}

/** Named facts for the operator. No method throws or waits. */
export interface Telemetry {
  /** Counts one occurrence. */
  count<Name extends CountName>(name: Name, dimensions: MetricDimensions<Name>): void;
  /** Tells one value, in the unit that the contract gives to the metric. */
  measure<Name extends MeasureName>(
    name: Name,
    value: number,
    dimensions: MetricDimensions<Name>,
  ): void;
  /** Writes one structured line. */
  note(level: 'info' | 'warn' | 'error', message: string, fields: Note): void;
}
