import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, it } from 'vitest';
import { ALARM_NAMES, NOTICES } from '../../infra/monitoring/alarm-table.ts';
import { Monitoring } from '../../infra/monitoring/monitoring.ts';
import { NotificationTopic } from '../../infra/monitoring/notification-topic.ts';
import { METRICS } from '../../shared/contract/metrics.ts';
import { metricsRead } from '../support/alarm-state.ts';
import { MonitoredStack, PARTS, TOPIC } from './monitored.ts';

const QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:undeliverable';
const ROLLOUTS = { applicationName: 'sessions', queueArn: QUEUE };

const theirs = new MonitoredStack();
const { alarms } = theirs;
const all = [...alarms.values()];

/** The section of an alarm: that of `lambda-errors-list-sessions` is `lambda-errors`. */
function sectionOf(name: string): string {
  const sections = NOTICES.map((notice) => notice.name);
  const ofFunctions = sections.find((each) => name.startsWith(`${each}-`)) ?? '';
  return sections.includes(name) ? name : ofFunctions;
}

type Properties = Readonly<Record<string, unknown>>;

function propertiesOf(stack: Stack, type: string): readonly Properties[] {
  const found: Readonly<Record<string, unknown>> = Template.fromStack(stack).findResources(type);
  return Object.values(found).map((each) => (each as { Properties: Properties }).Properties);
}

describe('the alarms', () => {
  it('are those of the table, each under its own name', () => {
    expect([...alarms.keys()]).toEqual(ALARM_NAMES);
    expect(new Set(ALARM_NAMES).size).toBe(ALARM_NAMES.length);
    expect(new Set(NOTICES.map(({ name }) => name)).size).toBe(NOTICES.length);
  });

  it('are named after the construct, so that two deployments can live in one account', () => {
    const stack = new Stack(undefined, 'theirs');
    for (const id of ['One', 'Two']) new Monitoring(stack, id, { parts: PARTS });

    const names = propertiesOf(stack, 'AWS::CloudWatch::Alarm').map((each) =>
      String(each['AlarmName']),
    );

    expect(new Set(names).size).toBe(2 * ALARM_NAMES.length);
    expect(names.some((name) => /^theirs-One-[0-9A-F]{8}-sweep-missing$/.test(name))).toBe(true);
  });

  it.each([...alarms])(
    '%s says how bad it is, what was seen, and where to read on',
    (name, alarm) => {
      const section = sectionOf(name);
      const notice = NOTICES.find((each) => each.name === section);

      expect(alarm.AlarmDescription).toBe(
        `[${notice?.severity}] ${notice?.what}. ${notice?.why}. docs/runbook.md#${section}`,
      );
      expect(alarm.AlarmDescription.length).toBeLessThanOrEqual(1024);
    },
  );

  it('link the runbook wherever it is published', () => {
    const runbookUrl = 'https://wiki.example.com/runbook';

    const descriptions = [...new MonitoredStack({ runbookUrl }).alarms].map(
      ([name, { AlarmDescription }]) => [name, AlarmDescription.split(' ').at(-1)],
    );

    expect(descriptions).toEqual(
      ALARM_NAMES.map((name) => [name, `${runbookUrl}#${sectionOf(name)}`]),
    );
  });

  it('tell the topic when they are raised and when they are over', () => {
    for (const { AlarmActions, OKActions } of all) {
      expect([AlarmActions, OKActions]).toEqual([[TOPIC], [TOPIC]]);
    }
  });

  it('tell a topic of their own where tickets have one', () => {
    const stack = new Stack(undefined, 'topics');
    const [topic, ticketTopic] = ['pages', 'tickets'].map((name) =>
      Topic.fromTopicArn(stack, name, `arn:aws:sns:eu-west-1:111122223333:${name}`),
    );

    const split = [...new MonitoredStack({ topic, ticketTopic }).alarms.values()].map(
      ({ AlarmDescription, AlarmActions, OKActions }) => [
        AlarmDescription.slice(1, AlarmDescription.indexOf(']')),
        ...[AlarmActions, OKActions].map(String),
      ],
    );

    for (const [severity, ...told] of split) {
      const wanted = `arn:aws:sns:eu-west-1:111122223333:${severity}s`;
      expect(told).toEqual([wanted, wanted]);
    }
  });

  it('are there without a topic as well, and tell nobody', () => {
    const silent = [...new MonitoredStack({ topic: undefined }).alarms.values()];

    expect(silent).toHaveLength(ALARM_NAMES.length);
    for (const { AlarmActions, OKActions } of silent) {
      expect([AlarmActions, OKActions]).toEqual([undefined, undefined]);
    }
  });

  it('never leave to CloudWatch what missing data means', () => {
    for (const { TreatMissingData } of all) {
      expect(['breaching', 'notBreaching', 'ignore']).toContain(TreatMissingData);
    }
  });

  it('use our own metrics as the contract has them: all dimensions, or none for the total', () => {
    const own = all.flatMap(metricsRead).filter(({ namespace }) => namespace === PARTS.namespace);

    expect(own.length).toBeGreaterThan(20);
    for (const { name, dimensions = {} } of own) {
      const allowed = Object.entries(METRICS).find(([metric]) => metric === name)?.[1].dimensions;
      const given = Object.keys(dimensions).toSorted();
      expect([
        name,
        given.length === 0 || given.join() === [...(allowed ?? [])].toSorted().join(),
      ]).toEqual([name, true]);
      expect(allowed).toBeDefined();
    }
  });

  it('stay within what CloudWatch takes: 10 metrics, a day, no search', () => {
    for (const alarm of all) {
      const seconds = alarm.Period ?? alarm.Metrics?.find((m) => m.MetricStat)?.MetricStat?.Period;
      expect(metricsRead(alarm).length).toBeLessThanOrEqual(10);
      expect(Number(seconds) * alarm.EvaluationPeriods).toBeLessThanOrEqual(86_400);
      expect(JSON.stringify(alarm.Metrics ?? [])).not.toContain('SEARCH');
    }
  });

  it('cost what is known: each metric of an alarm is paid for', () => {
    const read = all.flatMap(metricsRead);

    expect([all.length, read.length]).toEqual([42, 71]);
  });
});

describe('a rollout', () => {
  it.each(['create-session', 'receive-webhook', 'poll-decision'] as const)(
    'of %s is taken back by at least three alarms, its own errors first',
    (fn) => {
      const names = theirs.monitoring.rollbackAlarms(fn).map(({ node }) => node.id);

      expect(names.length).toBeGreaterThanOrEqual(3);
      expect(names[0]).toBe(`lambda-errors-${fn}`);
    },
  );

  it('of any function is taken back by its own alarms only', () => {
    const names = theirs.monitoring.rollbackAlarms('list-sessions').map(({ node }) => node.id);

    expect(names).toEqual(['lambda-errors-list-sessions', 'lambda-saturated-list-sessions']);
  });

  it('that was taken back is told, with what to do', () => {
    const told = new MonitoredStack();
    told.monitoring.tellOfRollbacks(ROLLOUTS);

    told.template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.codedeploy'],
        'detail-type': ['CodeDeploy Deployment State-change Notification'],
        detail: { state: ['FAILURE', 'STOP'], application: ['sessions'] },
      },
      Targets: [
        Match.objectLike({
          Arn: TOPIC,
          DeadLetterConfig: { Arn: QUEUE },
          RoleArn: Match.absent(),
          InputTransformer: {
            InputPathsMap: { 'detail-deploymentId': '$.detail.deploymentId' },
            InputTemplate: Match.stringLikeRegexp(
              String.raw`^"\[ticket\] .*docs/runbook\.md#deploy-rolled-back Deployment <detail-deploymentId>"$`,
            ),
          },
        }),
      ],
    });
  });

  it('that was taken back is told nobody where there is nobody', () => {
    const silent = new MonitoredStack({ topic: undefined });
    silent.monitoring.tellOfRollbacks(ROLLOUTS);

    silent.template.resourceCountIs('AWS::Events::Rule', 0);
  });
});

describe('a topic that was passed in', () => {
  it('is not configured anew, even if the app could', () => {
    const stack = new Stack(undefined, 'theirs');
    const topic = new Topic(stack, 'OnCall');

    const monitoring = new Monitoring(stack, 'Monitoring', { parts: PARTS, topic });
    monitoring.tellOfRollbacks(ROLLOUTS);

    const template = Template.fromStack(stack);
    expect(Object.values(template.findResources('AWS::SNS::Topic'))).toEqual([
      { Type: 'AWS::SNS::Topic' },
    ]);
    template.resourceCountIs('AWS::SNS::TopicPolicy', 0);
  });
});

describe('a topic of our own', () => {
  const stack = new Stack(undefined, 'ours');
  const key = new Key(stack, 'Key');
  const emails = ['on-call@example.com', 'team@example.com'];
  const { topic } = new NotificationTopic(stack, 'Notifications', { key, emails });
  const template = Template.fromStack(stack);
  const topicRef = stack.resolve(topic.topicArn) as unknown;

  it('is encrypted, and mails everybody', () => {
    template.hasResourceProperties('AWS::SNS::Topic', {
      KmsMasterKeyId: stack.resolve(key.keyArn) as unknown,
    });
    for (const Endpoint of emails) {
      template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint });
    }
  });

  it('takes alarms of this account and events of rules, and nothing in clear text', () => {
    const [policy] = propertiesOf(stack, 'AWS::SNS::TopicPolicy');
    const document = policy?.['PolicyDocument'] as { readonly Statement: unknown };
    const publish = { Action: 'sns:Publish', Effect: 'Allow', Resource: topicRef };

    expect(document.Statement).toEqual([
      {
        Sid: 'AllowPublishThroughSSLOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: 'sns:Publish',
        Resource: topicRef,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      {
        ...publish,
        Sid: 'AlarmsPublish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      },
      // With a condition EventBridge would be refused without a word.
      { ...publish, Sid: 'RulesPublish', Principal: { Service: 'events.amazonaws.com' } },
    ]);
  });

  it('lets both services encrypt with the key, for topics of this account only', () => {
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          {
            Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
            Effect: 'Allow',
            Principal: { Service: ['cloudwatch.amazonaws.com', 'events.amazonaws.com'] },
            Resource: '*',
            Condition: {
              ArnLike: {
                'kms:EncryptionContext:aws:sns:topicArn': {
                  'Fn::Join': [
                    '',
                    [
                      'arn:',
                      { Ref: 'AWS::Partition' },
                      ':sns:',
                      { Ref: 'AWS::Region' },
                      ':',
                      { Ref: 'AWS::AccountId' },
                      ':*',
                    ],
                  ],
                },
              },
            },
          },
        ]),
      },
    });
  });
});
