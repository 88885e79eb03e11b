import { CfnResource, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { refuseAnotherTable } from '../../infra/table-identity.ts';
import { VeriffSessions } from '../../infra/veriff-sessions.ts';
import { DEV, makeStack, PROD, Synthesised } from './synthesised.ts';

const ID = 'VeriffSessionsTableAA006779';
const dev = new Synthesised(DEV);
const { Properties } = dev.only('AWS::DynamoDB::Table');
const [due, byVendorData] = Properties['GlobalSecondaryIndexes'] as readonly object[];

/** What is said of a stage whose table has other properties. */
function saidOf(changed: object, logicalId = ID): string {
  const table = { Type: 'AWS::DynamoDB::Table', Properties: { ...Properties, ...changed } };
  try {
    refuseAnotherTable(JSON.stringify({ Resources: { [logicalId]: table } }));
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

const hash = (name: string) => [{ AttributeName: name, KeyType: 'HASH' }];

describe('the table that sessions are in', () => {
  it.each([DEV, PROD])('is the same in every stage, and in every later version', (config) => {
    const template = JSON.stringify(Template.fromStack(makeStack(config)).toJSON());

    expect(() => refuseAnotherTable(template)).not.toThrow();
  });

  it.each<[string, object, string]>([
    ['gets a name', { TableName: 'sessions' }, 'TableName was not set and is "sessions"'],
    [
      'gets another key',
      { KeySchema: hash('id') },
      'KeySchema was [{"AttributeName":"key","KeyType":"HASH"}] and is [{"AttributeName":"id","KeyType":"HASH"}]',
    ],
    [
      'gets a key of another type',
      { AttributeDefinitions: [{ AttributeName: 'key', AttributeType: 'N' }] },
      'attribute key: AttributeType was "S" and is "N"',
    ],
    [
      'gets an index that only a new table can have',
      { LocalSecondaryIndexes: [] },
      'LocalSecondaryIndexes was not set and is []',
    ],
    [
      'is filled from a bucket',
      { ImportSourceSpecification: {} },
      'ImportSourceSpecification was not set and is {}',
    ],
    [
      'finds what is due by another key',
      { GlobalSecondaryIndexes: [{ ...due, KeySchema: hash('dueBucket') }, byVendorData] },
      'index due was {"KeySchema":[{"AttributeName":"dueBucket","KeyType":"HASH"},{"AttributeName":"dueAt","KeyType":"RANGE"}],"Projection":{"ProjectionType":"KEYS_ONLY"}} and is',
    ],
    [
      'shows more of a session in an index',
      {
        GlobalSecondaryIndexes: [due, { ...byVendorData, Projection: { ProjectionType: 'ALL' } }],
      },
      '"Projection":{"ProjectionType":"ALL"}',
    ],
    [
      'loses an index',
      { GlobalSecondaryIndexes: [due] },
      'index byVendorData was {"KeySchema":[{"AttributeName":"user","KeyType":"HASH"},{"AttributeName":"createdAt","KeyType":"RANGE"}],"Projection":{"ProjectionType":"KEYS_ONLY"}} and is not set',
    ],
  ])('may not be deployed where it %s', (_what, changed, expected) => {
    const said = saidOf(changed);

    expect(said).toContain(expected);
    expect(said).toContain('leave every session behind');
    expect(said).toContain('docs/upgrading.md');
  });

  it('may not get another logical id', () => {
    expect(saidOf({}, 'Sessions')).toContain(`was ${ID}; the tables now are: Sessions`);
  });

  it('may change in what CloudFormation changes in place', () => {
    expect(saidOf({ DeletionProtectionEnabled: true })).toBe('');
  });

  it('has to be there at all', () => {
    const stack = new Stack();
    new CfnResource(stack, 'Other', { type: 'AWS::SNS::Topic' });

    expect(() => refuseAnotherTable(JSON.stringify(Template.fromStack(stack).toJSON()))).toThrow(
      'are: none',
    );
  });

  it("has another id in somebody else's app, where this guard is not at work", () => {
    const stack = new Stack();
    new VeriffSessions(stack, 'Theirs');

    expect(
      Object.keys(Template.fromStack(stack).findResources('AWS::DynamoDB::Table')),
    ).not.toContain(ID);
  });
});
