import { METRIC_NAMESPACE, METRICS, type MetricName } from '../../contract/metrics.ts';
import type { EpochMs } from '../../domain/ids.ts';
import { jsonLine } from './line.ts';

/** CloudWatch refuses an empty dimension. */
const NO_VALUE = 'none';

function valueOf(dimension: string | undefined): string {
  return dimension === undefined || dimension === '' ? NO_VALUE : dimension;
}

/**
 * One occurrence in CloudWatch's embedded metric format (AWS docs: CloudWatch Embedded Metric Format
 * specification), with exactly the dimensions that the contract gives to the metric.
 */
export function metricLine(
  name: MetricName,
  dimensions: Readonly<Record<string, string>>,
  context: { readonly at: EpochMs; readonly service: string },
): string {
  const names: readonly string[] = METRICS[name];
  const values = names.map((dimension) => [dimension, valueOf(dimensions[dimension])]);
  return jsonLine({
    _aws: {
      Timestamp: context.at,
      CloudWatchMetrics: [
        {
          Namespace: METRIC_NAMESPACE,
          Dimensions: [names],
          Metrics: [{ Name: name, Unit: 'Count' }],
        },
      ],
    },
    service: context.service,
    ...Object.fromEntries(values),
    [name]: 1,
  });
}
