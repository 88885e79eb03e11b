import { METRICS, type MetricName } from '../../contract/metrics.ts';
import type { EpochMs } from '../../domain/ids.ts';
import { jsonLine } from './line.ts';

/** CloudWatch refuses an empty dimension. */
const NO_VALUE = 'none';

/** What was counted or measured. */
export interface Occurrence {
  readonly name: MetricName;
  readonly value: number;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Where and when it was. */
interface MetricContext {
  readonly at: EpochMs;
  readonly service: string;
  readonly namespace: string;
}

function valueOf(dimension: string | undefined): string {
  return dimension === undefined || dimension === '' ? NO_VALUE : dimension;
}

/**
 * One occurrence in CloudWatch's embedded metric format (AWS docs: CloudWatch Embedded Metric Format
 * specification): under exactly the dimensions that the contract gives to the metric, and under none.
 */
export function metricLine(
  { name, value, dimensions }: Occurrence,
  context: MetricContext,
): string {
  const { unit, dimensions: names } = METRICS[name];
  const values = names.map((dimension) => [dimension, valueOf(dimensions[dimension])]);
  return jsonLine({
    _aws: {
      Timestamp: context.at,
      CloudWatchMetrics: [
        {
          Namespace: context.namespace,
          Dimensions: names.length === 0 ? [[]] : [[], names],
          Metrics: [{ Name: name, Unit: unit }],
        },
      ],
    },
    service: context.service,
    ...Object.fromEntries(values),
    [name]: value,
  });
}
