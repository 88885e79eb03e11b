import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption, RedrivePermission } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { DataProtection } from './data-protection.ts';
import type { ServiceRole } from './service-role.ts';
import { allow } from './statements.ts';

/** How the queue is kept. */
export interface UndeliverableProps {
  /** Key, and what becomes of the queue when it leaves the stack. */
  readonly protection: DataProtection;
}

/** As long as a record lives without a write: what lies here longer explains nothing any more. */
const RETENTION = Duration.days(7);

/**
 * The queue for what a service could not hand on: starts of the sweep, events that the bus could not encrypt. Nothing
 * reads it but people; one message in it is a ticket.
 */
export class Undeliverable extends Construct {
  /** The queue itself. */
  readonly queue: Queue;
  readonly #protection: DataProtection;

  constructor(scope: Construct, id: string, { protection }: UndeliverableProps) {
    super(scope, id);
    this.#protection = protection;
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: protection.key,
      enforceSSL: true,
      retentionPeriod: RETENTION,
      // It is the end of the way: no other queue may use it as its dead-letter queue.
      redriveAllowPolicy: { redrivePermission: RedrivePermission.DENY_ALL },
      removalPolicy: protection.removalPolicy,
    });
    this.queue.addToResourcePolicy(eventsOfThisAccountMaySend(this, this.queue.queueArn));
  }

  /** To put aside what could not be delivered. */
  grantSend(role: ServiceRole): void {
    role.allow(
      allow('sqs', ['SendMessage'], this.queue.queueArn),
      this.#protection.useThrough('sqs', ['Decrypt', 'GenerateDataKey']),
    );
  }
}

/** Buses send what they cannot encrypt, rules what their target does not take. */
function eventsOfThisAccountMaySend(scope: Construct, queueArn: string): PolicyStatement {
  return new PolicyStatement({
    principals: [new ServicePrincipal('events.amazonaws.com')],
    actions: ['sqs:SendMessage'],
    resources: [queueArn],
    conditions: {
      ArnLike: { 'aws:SourceArn': Stack.of(scope).formatArn({ service: 'events', resource: '*' }) },
    },
  });
}
