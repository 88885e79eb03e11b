import { type AttributeValue, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../shared/adapters/dynamodb/attributes.ts';
import { TABLE } from '../../shared/contract/table.ts';
import { tableDefinition } from '../../shared/contract/table-definition.ts';
import { CREDENTIALS, type TestTable } from '../support/dynalite.ts';

// The embedded DynamoDB does not count what a write costs in its indexes, so it is counted here, by the rules of AWS
// (docs: read/write capacity mode; GSI write considerations; item sizes).

const KB = 1024;

function sizeOfNumber(digits: string): number {
  return Math.ceil(digits.replace(/[-.]/g, '').length / 2) + 1;
}

function sizeOfValue(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return sizeOfNumber(value.N);
  if (value.L !== undefined) return value.L.reduce((sum, each) => sum + sizeOfValue(each) + 1, 3);
  if (value.M !== undefined) return sizeOfItem(value.M) + Object.keys(value.M).length + 3;
  return 1;
}

/** Bytes of an item: names and values. */
export function sizeOfItem(item: Item): number {
  const sizes = Object.entries(item).map(
    ([name, value]) => Buffer.byteLength(name) + sizeOfValue(value),
  );
  return sizes.reduce((sum, each) => sum + each, 0);
}

const unitsOf = (item: Item): number => Math.max(1, Math.ceil(sizeOfItem(item) / KB));

type Index = ReturnType<typeof tableDefinition>['GlobalSecondaryIndexes'][number];

/** An item's entry in an index of keys only; none where it lacks one of them. An entry is far below a KB. */
function entryOf(item: Item | undefined, { KeySchema }: Index): string | undefined {
  const keys = KeySchema.map(({ AttributeName }) => item?.[AttributeName]);
  return keys.includes(undefined) ? undefined : JSON.stringify(keys);
}

/** An entry that moves is a deletion and an insertion. */
function indexUnits(index: Index, before: Item | undefined, after: Item | undefined): number {
  const [was, is] = [entryOf(before, index), entryOf(after, index)];
  return was === is ? 0 : Number(was !== undefined) + Number(is !== undefined);
}

/** Write request units of one write: of the table, and of every index that it changes. */
export function writeUnits(before: Item | undefined, after: Item | undefined): number {
  const items = [before, after].filter((each) => each !== undefined);
  const ofTable = Math.max(1, ...items.map(unitsOf));
  const indexes = tableDefinition().GlobalSecondaryIndexes;
  return indexes.reduce((sum, index) => sum + indexUnits(index, before, after), ofTable);
}

/** Read request units of one consistent read. */
function readUnits(item: Item | undefined): number {
  return item === undefined ? 1 : Math.ceil(sizeOfItem(item) / (4 * KB));
}

/** What was read and written so far, in request units. */
export interface Meter {
  writes: number;
  reads: number;
}

/** A client of the table that counts what AWS would bill. */
export function meteredClient(table: TestTable, meter: Meter): DynamoDBClient {
  const { endpoint, tableName: TableName } = table;
  const client = new DynamoDBClient({ region: 'us-east-1', endpoint, credentials: CREDENTIALS });
  const held = async (Key: Item) =>
    (await table.client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item;
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const input = args.input as { readonly Key?: Item; readonly Item?: Item };
        const key = { [TABLE.key]: (input.Key ?? input.Item)?.[TABLE.key] ?? { S: '' } };
        const before = await held(key);
        const result = await next(args);
        if (commandName === 'GetItemCommand') meter.reads += readUnits(before);
        else meter.writes += writeUnits(before, await held(key));
        return result;
      },
    { step: 'initialize' },
  );
  return client;
}
