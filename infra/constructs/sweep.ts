import { Aws, Duration, Names, Stack } from 'aws-cdk-lib';
import { Schedule, ScheduleExpression, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import {
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

/** What the sweep works with. */
export interface SweepProps {
  /** Where its log goes. */
  readonly protection: DataProtection;
  /** Whose index names what is due. */
  readonly table: SessionTable;
  /** What settles a batch. */
  readonly pollDecision: NodeFunction;
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

/** The workflow of the contract, started every minute: it pays what the records owe. */
export class Sweep extends Construct {
  /** The state machine itself. */
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: SweepProps) {
    super(scope, id);
    this.stateMachine = this.#makeStateMachine(props);
    this.#startEveryMinute();
  }

  #makeStateMachine({ protection, table, pollDecision }: SweepProps): StateMachine {
    const functionArn = pollDecision.lambda.functionArn;
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
    );
    // Only below this prefix does the account's one policy for log delivery stay short.
    const logGroupName = `/aws/vendedlogs/states/${Names.uniqueResourceName(this, { maxLength: 100 })}`;
    const definition = sweepWorkflow({
      tableName: table.table.tableName,
      pollDecisionArn: functionArn,
      partition: Aws.PARTITION,
    });
    return new StateMachine(this, 'StateMachine', {
      stateMachineType: StateMachineType.EXPRESS,
      definitionBody: DefinitionBody.fromString(Stack.of(this).toJsonString(definition)),
      role: service.role,
      logs: {
        destination: protection.logGroup(this, 'Logs', { logGroupName }),
        level: LogLevel.ALL,
        includeExecutionData: false,
      },
      tracingEnabled: true,
    });
  }

  #startEveryMinute(): void {
    const service = new ServiceRole(this, 'Starter', {
      service: 'scheduler.amazonaws.com',
      description: 'What starts the sweep',
      namesItsAccount: true,
    });
    service.allow(allow('states', ['StartExecution'], this.stateMachine.stateMachineArn));
    new Schedule(this, 'Schedule', {
      description: 'Starts the sweep of Veriff sessions',
      schedule: ScheduleExpression.rate(Duration.minutes(1)),
      timeWindow: TimeWindow.off(),
      target: new StepFunctionsStartExecution(this.stateMachine, {
        role: service.role,
        // A start that failed is not repeated: the next minute is.
        retryAttempts: 0,
        maxEventAge: Duration.minutes(1),
      }),
    });
  }
}
