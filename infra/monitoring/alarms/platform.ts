import { MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { FUNCTION_TIMEOUT_SECONDS, type FunctionName } from '../../../shared/contract/routes.ts';
import { TABLE } from '../../../shared/contract/table.ts';
import {
  type AlarmRule,
  type FunctionAlarmRule,
  NO_NEWS,
  NOTHING_HAPPENED,
  over,
} from '../alarm-rule.ts';
import { counted, largest, ofFunction, ofTable } from '../monitored-parts.ts';

/** 80 % of a function's timeout, in milliseconds: what takes longer will soon be stopped in the middle. */
function closeToTimeout(name: FunctionName): number {
  return FUNCTION_TIMEOUT_SECONDS[name] * 800;
}

/** Table, secret and what is kept too long. */
export const PLATFORM_ALARMS = [
  {
    name: 'secret-unusable',
    severity: 'page',
    what: "The secret with Veriff's keys, or a part of it, cannot be used",
    why: 'Webhooks and creates are answered 503: nothing is verified without a secret',
    watch: (parts) => counted(parts, 'SecretUnusable'),
    limit: over(0),
    minutes: 5,
    missing: NOTHING_HAPPENED,
  },
  {
    name: 'secret-age',
    severity: 'ticket',
    what: 'The secret is older than 90 days, or 7 days after its change the previous one still verifies',
    why: "It is time to rotate, or a rotation was begun and not ended in Veriff's portal",
    watch: (parts) =>
      new MathExpression({
        expression: 'IF(age > 90 OR (previous > 0 AND age > 7), 1, 0)',
        usingMetrics: {
          age: largest(parts, 'SecretAgeDays'),
          previous: counted(parts, 'PreviousSecretUsed'),
        },
        label: 'due for rotation',
      }),
    limit: over(0),
    minutes: 6 * 60,
    missing: NO_NEWS,
  },
  {
    name: 'table-throttled',
    severity: 'page',
    what: 'In 3 of 5 minutes DynamoDB throttled the table or one of its indexes',
    why: 'Requests are repeated and then answered 503; the sweep falls behind',
    watch: (parts) =>
      new MathExpression({
        // One filled term is enough: in a sum CloudWatch takes what is missing for 0.
        expression: 'FILL(reads, 0) + writes + dueReads + dueWrites + listReads + listWrites',
        usingMetrics: {
          reads: ofTable(parts, 'ReadThrottleEvents'),
          writes: ofTable(parts, 'WriteThrottleEvents'),
          dueReads: ofTable(parts, 'ReadThrottleEvents', TABLE.due.index),
          dueWrites: ofTable(parts, 'WriteThrottleEvents', TABLE.due.index),
          listReads: ofTable(parts, 'ReadThrottleEvents', TABLE.byVendorData.index),
          listWrites: ofTable(parts, 'WriteThrottleEvents', TABLE.byVendorData.index),
        },
        label: 'throttled',
      }),
    limit: over(0),
    minutes: 1,
    points: { beyond: 3, of: 5 },
    // CloudWatch does so with every alarm on AWS/DynamoDB, whatever it is told; FILL ends the alarm.
    missing: NO_NEWS,
  },
  {
    name: 'condition-lost',
    severity: 'ticket',
    what: 'In 10 minutes at least 10 writes, and more than 5 % of them, lost a race and were repeated',
    why: 'Messages about one session come all at once, or two sweeps run at a time',
    watch: (parts) =>
      new MathExpression({
        expression: 'IF(lost >= 10, 100 * lost / (lost + saved), 0)',
        usingMetrics: {
          lost: counted(parts, 'ConditionLost'),
          saved: counted(parts, 'Transition'),
        },
        label: 'percent',
      }),
    limit: over(5),
    minutes: 10,
    missing: NOTHING_HAPPENED,
  },
  {
    name: 'retention-late',
    severity: 'ticket',
    what: 'A record was met in the table more than 72 hours after it expired',
    why: 'It was not believed, but it should be gone: DynamoDB promises a few days',
    watch: (parts) => largest(parts, 'OldestExpiredItemHours'),
    limit: over(72),
    minutes: 60,
    missing: NOTHING_HAPPENED,
  },
] as const satisfies readonly AlarmRule[];

/** One alarm a function: those of a function under rollout take its new version back. */
export const EACH_FUNCTION_ALARMS = [
  {
    name: 'lambda-errors',
    severity: 'ticket',
    what: 'In a minute a function crashed or ran into its timeout',
    why: 'Its caller got a 502 or 504. It is a fault of ours: known troubles are answered, not thrown',
    watch: (fn) => ofFunction(fn, 'Errors'),
    limit: over(0),
    minutes: 1,
    missing: NOTHING_HAPPENED,
  },
  {
    name: 'lambda-saturated',
    severity: 'page',
    what: 'In 3 of 5 minutes a function was throttled, or its slowest 1 % took 80 % of its timeout',
    why: 'Requests are refused or will soon be cut off',
    watch: (fn, name) =>
      new MathExpression({
        expression: `IF(throttles > 0 OR slowest > ${closeToTimeout(name)}, 1, 0)`,
        usingMetrics: {
          throttles: ofFunction(fn, 'Throttles'),
          slowest: ofFunction(fn, 'Duration').with({ statistic: Stats.percentile(99) }),
        },
        label: 'saturated',
      }),
    limit: over(0),
    minutes: 1,
    points: { beyond: 3, of: 5 },
    missing: NOTHING_HAPPENED,
  },
] as const satisfies readonly FunctionAlarmRule[];
