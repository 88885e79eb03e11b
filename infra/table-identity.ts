import { isDeepStrictEqual } from 'node:util';

/** A change that would leave the records behind. The message says what changed, what would happen and what to do. */
export class TableReplacedError extends Error {
  override readonly name = 'TableReplacedError';

  constructor(changes: readonly string[]) {
    super(
      [
        'The table would be replaced: CloudFormation would make a new, empty one and leave every session behind.',
        ...changes.map((change) => `  ${change}`),
        'Take the change back, or move the records first: docs/upgrading.md, "A new table".',
      ].join('\n'),
    );
  }
}

type Json = Readonly<Record<string, unknown>>;

/** The table of every stage that was ever deployed. Another id is another table. */
const LOGICAL_ID = 'VeriffSessionsTableAA006779';

/**
 * Every property that CloudFormation replaces a table for (AWS: AWS::DynamoDB::Table, "Update requires: Replacement"), as first
 * deployed. Attributes of the key alone; those of an index belong to the index.
 */
const REPLACING: Json = {
  TableName: undefined,
  KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }],
  LocalSecondaryIndexes: undefined,
  ImportSourceSpecification: undefined,
};
const KEY_ATTRIBUTE: Json = { AttributeName: 'key', AttributeType: 'S' };

/** Key and projection of each index: CloudFormation cannot change them, only make another index, by which nothing is found at first. */
const INDEXES: Json = {
  due: keysOnly('dueBucket', 'dueAt'),
  byVendorData: keysOnly('user', 'createdAt'),
};

function keysOnly(hash: string, range: string): Json {
  return {
    KeySchema: [
      { AttributeName: hash, KeyType: 'HASH' },
      { AttributeName: range, KeyType: 'RANGE' },
    ],
    Projection: { ProjectionType: 'KEYS_ONLY' },
  };
}

const TABLE_TYPE = 'AWS::DynamoDB::Table';

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}

function member(value: unknown, name: string): unknown {
  return isJson(value) ? value[name] : undefined;
}

function differences(where: string, wanted: Json, found: Json): readonly string[] {
  return Object.keys(wanted)
    .filter((name) => !isDeepStrictEqual(wanted[name], found[name]))
    .map((name) => `${where}${name} was ${text(wanted[name])} and is ${text(found[name])}`);
}

function text(value: unknown): string {
  return value === undefined ? 'not set' : JSON.stringify(value);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function indexesIn(indexes: unknown): Json {
  return Object.fromEntries(
    list(indexes).map((index) => [
      String(member(index, 'IndexName')),
      { KeySchema: member(index, 'KeySchema'), Projection: member(index, 'Projection') },
    ]),
  );
}

function changesOf(properties: Json): readonly string[] {
  const attributes = list(properties['AttributeDefinitions']);
  const keyAttribute = attributes.find((each) => member(each, 'AttributeName') === 'key');
  return [
    ...differences('', REPLACING, properties),
    ...differences('attribute key: ', KEY_ATTRIBUTE, isJson(keyAttribute) ? keyAttribute : {}),
    ...differences('index ', INDEXES, indexesIn(properties['GlobalSecondaryIndexes'])),
  ];
}

/**
 * Throws a `TableReplacedError` where deploying a template, as JSON, over an earlier deployment would replace the table or one of its
 * indexes, whatever the change came from: settings, feature flags, the contract, an aspect.
 */
export function refuseAnotherTable(template: string): void {
  const parsed: unknown = JSON.parse(template);
  const resources = member(parsed, 'Resources');
  const tables = isJson(resources)
    ? Object.entries(resources).filter(([, each]) => member(each, 'Type') === TABLE_TYPE)
    : [];
  const held = tables.find(([id]) => id === LOGICAL_ID);
  const properties = member(held?.[1], 'Properties');
  const ids = tables.map(([id]) => id).join(', ') || 'none';
  const changes = isJson(properties)
    ? changesOf(properties)
    : [`its logical id was ${LOGICAL_ID}; the tables now are: ${ids}`];
  if (changes.length > 0) throw new TableReplacedError(changes);
}
