import { Duration } from 'aws-cdk-lib';
import {
  GraphWidget,
  type HorizontalAnnotation,
  type IMetric,
  MathExpression,
  type Metric,
  SearchExpression,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import { METRICS, type MetricName } from '../../shared/contract/metrics.ts';
import type { AlarmRule } from './alarm-rule.ts';
import type { MonitoredParts } from './monitored-parts.ts';

/** What one graph shows. */
export interface Graph {
  readonly title: string;
  readonly left: readonly IMetric[];
  /** What the numbers on the left are. */
  readonly unit: string;
  readonly right?: readonly IMetric[];
  readonly rightUnit?: string;
  /** Drawn as a line each: where an alarm is raised. */
  readonly limits?: readonly AlarmRule[];
  readonly stacked?: boolean;
}

/** CloudWatch's grid is 24 wide: three graphs a row. */
const WIDTH = 8;
const HEIGHT = 6;

/** The period of everything on the dashboard. */
const PERIOD = Duration.minutes(5);

/** A graph as a widget. */
export function widget({ title, left, unit, right, rightUnit, limits, stacked }: Graph) {
  return new GraphWidget({
    title,
    width: WIDTH,
    height: HEIGHT,
    period: PERIOD,
    left: [...left],
    leftYAxis: { label: unit, showUnits: false, min: 0 },
    leftAnnotations: (limits ?? []).map(line),
    stacked: stacked ?? false,
    ...(right !== undefined && {
      right: [...right],
      rightYAxis: { label: rightUnit ?? unit, showUnits: false, min: 0 },
    }),
  });
}

function line({ name, limit }: AlarmRule): HorizontalAnnotation {
  return { value: limit.threshold, label: name };
}

/** One of our own metrics, a line for each combination of its dimensions, whichever there are. */
export function byDimension(
  { namespace }: MonitoredParts,
  name: MetricName,
  statistic: string = Stats.SUM,
): IMetric {
  const schema = [`"${namespace}"`, ...METRICS[name].dimensions].join(',');
  return new SearchExpression({
    expression: `SEARCH('{${schema}} MetricName="${name}"', '${statistic}', ${PERIOD.toSeconds()})`,
    label: '',
    period: PERIOD,
  });
}

/** How long the half, and all but 1 %, of the cases take. */
export function typicalAndSlow(metric: Metric, name: string): readonly Metric[] {
  return [50, 99].map((percent) =>
    metric.with({ statistic: Stats.percentile(percent), label: `${name} p${percent}` }),
  );
}

/** How often sessions came into a status, from whichever they were in. */
export function transitionsTo({ namespace }: MonitoredParts, status: string): IMetric {
  const name: MetricName = 'Transition';
  const schema = [`"${namespace}"`, ...METRICS[name].dimensions].join(',');
  return new MathExpression({
    expression: `SUM(SEARCH('{${schema}} MetricName="${name}" to="${status}"', 'Sum', ${PERIOD.toSeconds()}))`,
    label: status,
    period: PERIOD,
  });
}
