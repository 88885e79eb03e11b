import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { ClientApiProps } from './constructs/client-api.ts';
import type { FunctionNetwork } from './constructs/network.ts';
import type { ReservedConcurrency } from './constructs/session-functions.ts';
import type { WebhookApiProps } from './constructs/webhook-api.ts';

/** What the construct gives to its APIs by itself. */
type Inner = 'protection' | 'functions';

/** What can be chosen about the client API. */
export type ClientApiOptions = Omit<ClientApiProps, Inner>;

/** What can be chosen about the webhook API. */
export type WebhookApiOptions = Omit<WebhookApiProps, Inner>;

/**
 * What can be chosen about a `VeriffSessions`. Whatever is passed in as an existing thing is used as it is and never
 * configured anew: what it has to allow is in `docs/security.md`.
 */
export interface VeriffSessionsProps {
  /**
   * Hosts that a `callback` may name, in lower case.
   * @default - any https host
   */
  readonly callbackHosts?: readonly string[] | undefined;
  /**
   * What becomes of table, key, secret and logs when they leave the stack. Unless they are destroyed, the
   * table is protected against deletion.
   * @default - RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy | undefined;
  /**
   * How long logs are kept.
   * @default - RetentionDays.ONE_YEAR
   */
  readonly logRetention?: RetentionDays | undefined;
  /**
   * An existing key for everything that is stored.
   * @default - a key of our own, rotated every year
   */
  readonly encryptionKey?: IKey | undefined;
  /**
   * An existing secret, with the JSON that `shared/contract/secret.ts` describes.
   * @default - a secret of our own, made with a placeholder that every function refuses
   */
  readonly secret?: ISecret | undefined;
  /**
   * An existing bus to publish on.
   * @default - a bus of our own
   */
  readonly eventBus?: IEventBus | undefined;
  /**
   * Who may call the client API, how often, under which name, behind which firewall.
   * @default - principals of this account, signed by IAM; 100 requests a second on each route; a web ACL of our own
   */
  readonly client?: ClientApiOptions | undefined;
  /**
   * From where webhooks may come, how many, under which name, behind which firewall, and whether at all.
   * @default - from everywhere, 200 a second; a web ACL of our own that looks at no body
   */
  readonly webhook?: WebhookApiOptions | undefined;
  /**
   * Whether alarms and dashboard are made. They cost more than all the rest while nothing happens, and alarms that tell
   * nobody are worth nothing.
   * @default - where there is somebody to tell: `alarmTopic` or `alarmEmails`
   */
  readonly monitoring?: boolean | undefined;
  /**
   * An existing topic for alarms. Its policy and its key have to let CloudWatch and EventBridge publish.
   * @default - a topic of our own where `alarmEmails` are given, else nobody is told
   */
  readonly alarmTopic?: ITopic | undefined;
  /**
   * Who is told by a topic of our own. Each gets a mail first, with a link that has to be clicked.
   * @default - nobody
   */
  readonly alarmEmails?: readonly string[] | undefined;
  /**
   * An existing topic for alarms that can wait for the next working day.
   * @default - they go where the urgent ones go
   */
  readonly ticketTopic?: ITopic | undefined;
  /**
   * Where the runbook can be read, for the links in the alarms.
   * @default - docs/runbook.md, its place in the repository
   */
  readonly runbookUrl?: string | undefined;
  /**
   * Whether a new version of a function gets a tenth of the calls for five minutes first, and is taken back by itself
   * when an alarm says so. Needs the alarms of `monitoring`.
   * @default - as `monitoring`
   */
  readonly gradualRollout?: boolean | undefined;
  /**
   * An existing network for the functions.
   * @default - Lambda's own network
   */
  readonly network?: FunctionNetwork | undefined;
  /**
   * How many batches of 25 sessions the sweep settles at a time, 1 to 40; each asks Veriff about five sessions at once.
   * @default - 5, which settles some 6,000 sessions a minute
   */
  readonly concurrentBatches?: number | undefined;
  /**
   * How many of each function run at most.
   * @default - as many as the account has left
   */
  readonly reservedConcurrency?: ReservedConcurrency | undefined;
  /**
   * A policy that bounds every role.
   * @default - none
   */
  readonly permissionsBoundary?: IManagedPolicy | undefined;
  /**
   * Whether to make the role that API Gateway writes logs with and to set it for the whole account and Region,
   * in place of one that may be set there. Without any such role API Gateway refuses the stages of both APIs.
   * @default - false: the account has one
   */
  readonly apiGatewayLogRole?: boolean | undefined;
}
