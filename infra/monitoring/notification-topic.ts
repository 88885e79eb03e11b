import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

/** Who is told, and how messages are kept until then. */
export interface NotificationTopicProps {
  /** Encrypts the messages. What of its policy the CDK can add to is added: CloudWatch and EventBridge have to use it. */
  readonly key: IKey;
  /** Each gets a mail first, with a link that has to be clicked. */
  readonly emails: readonly string[];
}

/** A topic of our own for alarms. Only alarms and rules of this account may write to it. */
export class NotificationTopic extends Construct {
  /** The topic itself. */
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { key, emails }: NotificationTopicProps) {
    super(scope, id);
    key.addToResourcePolicy(tellersMayUseKey(Stack.of(this)));
    this.topic = new Topic(this, 'Topic', {
      displayName: 'Veriff sessions',
      masterKey: key,
      enforceSSL: true,
    });
    for (const statement of tellersMayPublish(this.topic))
      this.topic.addToResourcePolicy(statement);
    for (const email of emails) this.topic.addSubscription(new EmailSubscription(email));
  }
}

/**
 * The services encrypt what they publish, with the topic as encryption context (AWS: SNS, key management), which keeps
 * the key to topics of this account.
 */
function tellersMayUseKey(stack: Stack): PolicyStatement {
  const topics = stack.formatArn({
    service: 'sns',
    resource: '*',
    arnFormat: ArnFormat.NO_RESOURCE_NAME,
  });
  return new PolicyStatement({
    principals: ['cloudwatch', 'events'].map(
      (service) => new ServicePrincipal(`${service}.amazonaws.com`),
    ),
    actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    resources: ['*'],
    conditions: { ArnLike: { 'kms:EncryptionContext:aws:sns:topicArn': topics } },
  });
}

function tellersMayPublish({ topicArn, stack }: Topic): readonly PolicyStatement[] {
  const publish = { actions: ['sns:Publish'], resources: [topicArn] };
  return [
    new PolicyStatement({
      ...publish,
      sid: 'AlarmsPublish',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
    }),
    // EventBridge names no account when it publishes: with a condition nothing would ever come (AWS: EventBridge, permissions for SNS).
    new PolicyStatement({
      ...publish,
      sid: 'RulesPublish',
      principals: [new ServicePrincipal('events.amazonaws.com')],
    }),
  ];
}
