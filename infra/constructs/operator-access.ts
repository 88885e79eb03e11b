import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { ClientApi } from './client-api.ts';
import type { DataProtection } from './data-protection.ts';
import type { EventBus } from './event-bus.ts';
import type { VeriffSecret } from './secret.ts';
import type { SessionFunctions } from './session-functions.ts';
import type { SessionTable } from './session-table.ts';
import type { Sweep } from './sweep.ts';
import type { Undeliverable } from './undeliverable.ts';
import type { WebhookApi } from './webhook-api.ts';

/** What operators work on. */
export interface OperatedParts {
  readonly protection: DataProtection;
  readonly functions: SessionFunctions;
  readonly secret: VeriffSecret;
  readonly table: SessionTable;
  readonly sweep: Sweep;
  readonly eventBus: EventBus;
  readonly undeliverable: Undeliverable;
  readonly clientApi: ClientApi;
  readonly webhookApi: WebhookApi;
}

interface Permission {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Readonly<
    Record<string, Readonly<Record<string, string | readonly string[]>>>
  >;
}

/**
 * What somebody on call needs, and no more: fill and rotate the secret (not read it), see which sessions owe something
 * and pay by hand, pause the sweep, look at what could not be delivered, read logs, alarms and the stack's outputs. No record can be read or changed.
 */
export function grantOperate(parts: OperatedParts, grantee: IGrantable): Grant {
  const grants = permissionsOf(parts).map(({ actions, resources, conditions }) =>
    Grant.addToPrincipal({
      grantee,
      actions: [...actions],
      resourceArns: [...resources],
      ...(conditions && { conditions }),
    }),
  );
  return grants.reduce((all, each) => all.combine(each));
}

function permissionsOf(parts: OperatedParts): readonly Permission[] {
  const { protection, functions, secret, sweep, table, eventBus, undeliverable } = parts;
  const stack = Stack.of(sweep);
  const { region, stackName } = stack;
  // With any id: a stack that was made anew has another.
  const stacks = stack.formatArn({
    service: 'cloudformation',
    resource: 'stack',
    resourceName: `${stackName}/*`,
  });
  return [
    {
      actions: ['cloudformation:DescribeStacks', 'cloudformation:ListStackResources'],
      resources: [stacks],
    },
    {
      actions: ['DescribeSecret', 'PutSecretValue', 'UpdateSecretVersionStage'].map(
        (action) => `secretsmanager:${action}`,
      ),
      resources: [secret.secret.secretArn],
    },
    { actions: ['dynamodb:Query'], resources: [table.dueIndexArn] },
    {
      actions: ['dynamodb:DescribeTable', 'dynamodb:DescribeTimeToLive'],
      resources: [table.table.tableArn],
    },
    { actions: ['events:DescribeEventBus'], resources: [eventBus.bus.eventBusArn] },
    {
      actions: ['sqs:GetQueueAttributes', 'sqs:ReceiveMessage', 'sqs:PurgeQueue'],
      resources: [undeliverable.queue.queueArn],
    },
    {
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: [protection.key.keyArn],
      conditions: {
        StringEquals: {
          'kms:ViaService': [
            `dynamodb.${region}.amazonaws.com`,
            `secretsmanager.${region}.amazonaws.com`,
            `scheduler.${region}.amazonaws.com`,
            `sqs.${region}.amazonaws.com`,
          ],
        },
      },
    },
    {
      actions: ['lambda:InvokeFunction'],
      resources: [functions.named('poll-decision').alias.functionArn],
    },
    {
      actions: ['scheduler:GetSchedule', 'scheduler:UpdateSchedule'],
      resources: [sweep.schedule.scheduleArn],
    },
    {
      actions: ['iam:PassRole'],
      resources: [sweep.starterRoleArn],
      conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
    },
    ...reading(parts),
  ];
}

/** Logs and alarms. */
function reading(parts: OperatedParts): readonly Permission[] {
  const { functions, sweep, clientApi, webhookApi } = parts;
  return [
    {
      actions: ['logs:FilterLogEvents', 'logs:StartQuery'],
      resources: [
        ...functions.logGroups,
        clientApi.rest.accessLogs,
        webhookApi.rest.accessLogs,
        sweep.logGroup,
      ].map((group) => group.logGroupArn),
    },
    // Query results and alarms belong to the account.
    { actions: ['logs:GetQueryResults'], resources: ['*'] },
    {
      actions: ['cloudwatch:DescribeAlarms'],
      resources: [
        Stack.of(sweep).formatArn({
          service: 'cloudwatch',
          resource: 'alarm',
          resourceName: '*',
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ],
    },
  ];
}
