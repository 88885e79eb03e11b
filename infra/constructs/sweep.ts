import { ArnFormat, Aws, Duration, Names, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Schedule, ScheduleExpression, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import {
  CustomerManagedEncryptionConfiguration,
  DefinitionBody,
  LogLevel,
  StateMachine,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { sweepWorkflow } from '../../shared/contract/sweep-workflow.ts';
import type { DataProtection } from './data-protection.ts';
import type { NodeFunction } from './node-function.ts';
import { ServiceRole } from './service-role.ts';
import type { SessionTable } from './session-table.ts';
import { allow, sendTraces } from './statements.ts';
import type { Undeliverable } from './undeliverable.ts';

/** What the sweep works with. */
export interface SweepProps {
  /** Where its log goes. */
  readonly protection: DataProtection;
  /** Whose index names what is due. */
  readonly table: SessionTable;
  /** What settles a batch. */
  readonly pollDecision: NodeFunction;
  /** Takes the starts that failed. */
  readonly undeliverable: Undeliverable;
  /** Batches that a run settles at a time, 1 to 40; 5 where it says nothing. */
  readonly concurrentBatches?: number | undefined;
}

/** For an Express workflow's log AWS knows no resource but `*`. */
const LOG_DELIVERY = [
  'CreateLogDelivery',
  'GetLogDelivery',
  'UpdateLogDelivery',
  'DeleteLogDelivery',
  'ListLogDeliveries',
  'PutResourcePolicy',
  'DescribeResourcePolicies',
  'DescribeLogGroups',
] as const;

/** Step Functions asks for a new data key after this time, the longest that it takes: a key request costs money, a run does not. */
const KEY_REUSE = Duration.minutes(15);

/** The workflow of the contract, started every minute: it pays what the records owe. */
export class Sweep extends Construct {
  /** The state machine itself. */
  readonly stateMachine: StateMachine;
  /** Its ARN, of its name alone: what looks at it does not have to wait for it, and so not for the functions. */
  readonly stateMachineArn: string;
  /** What starts it: disabled, the sweep is paused and debts pile up. */
  readonly schedule: Schedule;
  /** Of the role that starts it, which whoever changes the schedule has to pass on. */
  readonly starterRoleArn: string;
  /** Where its runs are logged, without what they hold. */
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: SweepProps) {
    super(scope, id);
    const stateMachineName = Names.uniqueResourceName(this, { maxLength: 80 });
    this.stateMachineArn = Stack.of(this).formatArn({
      service: 'states',
      resource: 'stateMachine',
      resourceName: stateMachineName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    // Only below this prefix does the account's one policy for log delivery stay short.
    const logGroupName = `/aws/vendedlogs/states/${Names.uniqueResourceName(this, { maxLength: 100 })}`;
    this.logGroup = props.protection.logGroup(this, 'Logs', { logGroupName });
    this.stateMachine = this.#makeStateMachine(props, stateMachineName);
    const starter = this.#makeStarter(props);
    this.starterRoleArn = starter.role.roleArn;
    this.schedule = this.#startEveryMinute(props, starter);
  }

  #makeStateMachine(
    { protection, table, pollDecision, concurrentBatches }: SweepProps,
    stateMachineName: string,
  ): StateMachine {
    const functionArn = pollDecision.alias.functionArn;
    const service = new ServiceRole(this, 'Service', {
      service: 'states.amazonaws.com',
      description: 'What the sweep may do',
      namesItsAccount: true,
    });
    table.grantFindDue(service);
    service.allow(
      allow('lambda', ['InvokeFunction'], functionArn),
      allow('logs', LOG_DELIVERY, '*'),
      sendTraces(),
      allow('xray', ['GetSamplingRules', 'GetSamplingTargets'], '*'),
      ...useKeyForRunsAndLog(protection),
    );
    const definition = sweepWorkflow({
      tableName: table.table.tableName,
      pollDecisionArn: functionArn,
      partition: Aws.PARTITION,
      concurrentBatches,
    });
    return new StateMachine(this, 'StateMachine', {
      stateMachineName,
      stateMachineType: StateMachineType.EXPRESS,
      definitionBody: DefinitionBody.fromString(Stack.of(this).toJsonString(definition)),
      role: service.role,
      logs: {
        destination: this.logGroup,
        level: LogLevel.ALL,
        includeExecutionData: false,
      },
      tracingEnabled: true,
      encryptionConfiguration: new CustomerManagedEncryptionConfiguration(
        protection.key,
        KEY_REUSE,
      ),
    });
  }

  #makeStarter({ protection, undeliverable }: SweepProps): ServiceRole {
    const service = new ServiceRole(this, 'Starter', {
      service: 'scheduler.amazonaws.com',
      description: 'What starts the sweep',
      namesItsAccount: true,
    });
    service.allow(
      allow('states', ['StartExecution'], this.stateMachine.stateMachineArn),
      // Only Scheduler can take the role, so there is nothing to narrow.
      allow('kms', ['Decrypt'], protection.key.keyArn),
    );
    undeliverable.grantSend(service);
    return service;
  }

  #startEveryMinute({ protection, undeliverable }: SweepProps, { role }: ServiceRole): Schedule {
    return new Schedule(this, 'Schedule', {
      description: 'Starts the sweep of Veriff sessions',
      schedule: ScheduleExpression.rate(Duration.minutes(1)),
      timeWindow: TimeWindow.off(),
      key: protection.key,
      target: new StepFunctionsStartExecution(this.stateMachine, {
        role,
        deadLetterQueue: undeliverable.queue,
        // A start that failed is not repeated: the next minute is.
        retryAttempts: 0,
        maxEventAge: Duration.minutes(1),
      }),
    });
  }
}

/** The role encrypts what a run holds, and the log that the run delivers; the contexts keep it to these two. */
function useKeyForRunsAndLog(protection: DataProtection): readonly PolicyStatement[] {
  const stack = Stack.of(protection);
  const { key } = protection;
  const use = (actions: readonly string[], context: string, arn: string) =>
    new PolicyStatement({
      actions: actions.map((action) => `kms:${action}`),
      resources: [key.keyArn],
      conditions: { ArnLike: { [`kms:EncryptionContext:${context}`]: arn } },
    });
  const machines = stack.formatArn({
    service: 'states',
    resource: 'stateMachine',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  const logs = stack.formatArn({
    service: 'logs',
    resource: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return [
    use(['Decrypt', 'GenerateDataKey'], 'aws:states:stateMachineArn', machines),
    use(['GenerateDataKey'], 'SourceArn', logs),
  ];
}
