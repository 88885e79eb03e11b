import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { AlarmName } from '../../infra/monitoring/alarm-table.ts';
import type { MonitoredParts } from '../../infra/monitoring/monitored-parts.ts';
import { Monitoring, type MonitoringProps } from '../../infra/monitoring/monitoring.ts';
import type { MetricName } from '../../shared/contract/metrics.ts';
import type { FunctionName } from '../../shared/contract/routes.ts';
import type { AlarmProperties, MetricId } from '../support/alarm-state.ts';

const fn = (functionName: FunctionName) => ({ functionName, aliasName: 'live' });

/** Stand-ins with readable names. */
export const PARTS: MonitoredParts = {
  namespace: 'VeriffSessions/test',
  functions: {
    'create-session': fn('create-session'),
    'read-session': fn('read-session'),
    'list-sessions': fn('list-sessions'),
    'erase-session': fn('erase-session'),
    'receive-webhook': fn('receive-webhook'),
    'poll-decision': fn('poll-decision'),
  },
  clientApi: { apiName: 'client', stageName: 'live' },
  webhookApi: { apiName: 'webhook', stageName: 'live' },
  tableName: 'sessions',
  sweepArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:sweep',
  undeliverableName: 'undeliverable',
};

export const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:on-call';

/** Monitoring of the stand-ins in a stack of its own, and what CloudFormation would get. */
export class MonitoredStack {
  readonly stack = new Stack(new App(), 'theirs');
  readonly monitoring: Monitoring;

  constructor(props: Partial<MonitoringProps> = {}) {
    const topic = Topic.fromTopicArn(this.stack, 'Topic', TOPIC);
    this.monitoring = new Monitoring(this.stack, 'Monitoring', { parts: PARTS, topic, ...props });
  }

  get template(): Template {
    return Template.fromStack(this.stack);
  }

  /** The alarms of the template, by their names in the table. */
  get alarms(): ReadonlyMap<AlarmName, AlarmResource> {
    const resources = this.template.findResources('AWS::CloudWatch::Alarm');
    const { alarms } = this.monitoring;
    const named = [...alarms].map(([name, alarm]) => {
      const id = this.stack.getLogicalId(alarm.node.defaultChild as never);
      return [name, resources[id]?.['Properties'] as AlarmResource] as const;
    });
    return new Map(named);
  }
}

/** An alarm of the template. */
export interface AlarmResource extends AlarmProperties {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly AlarmActions?: readonly string[];
  readonly OKActions?: readonly string[];
}

/** One of our own metrics; without dimensions the total. */
export function own(name: MetricName, dimensions?: Readonly<Record<string, string>>): MetricId {
  return { namespace: PARTS.namespace, name, ...(dimensions && { dimensions }) };
}

export function api(which: 'client' | 'webhook', name: string): MetricId {
  return {
    namespace: 'AWS/ApiGateway',
    name,
    dimensions: { ApiName: which, Stage: 'live' },
  };
}

export function lambda(functionName: FunctionName, name: string): MetricId {
  const dimensions = { FunctionName: functionName, Resource: `${functionName}:live` };
  return { namespace: 'AWS/Lambda', name, dimensions };
}

export function sweep(name: string): MetricId {
  return { namespace: 'AWS/States', name, dimensions: { StateMachineArn: PARTS.sweepArn } };
}

export function table(name: string, index?: string): MetricId {
  const dimensions = {
    TableName: 'sessions',
    ...(index !== undefined && { GlobalSecondaryIndexName: index }),
  };
  return { namespace: 'AWS/DynamoDB', name, dimensions };
}

export const QUEUE: MetricId = {
  namespace: 'AWS/SQS',
  name: 'ApproximateNumberOfMessagesVisible',
  dimensions: { QueueName: 'undeliverable' },
};
