import { describe, expect, it } from 'vitest';
import { ALARM_NAMES, rollbackAlarmsOf } from '../../infra/monitoring/alarm-table.ts';
import { ENVIRONMENT } from '../../shared/contract/environment.ts';
import { METRIC_NAMESPACE, METRICS } from '../../shared/contract/metrics.ts';
import { FUNCTIONS } from '../../shared/contract/routes.ts';
import type { AlarmResource } from './monitored.ts';
import { PROD, Synthesised } from './synthesised.ts';

// The alarms as they are deployed: what they watch has to be what is there.

const stack = new Synthesised(PROD);
const alarms = [...stack.all('AWS::CloudWatch::Alarm').values()].map(
  ({ Properties }) => Properties as unknown as AlarmResource,
);

interface Watched {
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: unknown }[];
}

const watched: readonly Watched[] = alarms.flatMap((alarm): readonly Watched[] =>
  alarm.Metrics === undefined
    ? [alarm]
    : alarm.Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric ?? []),
);

/** Every value that the alarms give to a dimension, references made readable. */
function valuesOf(dimension: string): ReadonlySet<string> {
  const all = watched.flatMap(({ Dimensions = [] }) => Dimensions);
  return new Set(
    all.filter(({ Name }) => Name === dimension).map(({ Value }) => stack.text(Value)),
  );
}

/** `create-session` → `Functions/CreateSession` */
function pathOf(fn: string): string {
  return `Functions/${fn.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())}`;
}

describe('the alarms of a deployed stage', () => {
  it('are all there, and tell the topic', () => {
    expect(alarms).toHaveLength(ALARM_NAMES.length);
    for (const { AlarmActions, OKActions } of alarms) {
      expect([AlarmActions, OKActions].flat().map((arn) => stack.text(arn))).toEqual([
        '{Alarms/Topic}',
        '{Alarms/Topic}',
      ]);
    }
  });

  it('read the metrics where the functions write them', () => {
    const written = [...stack.all('AWS::Lambda::Function').values()].map(({ Properties }) => {
      const { Variables } = Properties['Environment'] as { Variables: Record<string, unknown> };
      return stack.text(Variables[ENVIRONMENT.metricNamespace]);
    });
    const read = watched
      .filter(({ MetricName = '' }) => Object.hasOwn(METRICS, MetricName))
      .map(({ Namespace }) => Namespace);

    expect(written).toHaveLength(FUNCTIONS.length);
    expect(new Set(read)).toEqual(new Set(written));
    expect(read[0]?.startsWith(`${METRIC_NAMESPACE}/`)).toBe(true);
  });

  it('watch each function by the alias that is invoked', () => {
    const functions = FUNCTIONS.map((fn) => `{${pathOf(fn)}/Function}`);

    expect(valuesOf('FunctionName')).toEqual(new Set(functions));
    expect(valuesOf('Resource')).toEqual(new Set(functions.map((name) => `${name}:live`)));
    expect(
      [...stack.all('AWS::Lambda::Alias').values()].map(({ Properties }) => Properties['Name']),
    ).toEqual(FUNCTIONS.map(() => 'live'));
  });

  it('watch APIs, table, indexes, sweep and queue by their own names', () => {
    const apis = [...stack.all('AWS::ApiGateway::RestApi').values()];
    const [table] = stack.all('AWS::DynamoDB::Table').values();
    const indexes = table?.Properties['GlobalSecondaryIndexes'] as { IndexName: string }[];

    expect(valuesOf('ApiName')).toEqual(new Set(apis.map(({ Properties }) => Properties['Name'])));
    expect(valuesOf('TableName')).toEqual(new Set(['{Sessions/Table}']));
    expect(valuesOf('GlobalSecondaryIndexName')).toEqual(
      new Set(indexes.map(({ IndexName }) => IndexName)),
    );
    const { StateMachineName: sweep } = stack.only('AWS::StepFunctions::StateMachine').Properties;
    const here = '{AWS::Region}:{AWS::AccountId}';
    expect(valuesOf('StateMachineArn')).toEqual(
      new Set([`arn:{AWS::Partition}:states:${here}:stateMachine:${String(sweep)}`]),
    );
    expect(valuesOf('QueueName')).toEqual(new Set(['{Undeliverable/Queue.QueueName}']));
  });

  it('take a new version back that does harm', () => {
    const groups = [...stack.all('AWS::CodeDeploy::DeploymentGroup')].map(
      ([path, { Properties }]) => {
        const { Alarms } = Properties['AlarmConfiguration'] as { Alarms: { Name: unknown }[] };
        return [path, Alarms.map(({ Name }) => stack.text(Name))];
      },
    );

    expect(groups).toEqual(
      FUNCTIONS.map((fn) => [
        `Rollout/${fn}`,
        rollbackAlarmsOf(fn).map((name) => `{Monitoring/${name}}`),
      ]),
    );
  });
});
