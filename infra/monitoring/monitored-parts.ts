import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { MeasureName, MetricDimensions, MetricName } from '../../shared/contract/metrics.ts';
import type { FunctionName } from '../../shared/contract/routes.ts';

/** A function, by the names under which Lambda reports it. */
export interface MonitoredFunction {
  readonly functionName: string;
  /** What all callers invoke, so that both versions of a rollout are seen. */
  readonly aliasName: string;
}

/** A REST API, by the names under which API Gateway reports it. */
export interface MonitoredApi {
  readonly apiName: string;
  readonly stageName: string;
}

/** What alarms and dashboard look at, by name: whoever passes it in keeps the things themselves. */
export interface MonitoredParts {
  /** The CloudWatch namespace of what the functions count. */
  readonly namespace: string;
  readonly functions: Readonly<Record<FunctionName, MonitoredFunction>>;
  readonly clientApi: MonitoredApi;
  readonly webhookApi: MonitoredApi;
  readonly tableName: string;
  readonly sweepArn: string;
  /** The queue of what could not be handed on. */
  readonly undeliverableName: string;
}

/** One of our own metrics: with all dimensions that the contract gives it, or without any, which is the total. */
export function counted<Name extends MetricName>(
  { namespace }: MonitoredParts,
  metricName: Name,
  dimensions?: MetricDimensions<Name>,
): Metric {
  return new Metric({
    namespace,
    metricName,
    statistic: Stats.SUM,
    ...(dimensions !== undefined && { dimensionsMap: dimensions }),
  });
}

/** One of our own gauges: the largest value that was told. */
export function largest(parts: MonitoredParts, metricName: MeasureName): Metric {
  return counted(parts, metricName).with({ statistic: Stats.MAXIMUM });
}

/** AWS: Lambda, metrics by function and alias (`Resource`). */
export function ofFunction(
  { functionName, aliasName }: MonitoredFunction,
  metricName: 'Invocations' | 'Errors' | 'Throttles' | 'Duration',
): Metric {
  return new Metric({
    namespace: 'AWS/Lambda',
    metricName,
    dimensionsMap: { FunctionName: functionName, Resource: `${functionName}:${aliasName}` },
    statistic: Stats.SUM,
  });
}

/** AWS: API Gateway, metrics of a REST API's stage. */
export function ofApi(
  { apiName, stageName }: MonitoredApi,
  metricName: 'Count' | '4XXError' | '5XXError' | 'Latency',
): Metric {
  return new Metric({
    namespace: 'AWS/ApiGateway',
    metricName,
    dimensionsMap: { ApiName: apiName, Stage: stageName },
    statistic: Stats.SUM,
  });
}

/** AWS: Step Functions, execution metrics, which Express workflows report like all others. */
export function ofSweep(
  { sweepArn }: MonitoredParts,
  metricName: 'ExecutionsSucceeded' | 'ExecutionsFailed' | 'ExecutionsTimedOut' | 'ExecutionTime',
): Metric {
  return new Metric({
    namespace: 'AWS/States',
    metricName,
    dimensionsMap: { StateMachineArn: sweepArn },
    statistic: Stats.SUM,
  });
}

/** AWS: DynamoDB, metrics of the table alone or, since the table's leave them out, of one of its indexes. */
export function ofTable(
  { tableName }: MonitoredParts,
  metricName:
    | 'ReadThrottleEvents'
    | 'WriteThrottleEvents'
    | 'ConsumedReadCapacityUnits'
    | 'ConsumedWriteCapacityUnits',
  index?: string,
): Metric {
  return new Metric({
    namespace: 'AWS/DynamoDB',
    metricName,
    dimensionsMap: {
      TableName: tableName,
      ...(index !== undefined && { GlobalSecondaryIndexName: index }),
    },
    statistic: Stats.SUM,
  });
}

/** How many messages lie in the queue of what could not be handed on. */
export function undeliverable({ undeliverableName }: MonitoredParts): Metric {
  return new Metric({
    namespace: 'AWS/SQS',
    metricName: 'ApproximateNumberOfMessagesVisible',
    dimensionsMap: { QueueName: undeliverableName },
    statistic: Stats.MAXIMUM,
  });
}
