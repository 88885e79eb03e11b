import { describe, expect, it } from 'vitest';
import { SECRET_PLACEHOLDER, secretSchema } from '../../shared/contract/secret.ts';
import { TABLE } from '../../shared/contract/table.ts';
import { tableDefinition } from '../../shared/contract/table-definition.ts';
import { DEV, PROD, type Resource, Synthesised } from './synthesised.ts';

const dev = new Synthesised(DEV);
const prod = new Synthesised(PROD);
const TABLE_TYPE = 'AWS::DynamoDB::Table';

/** What is lost for good when it is deleted. */
const HOLDS_DATA = [
  TABLE_TYPE,
  'AWS::KMS::Key',
  'AWS::SecretsManager::Secret',
  'AWS::Logs::LogGroup',
];

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

    expect(days).toEqual(Array.from({ length: 9 }, () => 365));
  });
});

describe('the secret', () => {
  it('starts with what every function refuses', () => {
    const text = dev.only('AWS::SecretsManager::Secret').Properties['SecretString'];

    expect(text).toBe(SECRET_PLACEHOLDER);
    expect(secretSchema.safeParse(JSON.parse(String(text))).success).toBe(false);
  });
});

describe('the key', () => {
  it('serves principals of this account and CloudWatch Logs, nobody else', () => {
    const policy = dev.only('AWS::KMS::Key').Properties['KeyPolicy'] as {
      readonly Statement: readonly { readonly Principal: Record<string, unknown> }[];
    };

    const principals = policy.Statement.flatMap(({ Principal }) =>
      Object.values(Principal).map((each) => dev.text(each)),
    );

    expect([...new Set(principals)]).toEqual([
      'arn:{AWS::Partition}:iam::{AWS::AccountId}:root',
      'logs.{AWS::Region}.amazonaws.com',
    ]);
  });
});
