import { readFileSync } from 'node:fs';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { AccountPrincipal, ManagedPolicy, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it } from 'vitest';
import { ChoiceError } from '../../infra/choices.ts';
import { VeriffSessions } from '../../infra/veriff-sessions.ts';
import type { VeriffSessionsProps } from '../../infra/veriff-sessions-props.ts';
import { PUBLISHED_STATUSES } from '../../shared/contract/events.ts';
import { isFinalStatus } from '../../shared/domain/session.ts';
import { listOf } from './synthesised.ts';

/** Somebody else's app, without our feature flags. */
function theirs(): Stack {
  return new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'theirs');
}

function templateWith(props: (stack: Stack) => VeriffSessionsProps): Template {
  const stack = theirs();
  new VeriffSessions(stack, 'Veriff', props(stack));
  return Template.fromStack(stack);
}

/** Everything that a role made by the test is allowed, one action a line. */
function actionsOf(template: Template): readonly string[] {
  return Object.values(template.findResources('AWS::IAM::Policy')).flatMap((policy) => {
    const { PolicyDocument } = (policy as { Properties: { PolicyDocument: unknown } }).Properties;
    const { Statement } = PolicyDocument as { readonly Statement: readonly { Action: unknown }[] };
    return Statement.flatMap(({ Action }) => listOf(Action).map(String));
  });
}

function mobileBackend(stack: Stack): Role {
  return new Role(stack, 'MobileBackend', { assumedBy: new AccountPrincipal('111122223333') });
}

describe('the construct', () => {
  it('fits into another app twice, with other feature flags and no outputs of its own', () => {
    const stack = theirs();

    new VeriffSessions(stack, 'One');
    new VeriffSessions(stack, 'Two');

    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::DynamoDB::Table', 2);
    template.resourceCountIs('AWS::IAM::Policy', 0);
    expect(template.toJSON()['Outputs']).toBeUndefined();
  });

  it('keeps data unless told otherwise', () => {
    templateWith(() => ({})).hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      Properties: { DeletionProtectionEnabled: true },
    });
  });

  it('looks nothing up in an account, and takes nothing from another stack', () => {
    const stack = theirs();
    new VeriffSessions(stack, 'Veriff');

    expect(App.of(stack)?.synth().manifest.missing ?? []).toEqual([]);
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toContain('Fn::ImportValue');
  });

  it('makes no function that it does not show: what an account forbids is not made behind its back', () => {
    templateWith(() => ({})).resourceCountIs('AWS::Lambda::Function', 6);
  });
});

describe('existing things', () => {
  const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/k';
  const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:veriff-a1b2c3';
  const BUS = 'arn:aws:events:eu-west-1:111122223333:event-bus/company';

  it('an existing key takes the place of ours, in everything that is stored', () => {
    const template = templateWith((stack) => ({
      encryptionKey: Key.fromKeyArn(stack, 'Key', KEY),
    }));

    template.resourceCountIs('AWS::KMS::Key', 0);
    template.allResourcesProperties('AWS::Logs::LogGroup', { KmsKeyId: KEY });
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      SSESpecification: { KMSMasterKeyId: KEY },
    });
    template.hasResourceProperties('AWS::SQS::Queue', { KmsMasterKeyId: KEY });
  });

  it('an existing secret is read, with its own key, and never changed', () => {
    const template = templateWith((stack) => ({
      secret: Secret.fromSecretAttributes(stack, 'Secret', {
        secretCompleteArn: SECRET,
        encryptionKey: Key.fromKeyArn(stack, 'Key', KEY),
      }),
    }));

    template.resourceCountIs('AWS::SecretsManager::Secret', 0);
    template.resourceCountIs('AWS::SecretsManager::ResourcePolicy', 0);
    for (const Statement of [
      { Action: 'secretsmanager:GetSecretValue', Resource: SECRET },
      {
        Action: 'kms:Decrypt',
        Resource: KEY,
        Condition: { StringEquals: { 'kms:ViaService': Match.anyValue() } },
      },
    ]) {
      template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
        Description: 'What receive-webhook may do',
        PolicyDocument: { Statement: Match.arrayWith([Match.objectLike(Statement)]) },
      });
    }
  });

  it('an existing bus is published on, and never changed', () => {
    const template = templateWith((stack) => ({
      eventBus: EventBus.fromEventBusArn(stack, 'Bus', BUS),
    }));

    template.resourceCountIs('AWS::Events::EventBus', 0);
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      Description: 'What receive-webhook may do',
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: 'events:PutEvents', Resource: BUS }),
        ]),
      },
    });
  });

  it('a boundary bounds every role, those of the rollout and the gateway too', () => {
    const BOUNDARY = 'arn:aws:iam::111122223333:policy/boundary';
    const template = templateWith((stack) => ({
      permissionsBoundary: ManagedPolicy.fromManagedPolicyArn(stack, 'Boundary', BOUNDARY),
      apiGatewayLogRole: true,
    }));

    template.allResourcesProperties('AWS::IAM::Role', { PermissionsBoundary: BOUNDARY });
  });
});

describe('grantUse', () => {
  it('lets a backend call every route of the client API, and nothing else of this account', () => {
    const stack = theirs();
    const sessions = new VeriffSessions(stack, 'Veriff');

    sessions.grantUse(mobileBackend(stack)).assertSuccess();

    expect(actionsOf(Template.fromStack(stack))).toEqual(['execute-api:Invoke']);
  });
});

describe('grantOperate', () => {
  const stack = theirs();
  const sessions = new VeriffSessions(stack, 'Veriff');
  sessions.grantOperate(mobileBackend(stack)).assertSuccess();
  const actions = actionsOf(Template.fromStack(stack));

  it('is what somebody on call needs', () => {
    expect(actions.toSorted()).toEqual([
      'cloudformation:DescribeStacks',
      'cloudformation:ListStackResources',
      'cloudwatch:DescribeAlarms',
      'dynamodb:DescribeTable',
      'dynamodb:DescribeTimeToLive',
      'dynamodb:Query',
      'events:DescribeEventBus',
      'iam:PassRole',
      'kms:Decrypt',
      'kms:GenerateDataKey',
      'lambda:InvokeFunction',
      'logs:FilterLogEvents',
      'logs:GetQueryResults',
      'logs:StartQuery',
      'scheduler:GetSchedule',
      'scheduler:UpdateSchedule',
      'secretsmanager:DescribeSecret',
      'secretsmanager:PutSecretValue',
      'secretsmanager:UpdateSecretVersionStage',
      'sqs:GetQueueAttributes',
      'sqs:PurgeQueue',
      'sqs:ReceiveMessage',
    ]);
  });

  it('is enough for every command of the runbook but those that it leaves to an administrator', () => {
    const ADMINISTRATOR = new Set([
      'codedeploy:GetDeployment',
      'dynamodb:Scan',
      'lambda:GetAccountSettings',
      'secretsmanager:RestoreSecret',
    ]);
    const SERVICES: Readonly<Record<string, string>> = { deploy: 'codedeploy' };
    const commands = readFileSync('docs/runbook.md', 'utf8').matchAll(/aws ([a-z]+) ([a-z-]+)/g);

    const needed = [...commands].map(([, service = '', verb = '']) => {
      const action = verb.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
      const name = action === 'Invoke' ? 'InvokeFunction' : action;
      return `${SERVICES[service] ?? service}:${name}`;
    });

    const missing = needed.filter((each) => !actions.includes(each) && !ADMINISTRATOR.has(each));
    expect(needed.length).toBeGreaterThan(15);
    expect([...new Set(missing)]).toEqual([]);
  });

  it('shows no record and no secret to anybody', () => {
    expect(actions).not.toContain('dynamodb:GetItem');
    expect(actions).not.toContain('secretsmanager:GetSecretValue');
    expect(JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::Policy'))).toContain(
      '/index/due',
    );
  });
});

describe('onSessionEvent', () => {
  function patternFor(statuses?: readonly string[]): unknown {
    const stack = theirs();
    const sessions = new VeriffSessions(stack, 'Veriff');
    const target = new SqsQueue(new Queue(stack, 'Welcome'));
    sessions.onSessionEvent('Rule', { target, ...(statuses && { statuses }) });
    const [rule] = Object.values(Template.fromStack(stack).findResources('AWS::Events::Rule'));
    return (rule as { readonly Properties: { readonly EventPattern: unknown } }).Properties
      .EventPattern;
  }

  it('sends the statuses that were asked for, by the names that are published', () => {
    expect(patternFor(['approved', 'resubmission_requested'])).toEqual({
      source: ['veriff-sessions'],
      'detail-type': ['Session Approved', 'Session Resubmission Requested'],
    });
  });

  it('sends every change where none was asked for', () => {
    expect(patternFor()).toEqual({ source: ['veriff-sessions'] });
  });

  it.each([[['aproved']], [[]]])(
    'refuses %j: a rule that never matches looks healthy',
    (statuses) => {
      expect(() => patternFor(statuses)).toThrow(ChoiceError);
      expect(() => patternFor(statuses)).toThrow(
        /statuses: found .*; wanted some of created, started/,
      );
    },
  );

  it('knows exactly the statuses that a session can have', () => {
    const final = PUBLISHED_STATUSES.filter(isFinalStatus);

    expect(final).toEqual(['approved', 'declined', 'expired', 'abandoned']);
    expect(PUBLISHED_STATUSES).toHaveLength(9);
  });
});

describe('metrics', () => {
  it('are those that the functions of this construct count', () => {
    const sessions = new VeriffSessions(theirs(), 'Veriff');
    const namespace = sessions.metricNamespace;

    expect([
      sessions.metricWebhookRejected(),
      sessions.metricDecision(),
      sessions.metricDecisionByFallback(),
      sessions.metricOldestDue(),
    ]).toMatchObject([
      { namespace, metricName: 'WebhookRejected', statistic: 'Sum' },
      { namespace, metricName: 'DecisionSource', statistic: 'Sum' },
      { namespace, metricName: 'DecisionSource', dimensions: { source: 'poll' } },
      { namespace, metricName: 'OldestDueSeconds', statistic: 'Maximum' },
    ]);
  });
});
