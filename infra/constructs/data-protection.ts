import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup, type LogGroupProps, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** How everything that holds data is kept. */
export interface DataProtectionProps {
  /** What becomes of it when it leaves the stack. */
  readonly removalPolicy: RemovalPolicy;
  /** How long logs are kept. */
  readonly logRetention: RetentionDays;
  /**
   * An existing key. What of its policy the CDK can add to (a key made in the same app) is added; an imported one has
   * to say what `docs/security.md` lists.
   * @default - a key of our own
   */
  readonly encryptionKey?: IKey | undefined;
}

/** A service that uses the key for whoever calls it. */
type KeyUser = 'dynamodb' | 'secretsmanager' | 'sqs';

/** One key for everything that is stored, and the log groups that are encrypted with it. */
export class DataProtection extends Construct {
  /** Ours is rotated every year. */
  readonly key: IKey;
  /** What becomes of data when it leaves the stack. */
  readonly removalPolicy: RemovalPolicy;
  readonly #logRetention: RetentionDays;

  constructor(scope: Construct, id: string, props: DataProtectionProps) {
    super(scope, id);
    this.removalPolicy = props.removalPolicy;
    this.#logRetention = props.logRetention;
    this.key = props.encryptionKey ?? this.#makeKey();
    for (const statement of [logsMayUseKey(Stack.of(this)), eventsMayUseKey(Stack.of(this))]) {
      this.key.addToResourcePolicy(statement);
    }
  }

  /** Whether data outlives the stack. */
  get isRetained(): boolean {
    return this.removalPolicy !== RemovalPolicy.DESTROY;
  }

  /** A log group under the key. Its name is CloudFormation's unless one is needed. */
  logGroup(scope: Construct, id: string, name: Pick<LogGroupProps, 'logGroupName'> = {}): LogGroup {
    return new LogGroup(scope, id, {
      ...name,
      encryptionKey: this.key,
      retention: this.#logRetention,
      removalPolicy: this.removalPolicy,
    });
  }

  #makeKey(): Key {
    const key = new Key(this, 'Key', {
      description: 'Session records, secret and logs of VeriffSessions',
      enableKeyRotation: true,
      removalPolicy: this.removalPolicy,
      pendingWindow: Duration.days(this.isRetained ? 30 : 7),
    });
    key.addToResourcePolicy(onlyServicesMakeGrants());
    return key;
  }

  /** Lets a role use the key, but only through the service that stores the data. */
  useThrough(service: KeyUser, actions: readonly string[], key: IKey = this.key): PolicyStatement {
    const host = `${service}.${Stack.of(this).region}.amazonaws.com`;
    return new PolicyStatement({
      effect: Effect.ALLOW,
      actions: actions.map((action) => `kms:${action}`),
      resources: [key.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': host } },
    });
  }
}

/** CloudWatch Logs encrypts by itself; the context keeps it to log groups of this account. */
function logsMayUseKey(stack: Stack): PolicyStatement {
  const groups = stack.formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return new PolicyStatement({
    principals: [new ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
    actions: [
      'kms:Encrypt',
      'kms:Decrypt',
      'kms:ReEncrypt*',
      'kms:GenerateDataKey*',
      'kms:DescribeKey',
    ],
    resources: ['*'],
    conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': groups } },
  });
}

/** The bus hands what it cannot deliver to our encrypted queue by itself. */
function eventsMayUseKey(stack: Stack): PolicyStatement {
  return new PolicyStatement({
    principals: [new ServicePrincipal('events.amazonaws.com')],
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    resources: ['*'],
    conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
  });
}

/** A grant outlives every policy: only services (DynamoDB makes one for the table) may make them. */
function onlyServicesMakeGrants(): PolicyStatement {
  return new PolicyStatement({
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions: ['kms:CreateGrant'],
    resources: ['*'],
    conditions: {
      BoolIfExists: { 'kms:GrantIsForAWSResource': 'false', 'aws:PrincipalIsAWSService': 'false' },
    },
  });
}
