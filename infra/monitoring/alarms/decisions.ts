import { MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import {
  type AlarmRule,
  NO_NEWS,
  NOTHING_HAPPENED,
  over,
  percentage,
  SILENCE_IS_THE_ALARM,
  under,
} from '../alarm-rule.ts';
import {
  counted,
  largest,
  type MonitoredParts,
  ofFunction,
  ofSweep,
  undeliverable,
} from '../monitored-parts.ts';

/** How many percent of the decisions the fallback had to find. */
function byPoll(parts: MonitoredParts): MathExpression {
  return percentage({
    part: counted(parts, 'DecisionSource', { source: 'poll' }),
    all: counted(parts, 'DecisionSource'),
    enough: 'part >= 5',
  });
}

/** What the sweep does and what is owed: polls, publications, erasures. */
export const DECISION_ALARMS = [
  {
    name: 'fallback-share',
    severity: 'ticket',
    what: 'In an hour polls found at least 5 decisions, and more than 5 % of them',
    why: 'Webhooks get lost; decisions come minutes later than they could',
    watch: byPoll,
    limit: over(5),
    minutes: 60,
    missing: NOTHING_HAPPENED,
  },
  {
    name: 'fallback-share-high',
    severity: 'page',
    what: 'In an hour polls found at least 5 decisions, and more than 30 % of them',
    why: 'Webhooks do not arrive or are refused; users wait for their decisions',
    watch: byPoll,
    limit: over(30),
    minutes: 60,
    missing: NOTHING_HAPPENED,
  },
  {
    name: 'decision-delay',
    severity: 'page',
    what: 'In an hour 1 % of at least 100 decisions came more than 15 minutes after Veriff took them',
    why: 'Users wait although they were decided',
    watch: (parts) => {
      const delay = counted(parts, 'DecisionDelay');
      return new MathExpression({
        expression: 'IF(decisions >= 100, slowest, 0)',
        usingMetrics: {
          decisions: delay.with({ statistic: Stats.SAMPLE_COUNT }),
          slowest: delay.with({ statistic: Stats.percentile(99) }),
        },
        label: 'seconds, p99',
      });
    },
    limit: over(15 * 60),
    minutes: 60,
    missing: NOTHING_HAPPENED,
  },
  {
    name: 'sweep-missing',
    severity: 'page',
    what: 'For 5 minutes no run of the sweep succeeded',
    why: 'Nothing that is owed is paid: lost decisions are not found, events not repeated',
    // Filled, because CloudWatch would otherwise take older runs for the missing ones.
    watch: (parts) =>
      new MathExpression({
        expression: 'FILL(succeeded, 0)',
        usingMetrics: { succeeded: ofSweep(parts, 'ExecutionsSucceeded') },
        label: 'runs that succeeded',
      }),
    limit: under(1),
    minutes: 1,
    points: { beyond: 5, of: 5 },
    missing: SILENCE_IS_THE_ALARM,
  },
  {
    name: 'sweep-failed',
    severity: 'page',
    what: 'In 10 minutes more than 2 runs of the sweep failed or timed out',
    why: 'A bucket could not be read or a batch not be given out; what is in it is paid late',
    watch: (parts) =>
      new MathExpression({
        expression: 'failed + timedOut',
        usingMetrics: {
          failed: ofSweep(parts, 'ExecutionsFailed'),
          timedOut: ofSweep(parts, 'ExecutionsTimedOut'),
        },
        label: 'runs that failed',
      }),
    limit: over(2),
    minutes: 10,
    missing: NOTHING_HAPPENED,
  },
  {
    name: 'sweep-backlog',
    severity: 'page',
    what: 'For 10 minutes the oldest debt had been due for more than 10 minutes',
    why: 'The sweep does not keep up; decisions and events come later and later',
    watch: (parts) => largest(parts, 'OldestDueSeconds'),
    limit: over(600),
    minutes: 5,
    points: { beyond: 2, of: 2 },
    missing: NOTHING_HAPPENED,
  },
  {
    name: 'sweep-slow',
    severity: 'ticket',
    what: 'In 5 of 10 minutes a run of the sweep took more than 50 seconds',
    why: 'Runs begin to overlap: there is more to pay, or each payment takes longer',
    watch: (parts) => ofSweep(parts, 'ExecutionTime').with({ statistic: Stats.MAXIMUM }),
    limit: over(50_000),
    minutes: 1,
    points: { beyond: 5, of: 10 },
    missing: NOTHING_HAPPENED,
  },
  {
    name: 'poll-batch-failed',
    severity: 'ticket',
    what: 'In 3 of 5 minutes a batch of the sweep broke off or could not pay one of its sessions',
    why: 'These sessions are tried again every minute; if it stays, they are never paid',
    watch: (parts) =>
      new MathExpression({
        expression: 'batches + sessions',
        usingMetrics: {
          batches: ofFunction(parts.functions['poll-decision'], 'Errors'),
          sessions: counted(parts, 'PollOutcome', { outcome: 'error' }),
        },
        label: 'debts that broke',
      }),
    limit: over(0),
    minutes: 1,
    points: { beyond: 3, of: 5 },
    missing: NOTHING_HAPPENED,
  },
  {
    name: 'outbox-stuck',
    severity: 'page',
    what: 'A change of a session has not been published for more than 5 minutes',
    why: 'Whoever waits for events is not told',
    watch: (parts) => largest(parts, 'OutboxOldestSeconds'),
    limit: over(300),
    minutes: 5,
    missing: NOTHING_HAPPENED,
  },
  {
    name: 'debt-abandoned',
    severity: 'page',
    what: 'A publication or an erasure was given up after 30 days of failures',
    why: 'Somebody has to do it by hand: nothing here tries it again',
    watch: (parts) => counted(parts, 'DebtAbandoned'),
    limit: over(0),
    minutes: 5,
    missing: NOTHING_HAPPENED,
  },
  {
    name: 'undeliverable',
    severity: 'ticket',
    what: 'The queue of what could not be handed on is not empty',
    why: 'The sweep was not started, or the bus could not encrypt an event',
    watch: undeliverable,
    limit: over(0),
    minutes: 5,
    // A queue that nobody touches for six hours reports nothing, whatever lies in it.
    missing: NO_NEWS,
  },
] as const satisfies readonly AlarmRule[];
