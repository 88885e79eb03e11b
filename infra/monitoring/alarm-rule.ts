import {
  type AlarmProps,
  ComparisonOperator,
  MathExpression,
  type Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { FunctionName } from '../../shared/contract/routes.ts';
import type { MonitoredFunction, MonitoredParts } from './monitored-parts.ts';

/** `page` wakes somebody up: users or decisions are hurt now. `ticket` waits for the next working day. */
export type Severity = 'page' | 'ticket';

/** What is watched; its period is the rule's. */
export type Watched = Metric | MathExpression;

/** Where it begins to be too much, or too little. */
export type Limit = Required<Pick<AlarmProps, 'threshold' | 'comparisonOperator'>>;

/** Raised above a value. */
export function over(threshold: number): Limit {
  return { threshold, comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD };
}

/** Raised from a value on. */
export function atLeast(threshold: number): Limit {
  return { threshold, comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD };
}

/** Raised below a value. */
export function under(threshold: number): Limit {
  return { threshold, comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD };
}

/** What somebody who is told has to know first. */
export interface Notice<Name extends string = string> {
  /** Also the name of its section in docs/runbook.md. */
  readonly name: Name;
  readonly severity: Severity;
  /** What was seen, with its numbers. One sentence without its full stop. */
  readonly what: string;
  /** What it means for users, or for whoever operates. One sentence without its full stop. */
  readonly why: string;
}

/** When an alarm is raised. */
export interface Condition {
  readonly limit: Limit;
  /** The period over which a data point is made, in minutes. CloudWatch looks at it anew every minute. */
  readonly minutes: number;
  /**
   * How many data points out of how many have to be beyond the limit.
   * @default - one out of one
   */
  readonly points?: { readonly beyond: number; readonly of: number };
  /** What no data means: never left to CloudWatch's default. */
  readonly missing: TreatMissingData;
}

/** An alarm about the service as a whole. */
export interface AlarmRule<Name extends string = string> extends Notice<Name>, Condition {
  readonly watch: (parts: MonitoredParts) => Watched;
}

/** An alarm that each function has. */
export interface FunctionAlarmRule<Name extends string = string> extends Notice<Name>, Condition {
  readonly watch: (fn: MonitoredFunction, name: FunctionName) => Watched;
}

/** It is counted only where it happens: no data is the good case. */
export const NOTHING_HAPPENED = TreatMissingData.NOT_BREACHING;

/** It is told every minute as long as all is well: no data is what the alarm is for. */
export const SILENCE_IS_THE_ALARM = TreatMissingData.BREACHING;

/** It is told only now and then, and no data says nothing new: neither raised nor taken back. */
export const NO_NEWS = TreatMissingData.IGNORE;

/** What is put into relation. */
export interface Share {
  readonly part: Metric;
  readonly all: Metric;
  /** When there is enough traffic for a share to mean something, of `part` and `all`; below it the share is 0. */
  readonly enough: `${'part' | 'all'} >= ${number}`;
}

/** How many percent `part` is of `all`. */
export function percentage({ part, all, enough }: Share): MathExpression {
  return new MathExpression({
    expression: `IF(${enough}, 100 * part / all, 0)`,
    usingMetrics: { part, all },
    label: 'percent',
  });
}
