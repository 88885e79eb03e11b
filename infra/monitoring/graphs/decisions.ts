import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { ruleNamed } from '../alarm-table.ts';
import type { Graph } from '../graphs.ts';
import { byDimension, typicalAndSlow } from '../graphs.ts';
import { counted, largest, type MonitoredParts, ofSweep } from '../monitored-parts.ts';

/** Where decisions come from, how late, and how what is owed is paid. */
export function decisionGraphs(parts: MonitoredParts): readonly Graph[] {
  const delay = counted(parts, 'DecisionDelay');
  return [
    {
      title: 'Decisions by source',
      unit: 'decisions',
      left: [byDimension(parts, 'DecisionSource')],
      stacked: true,
    },
    {
      title: 'Decision delay',
      unit: 'seconds',
      left: [
        ...typicalAndSlow(delay, 'delay'),
        delay.with({ statistic: Stats.percentile(90), label: 'delay p90' }),
      ],
      limits: [ruleNamed('decision-delay')],
    },
    {
      title: 'Polls and other payments by outcome',
      unit: 'sessions',
      left: [byDimension(parts, 'PollOutcome')],
      stacked: true,
    },
    {
      title: 'Sweep: oldest debt',
      unit: 'seconds since it was due',
      left: [largest(parts, 'OldestDueSeconds')],
      limits: [ruleNamed('sweep-backlog')],
    },
    {
      title: 'Sweep: runs',
      unit: 'runs',
      left: [
        ofSweep(parts, 'ExecutionsSucceeded').with({ label: 'succeeded' }),
        ofSweep(parts, 'ExecutionsFailed').with({ label: 'failed' }),
        ofSweep(parts, 'ExecutionsTimedOut').with({ label: 'timed out' }),
      ],
      right: typicalAndSlow(ofSweep(parts, 'ExecutionTime'), 'run'),
      rightUnit: 'ms',
    },
    {
      title: 'Outbox',
      unit: 'seconds since the oldest change',
      left: [largest(parts, 'OutboxOldestSeconds')],
      limits: [ruleNamed('outbox-stuck')],
      right: [
        counted(parts, 'PublishFailed'),
        counted(parts, 'DebtAbandoned'),
        counted(parts, 'ErasureRefused'),
      ],
      rightUnit: 'debts',
    },
  ];
}
