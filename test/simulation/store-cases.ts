import {
  BatchGetItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Item } from '../../shared/adapters/dynamodb/attributes.ts';
import { TABLE } from '../../shared/contract/table.ts';

export const TableName = 'sessions';

/** Any command that the suite sends. */
export type AnyCommand =
  | PutItemCommand
  | UpdateItemCommand
  | GetItemCommand
  | BatchGetItemCommand
  | QueryCommand;

/** What became of a command: what it answered, or the name of its error. */
export type Outcome = Readonly<Record<string, unknown>> | string;

export const text = (S: string) => ({ S });
export const num = (N: number) => ({ N: String(N) });
export const keyOf = (key: string): Record<string, Item[string]> => ({ [TABLE.key]: { S: key } });

export const put = (item: Item): PutItemCommand =>
  new PutItemCommand({ TableName, Item: { ...item } });

export const get = (key: string): GetItemCommand =>
  new GetItemCommand({ TableName, Key: keyOf(key), ConsistentRead: true });

export const getMany = (...keys: readonly string[]): BatchGetItemCommand =>
  new BatchGetItemCommand({
    RequestItems: { [TableName]: { Keys: keys.map(keyOf), ConsistentRead: true } },
  });

/** An update of one item, its names and values standing for themselves. */
export function update(key: string, input: Partial<UpdateItemCommandInput>): UpdateItemCommand {
  return new UpdateItemCommand({ TableName, Key: keyOf(key), ...input });
}

/** A condition on an item `{ n: 5, s: 'm' }`, and whether it holds. */
export interface ConditionCase {
  readonly condition: string;
  readonly values: Readonly<Record<string, Item[string]>>;
  readonly holds: boolean;
}

const NOTHING = {};
const cell = (
  condition: string,
  values: Readonly<Record<string, Item[string]>>,
  holds: boolean,
): ConditionCase => ({ condition, values, holds });

/** Comparisons of each kind, joined in each way that the adapter joins them. */
export const CONDITIONS: readonly ConditionCase[] = [
  cell('attribute_not_exists(#missing)', NOTHING, true),
  cell('attribute_not_exists(#n)', NOTHING, false),
  cell('(attribute_not_exists(#n))', NOTHING, false),
  cell('#n = :five', { ':five': num(5) }, true),
  cell('#n = :six', { ':six': num(6) }, false),
  cell('#n > :four', { ':four': num(4) }, true),
  cell('#n > :five', { ':five': num(5) }, false),
  cell('#n > :ten', { ':ten': num(10) }, false),
  cell('#n <= :five', { ':five': num(5) }, true),
  cell('#n <= :four', { ':four': num(4) }, false),
  cell('#n <= :ten', { ':ten': num(10) }, true),
  cell('#s = :m', { ':m': text('m') }, true),
  cell('#s = :M', { ':M': text('M') }, false),
  cell('#s > :a', { ':a': text('a') }, true),
  cell('#s <= :m', { ':m': text('m') }, true),
  cell('#n = :five', { ':five': text('5') }, false),
  cell('#n > :five', { ':five': text('5') }, false),
  cell('#n <= :five', { ':five': text('5') }, false),
  cell('#missing = :five', { ':five': num(5) }, false),
  cell('#missing > :five', { ':five': num(5) }, false),
  cell('#missing <= :five', { ':five': num(5) }, false),
  cell('(#n = :five AND #s = :m)', { ':five': num(5), ':m': text('m') }, true),
  cell('(#n = :five AND #s = :z)', { ':five': num(5), ':z': text('z') }, false),
  cell('(#n = :six OR #s = :m)', { ':six': num(6), ':m': text('m') }, true),
  cell('(#n = :six OR #s = :z)', { ':six': num(6), ':z': text('z') }, false),
  cell('(attribute_not_exists(#missing) OR #n <= :four)', { ':four': num(4) }, true),
  cell('(attribute_not_exists(#n) OR #n <= :four)', { ':four': num(4) }, false),
  cell('(attribute_not_exists(#n) OR #n <= :five)', { ':five': num(5) }, true),
  cell(
    '((#n = :six OR #s = :m) AND #n > :four)',
    { ':six': num(6), ':m': text('m'), ':four': num(4) },
    true,
  ),
  cell(
    '#n = :five OR #n = :six AND #s = :z',
    { ':five': num(5), ':six': num(6), ':z': text('z') },
    true,
  ),
  cell(
    '(#n = :five OR #n = :six) AND #s = :z',
    { ':five': num(5), ':six': num(6), ':z': text('z') },
    false,
  ),
];

/** The names that a condition of the suite uses, each for itself. */
export function namesIn(expression: string): Record<string, string> {
  const found = expression.match(/#\w+/g) ?? [];
  return Object.fromEntries(found.map((name) => [name, name.slice(1)]));
}

/** A request that is refused whatever the table holds, and why. */
export interface RefusedCase {
  readonly why: string;
  readonly command: (key: string) => AnyCommand;
}

/** One `SET` of `n`, changed by what is given. */
const setN = (key: string, more: Partial<UpdateItemCommandInput>): AnyCommand =>
  update(key, {
    UpdateExpression: 'SET #n = :n',
    ExpressionAttributeNames: { '#n': 'n' },
    ExpressionAttributeValues: { ':n': num(1) },
    ...more,
  });

const query = (more: object): AnyCommand =>
  new QueryCommand({
    TableName,
    IndexName: TABLE.due.index,
    KeyConditionExpression: '#b = :b',
    ExpressionAttributeNames: { '#b': TABLE.due.bucket },
    ExpressionAttributeValues: { ':b': text('0') },
    ...more,
  });

/** Rules that a mistake in the adapter would break: DynamoDB answers each with a `ValidationException`. */
export const REFUSED: readonly RefusedCase[] = [
  { why: 'a put without a key', command: () => put({ n: num(1) }) },
  { why: 'a put with an empty key', command: () => put({ ...keyOf(''), n: num(1) }) },
  { why: 'a read of an empty key', command: () => get('') },
  { why: 'a read of no keys', command: () => getMany() },
  { why: 'a read of a key twice', command: (key) => getMany(key, key) },
  {
    why: 'a read of 101 keys',
    command: (key) => getMany(...Array.from({ length: 101 }, (_, at) => `${key}-${at}`)),
  },
  {
    why: 'a due time that is a number',
    command: (key) => put({ ...keyOf(key), [TABLE.due.at]: num(1) }),
  },
  {
    why: 'a time of creation that is a string',
    command: (key) => put({ ...keyOf(key), [TABLE.byVendorData.createdAt]: text('1') }),
  },
  {
    why: 'a name that is not defined',
    command: (key) => setN(key, { ExpressionAttributeNames: { '#m': 'n' } }),
  },
  {
    why: 'a name that is not used',
    command: (key) => setN(key, { ExpressionAttributeNames: { '#n': 'n', '#m': 'm' } }),
  },
  {
    why: 'a value that is not defined',
    command: (key) => setN(key, { ExpressionAttributeValues: { ':m': num(1) } }),
  },
  {
    why: 'a value that is not used',
    command: (key) => setN(key, { ExpressionAttributeValues: { ':n': num(1), ':m': num(1) } }),
  },
  {
    why: 'an empty map of values',
    command: (key) =>
      update(key, {
        UpdateExpression: 'REMOVE #n',
        ExpressionAttributeNames: { '#n': 'n' },
        ExpressionAttributeValues: {},
      }),
  },
  {
    why: 'an update of the key itself',
    command: (key) =>
      setN(key, {
        ExpressionAttributeNames: { '#n': TABLE.key },
        ExpressionAttributeValues: { ':n': text('x') },
      }),
  },
  {
    why: 'one path that is set and removed',
    command: (key) => setN(key, { UpdateExpression: 'SET #n = :n REMOVE #n' }),
  },
  {
    why: 'an update that makes an index key of the wrong type',
    command: (key) => setN(key, { ExpressionAttributeNames: { '#n': TABLE.due.bucket } }),
  },
  { why: 'a query of an index that is not there', command: () => query({ IndexName: 'none' }) },
  { why: 'a consistent read of an index', command: () => query({ ConsistentRead: true }) },
  { why: 'a limit of 0', command: () => query({ Limit: 0 }) },
  {
    why: 'a key condition that is not about the key',
    command: () => query({ ExpressionAttributeNames: { '#b': 'status' } }),
  },
];

/** Rules of DynamoDB's that the embedded one does not keep; the simulated table is as strict as AWS's documentation. */
export const REFUSED_BY_AWS: readonly RefusedCase[] = [
  {
    why: 'an empty bucket',
    command: (key) => put({ ...keyOf(key), [TABLE.due.bucket]: text('') }),
  },
  {
    why: 'a projection of what the index does not have',
    command: () =>
      query({
        ProjectionExpression: '#s',
        ExpressionAttributeNames: { '#b': TABLE.due.bucket, '#s': 'status' },
      }),
  },
];
