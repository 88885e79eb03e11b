import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { ruleNamed } from '../alarm-table.ts';
import type { Graph } from '../graphs.ts';
import { byDimension, typicalAndSlow } from '../graphs.ts';
import { counted, type MonitoredParts, ofApi, ofFunction } from '../monitored-parts.ts';

/** Calls to Veriff, and calls of mobile backends to us. */
export function callGraphs(parts: MonitoredParts): readonly Graph[] {
  const { clientApi, functions } = parts;
  return [
    {
      title: 'Veriff: calls by operation and outcome',
      unit: 'calls',
      left: [byDimension(parts, 'VeriffCall')],
      stacked: true,
    },
    {
      title: 'Veriff: slowest 1 % by operation',
      unit: 'ms',
      left: [byDimension(parts, 'VeriffLatency', Stats.percentile(99))],
    },
    {
      title: 'Veriff: throttled, unreadable, unclear',
      unit: 'calls',
      left: [
        counted(parts, 'VeriffThrottled'),
        counted(parts, 'VeriffMalformed'),
        counted(parts, 'OutcomeUnknown'),
        counted(parts, 'OrphanSession'),
      ],
    },
    {
      title: 'Client API',
      unit: 'requests',
      left: [
        ofApi(clientApi, 'Count').with({ label: 'requests' }),
        ofApi(clientApi, '4XXError').with({ label: '4xx' }),
        ofApi(clientApi, '5XXError').with({ label: '5xx' }),
      ],
    },
    {
      title: 'Create: time',
      unit: 'ms',
      left: typicalAndSlow(ofFunction(functions['create-session'], 'Duration'), 'create'),
      limits: [ruleNamed('create-slow')],
    },
    {
      title: 'Repeated requests and lost races',
      unit: 'requests',
      left: [
        counted(parts, 'IdempotentReplay'),
        counted(parts, 'IdempotencyConflict'),
        counted(parts, 'ConditionLost'),
      ],
    },
  ];
}
