import { FUNCTIONS } from '../../../shared/contract/routes.ts';
import { TABLE } from '../../../shared/contract/table.ts';
import { ruleNamed } from '../alarm-table.ts';
import type { Graph } from '../graphs.ts';
import {
  counted,
  largest,
  type MonitoredParts,
  ofFunction,
  ofTable,
  undeliverable,
} from '../monitored-parts.ts';

/** Table, functions, secret, and what costs money. */
export function platformGraphs(parts: MonitoredParts): readonly Graph[] {
  const each = (metric: 'Invocations' | 'Errors' | 'Throttles') =>
    FUNCTIONS.map((fn) =>
      ofFunction(parts.functions[fn], metric).with({ label: `${fn} ${metric.toLowerCase()}` }),
    );
  const throttles = [undefined, TABLE.due.index, TABLE.byVendorData.index].flatMap((index) =>
    (['ReadThrottleEvents', 'WriteThrottleEvents'] as const).map((metric) =>
      ofTable(parts, metric, index).with({ label: `${index ?? 'table'} ${metric}` }),
    ),
  );
  return [
    { title: 'Table and indexes: throttled', unit: 'events', left: throttles },
    {
      title: 'Functions: errors and throttles',
      unit: 'invocations',
      left: [...each('Errors'), ...each('Throttles')],
      right: [counted(parts, 'CodeCacheRefused')],
      rightUnit: 'cold starts',
    },
    {
      title: 'What costs: invocations, capacity',
      unit: 'invocations',
      left: each('Invocations'),
      stacked: true,
      right: [
        ofTable(parts, 'ConsumedWriteCapacityUnits').with({ label: 'writes' }),
        ofTable(parts, 'ConsumedReadCapacityUnits').with({ label: 'reads' }),
      ],
      rightUnit: 'units',
    },
    {
      title: 'Secret',
      unit: 'days',
      left: [largest(parts, 'SecretAgeDays')],
      right: [
        counted(parts, 'SecretRefresh'),
        counted(parts, 'PreviousSecretUsed'),
        counted(parts, 'SecretUnusable'),
      ],
      rightUnit: 'times',
    },
    {
      title: 'Left behind: expired records, undeliverable messages',
      unit: 'hours since the oldest expired',
      left: [largest(parts, 'OldestExpiredItemHours')],
      limits: [ruleNamed('retention-late')],
      right: [undeliverable(parts)],
      rightUnit: 'messages',
    },
  ];
}
