import { describe, expect, it } from 'vitest';
import { SECRET_PLACEHOLDER, secretSchema } from '../../shared/contract/secret.ts';
import { TABLE } from '../../shared/contract/table.ts';
import { tableDefinition } from '../../shared/contract/table-definition.ts';
import { DEV, listOf, PROD, type Resource, Synthesised } from './synthesised.ts';

const dev = new Synthesised(DEV);
const prod = new Synthesised(PROD);
const TABLE_TYPE = 'AWS::DynamoDB::Table';

/** What is lost for good when it is deleted. */
const HOLDS_DATA = [
  TABLE_TYPE,
  'AWS::KMS::Key',
  'AWS::SecretsManager::Secret',
  'AWS::Logs::LogGroup',
  'AWS::SQS::Queue',
];

interface Policy {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Principal: Readonly<Record<string, unknown>>;
  readonly Action: unknown;
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

function holders(stage: Synthesised): readonly (readonly [string, Resource])[] {
  return HOLDS_DATA.flatMap((type) => [...stage.all(type)]);
}

describe('the table', () => {
  const { Properties } = dev.only(TABLE_TYPE);

  it('is the one that the local run and the tests make', () => {
    const { BillingMode, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes } = Properties;

    expect({ BillingMode, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes }).toEqual(
      tableDefinition(),
    );
  });

  it('forgets by the attribute that every write renews', () => {
    expect(Properties['TimeToLiveSpecification']).toEqual({
      AttributeName: TABLE.ttl,
      Enabled: true,
    });
  });

  it('can be restored to any second of seven days, no more: what was erased must not come back later', () => {
    expect(Properties['PointInTimeRecoverySpecification']).toEqual({
      PointInTimeRecoveryEnabled: true,
      RecoveryPeriodInDays: 7,
    });
  });

  it('is encrypted with our own key, which rotates', () => {
    const { SSEEnabled, SSEType, KMSMasterKeyId } = Properties['SSESpecification'] as Record<
      string,
      unknown
    >;

    expect({ SSEEnabled, SSEType, key: dev.text(KMSMasterKeyId) }).toEqual({
      SSEEnabled: true,
      SSEType: 'KMS',
      key: '{Protection/Key.Arn}',
    });
    expect(dev.only('AWS::KMS::Key').Properties['EnableKeyRotation']).toBe(true);
  });

  it('has no name of its own, so that a replacement could stand beside it', () => {
    expect(Properties['TableName']).toBeUndefined();
  });

  it('is protected against deletion in prod alone', () => {
    expect(Properties['DeletionProtectionEnabled']).toBe(false);
    expect(prod.only(TABLE_TYPE).Properties['DeletionProtectionEnabled']).toBe(true);
  });
});

describe('everything that holds data', () => {
  it('stays in prod, whatever removes it', () => {
    for (const [path, resource] of holders(prod)) {
      const { DeletionPolicy, UpdateReplacePolicy } = resource;
      expect([path, DeletionPolicy, UpdateReplacePolicy]).toEqual([path, 'Retain', 'Retain']);
    }
  });

  it('goes with a dev stack', () => {
    for (const [path, resource] of holders(dev)) {
      expect([path, resource.DeletionPolicy]).toEqual([path, 'Delete']);
    }
  });

  it('is encrypted with the key', () => {
    const secret = dev.only('AWS::SecretsManager::Secret').Properties['KmsKeyId'];
    const logs = [...dev.all('AWS::Logs::LogGroup').values()].map((e) => e.Properties['KmsKeyId']);

    expect([secret, ...logs].map((key) => dev.text(key))).toEqual(
      Array.from({ length: logs.length + 1 }, () => '{Protection/Key.Arn}'),
    );
  });

  it('keeps logs for a year', () => {
    const days = [...dev.all('AWS::Logs::LogGroup').values()].map(
      ({ Properties }) => Properties['RetentionInDays'],
    );

    expect(days.length).toBeGreaterThan(8);
    expect(new Set(days)).toEqual(new Set([365]));
  });
});

describe('the secret', () => {
  it('starts with what every function refuses', () => {
    const text = dev.only('AWS::SecretsManager::Secret').Properties['SecretString'];

    expect(text).toBe(SECRET_PLACEHOLDER);
    expect(secretSchema.safeParse(JSON.parse(String(text))).success).toBe(false);
  });
});

describe('the secret, once more', () => {
  it('is closed to every reader but the three functions that use it, whatever else the account allows', () => {
    const { ResourcePolicy } = dev.only('AWS::SecretsManager::ResourcePolicy').Properties;
    const { Statement } = ResourcePolicy as { readonly Statement: readonly Policy[] };

    expect(Statement.map((each) => ({ ...each, Condition: undefined }))).toEqual([
      {
        Sid: 'OnlyTheFunctionsRead',
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 'secretsmanager:GetSecretValue',
        Resource: '*',
        Condition: undefined,
      },
    ]);
    const readers = Statement[0]?.Condition?.['ArnNotEquals']?.['aws:PrincipalArn'];
    expect(listOf(readers).map((arn) => dev.text(arn))).toEqual([
      '{Functions/CreateSession/Service/Role.Arn}',
      '{Functions/ReceiveWebhook/Service/Role.Arn}',
      '{Functions/PollDecision/Service/Role.Arn}',
    ]);
  });

  it('has no copy in any variable of a function', () => {
    const texts = [...dev.all('AWS::Lambda::Function').values()].map((each) =>
      JSON.stringify(each),
    );

    expect(
      texts.filter((text) => /apiKey|sharedSecret|resolve:secretsmanager/i.test(text)),
    ).toEqual([]);
  });
});

describe('what cannot be delivered', () => {
  const queue = dev.only('AWS::SQS::Queue').Properties;

  it('waits under the key for seven days, and is no dead-letter queue of anybody else', () => {
    expect(dev.text(queue['KmsMasterKeyId'])).toBe('{Protection/Key.Arn}');
    expect(queue['MessageRetentionPeriod']).toBe(7 * 24 * 60 * 60);
    expect(queue['RedriveAllowPolicy']).toEqual({ redrivePermission: 'denyAll' });
  });

  it('comes over TLS, from the buses of this account', () => {
    const { PolicyDocument } = dev.only('AWS::SQS::QueuePolicy').Properties;
    const { Statement } = PolicyDocument as { readonly Statement: readonly Policy[] };
    const texts = Statement.map(({ Effect, Action, Condition = {} }) => [
      Effect,
      Action,
      Object.entries(Condition).flatMap(([operator, keys]) =>
        Object.entries(keys).map(([key, value]) => `${operator} ${key} ${dev.text(value)}`),
      ),
    ]);

    expect(texts).toEqual([
      ['Deny', 'sqs:*', ['Bool aws:SecureTransport false']],
      [
        'Allow',
        'sqs:SendMessage',
        ['ArnLike aws:SourceArn arn:{AWS::Partition}:events:{AWS::Region}:{AWS::AccountId}:*'],
      ],
    ]);
  });
});

describe('the bus', () => {
  const bus = dev.only('AWS::Events::EventBus').Properties;

  it('keeps events under the key, and loses none that it cannot encrypt', () => {
    expect(dev.text(bus['KmsKeyIdentifier'])).toBe('{Protection/Key.Arn}');
    expect(dev.text((bus['DeadLetterConfig'] as { readonly Arn: unknown }).Arn)).toBe(
      '{Undeliverable/Queue.Arn}',
    );
  });

  it('is open to nobody outside the account', () => {
    expect(dev.all('AWS::Events::EventBusPolicy').size).toBe(0);
  });
});

describe('the key', () => {
  const policy = dev.only('AWS::KMS::Key').Properties['KeyPolicy'] as {
    readonly Statement: readonly Policy[];
  };
  const allowed = policy.Statement.filter(({ Effect }) => Effect === 'Allow');
  const principalsOf = (statements: readonly Policy[]) =>
    statements.flatMap(({ Principal }) => Object.values(Principal).map((each) => dev.text(each)));

  it('serves principals of this account, and services that store or deliver for it', () => {
    expect([...new Set(principalsOf(allowed))]).toEqual([
      'arn:{AWS::Partition}:iam::{AWS::AccountId}:root',
      'logs.{AWS::Region}.amazonaws.com',
      'events.amazonaws.com',
      'delivery.logs.amazonaws.com',
    ]);
  });

  it('serves a service for this account alone where the service tells for whom it asks', () => {
    const unbound = allowed.filter(({ Condition }) => Condition === undefined);

    // AWS documents no condition for the delivery of a workflow's log; the account's own IAM rules the rest.
    expect(principalsOf(unbound)).toEqual([
      'arn:{AWS::Partition}:iam::{AWS::AccountId}:root',
      'delivery.logs.amazonaws.com',
    ]);
  });

  it('lets nobody but services make grants, which would outlive every policy', () => {
    const denied = policy.Statement.filter(({ Effect }) => Effect === 'Deny');

    expect(denied).toEqual([
      {
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 'kms:CreateGrant',
        Resource: '*',
        Condition: {
          BoolIfExists: {
            'kms:GrantIsForAWSResource': 'false',
            'aws:PrincipalIsAWSService': 'false',
          },
        },
      },
    ]);
  });
});
