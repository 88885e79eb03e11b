import { describe, expect, it } from 'vitest';
import type { Definition } from '../../shared/contract/states-language.ts';
import { sweepWorkflow } from '../../shared/contract/sweep-workflow.ts';
import { DEV, Synthesised } from './synthesised.ts';

const stack = new Synthesised(DEV);
const machine = stack.only('AWS::StepFunctions::StateMachine').Properties;
const schedule = stack.only('AWS::Scheduler::Schedule').Properties;

describe('the sweep', () => {
  it('is encrypted with the key, runs and schedule alike', () => {
    const { KmsKeyId, Type } = machine['EncryptionConfiguration'] as Record<string, unknown>;

    expect([Type, stack.text(KmsKeyId)]).toEqual([
      'CUSTOMER_MANAGED_KMS_KEY',
      '{Protection/Key.Arn}',
    ]);
    expect(stack.text(schedule['KmsKeyArn'])).toBe('{Protection/Key.Arn}');
  });

  it('puts a start that failed where somebody sees it', () => {
    const { DeadLetterConfig } = schedule['Target'] as {
      readonly DeadLetterConfig: { readonly Arn: unknown };
    };

    expect(stack.text(DeadLetterConfig.Arn)).toBe('{Undeliverable/Queue.Arn}');
  });

  it('invokes the function by its alias: a half-done rollout counts for it as well', () => {
    expect(stack.text(machine['DefinitionString'])).not.toContain('PollDecision/Function.Arn');
  });

  it('is the workflow that the local run executes, only with other names', () => {
    const deployed = JSON.parse(stack.text(machine['DefinitionString'])) as Definition;

    expect(deployed).toEqual(
      sweepWorkflow({
        tableName: '{Sessions/Table}',
        pollDecisionArn: '{Functions/PollDecision/Function/Aliaslive}',
        partition: '{AWS::Partition}',
      }),
    );
  });

  it('settles as many batches at a time as a stage says', () => {
    const wider = new Synthesised({ ...DEV, settings: { concurrentBatches: 40 } });
    const its = wider.only('AWS::StepFunctions::StateMachine').Properties;

    expect(wider.text(its['DefinitionString'])).toContain('"MaxConcurrency":40');
    expect(stack.text(machine['DefinitionString'])).not.toContain('"MaxConcurrency":40');
  });

  it('is an Express workflow, traced', () => {
    expect(machine['StateMachineType']).toBe('EXPRESS');
    expect(machine['TracingConfiguration']).toEqual({ Enabled: true });
  });

  it('logs every step, and of no step what it worked on', () => {
    const { Level, IncludeExecutionData, Destinations } = machine['LoggingConfiguration'] as {
      readonly Level: string;
      readonly IncludeExecutionData: boolean;
      readonly Destinations: readonly {
        readonly CloudWatchLogsLogGroup: { readonly LogGroupArn: unknown };
      }[];
    };

    expect([Level, IncludeExecutionData]).toEqual(['ALL', false]);
    expect(
      Destinations.map(({ CloudWatchLogsLogGroup: { LogGroupArn } }) => stack.text(LogGroupArn)),
    ).toEqual(['{Sweep/Logs.Arn}']);
  });

  it("logs where the account's policy for log delivery stays short", () => {
    const logs = stack.all('AWS::Logs::LogGroup').get('Sweep/Logs')?.Properties;

    expect(logs?.['LogGroupName']).toMatch(/^\/aws\/vendedlogs\/states\/[\w-]{1,100}$/);
  });

  it('starts every minute, on the minute, with a role of its own', () => {
    const { ScheduleExpression, State, FlexibleTimeWindow, Target } = schedule;
    const { Arn, RoleArn, Input } = Target as Readonly<Record<string, unknown>>;

    expect({ ScheduleExpression, State, FlexibleTimeWindow }).toEqual({
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      FlexibleTimeWindow: { Mode: 'OFF' },
    });
    expect(stack.text(Arn)).toBe('{Sweep/StateMachine}');
    expect(stack.text(RoleArn)).toBe('{Sweep/Starter/Role.Arn}');
    expect(Input).toBeUndefined();
  });

  it('is not started again for a minute that was missed', () => {
    expect(schedule['Target']).toMatchObject({
      RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
    });
  });
});
