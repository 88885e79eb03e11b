import {
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamodbIdempotencyStore } from '../../shared/adapters/dynamodb/idempotency-store.ts';
import { dynamodbSessionStore } from '../../shared/adapters/dynamodb/session-store.ts';
import { TABLE } from '../../shared/contract/table.ts';
import { idempotencyStoreContract } from '../adapters/contracts/idempotency-store.contract.ts';
import { sessionStoreContract } from '../adapters/contracts/session-store.contract.ts';
import { startTable } from '../support/dynalite.ts';
import { recorder } from '../support/recorder.ts';
import { UnknownForm } from './expressions.ts';
import { simulatedTable } from './store.ts';
import {
  type AnyCommand,
  CONDITIONS,
  get,
  getMany,
  keyOf,
  namesIn,
  num,
  type Outcome,
  put,
  REFUSED,
  REFUSED_BY_AWS,
  TableName,
  text,
  update,
} from './store-cases.ts';

interface Database {
  readonly send: (command: AnyCommand) => Promise<object>;
  readonly remove: (key: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The simulated table in the place of the SDK's client. */
function simulated() {
  const table = simulatedTable();
  const send = async (command: AnyCommand) => Promise.resolve().then(() => table.execute(command));
  const remove = async (key: string) => {
    await Promise.resolve();
    table.remove(key);
  };
  const client = { send } as unknown as DynamoDBClient;
  return {
    client,
    send,
    remove,
    close: async () => {},
    tableName: TableName,
    telemetry: recorder(),
  };
}

async function embedded(): Promise<Database> {
  const { client, remove, close } = await startTable();
  // One member of a union fits no overload of the client's.
  const send = async (command: AnyCommand) => client.send(command as never) as Promise<object>;
  return { send, remove, close };
}

const DATABASES: readonly (readonly [string, () => Promise<Database>])[] = [
  ['the simulated table', async () => simulated()],
  ['the embedded DynamoDB', embedded],
];

describe.each(DATABASES)('%s', (_name, open) => {
  let database: Database;
  let count = 0;
  const newKey = (): string => `k-${(count += 1)}`;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(async () => database.close());

  async function outcome(command: AnyCommand): Promise<Outcome> {
    try {
      const { $metadata: _, ...rest } = (await database.send(command)) as Record<string, unknown>;
      return rest;
    } catch (error) {
      return error instanceof Error ? error.name : 'no error';
    }
  }
  const itemAt = async (key: string) =>
    ((await database.send(get(key))) as { Item?: unknown }).Item;
  const held = (key: string) => ({ ...keyOf(key), n: num(5), s: text('m') });

  describe('a condition', () => {
    it.each(CONDITIONS)('$condition with $values: $holds', async ({ condition, values, holds }) => {
      const key = newKey();
      await database.send(put(held(key)));
      const change = update(key, {
        UpdateExpression: 'SET #done = :done',
        ConditionExpression: condition,
        ExpressionAttributeNames: { '#done': 'done', ...namesIn(condition) },
        ExpressionAttributeValues: { ':done': num(1), ...values },
      });

      const became = await outcome(change);

      expect(became).toEqual(holds ? {} : 'ConditionalCheckFailedException');
      expect(await itemAt(key)).toEqual({ ...held(key), ...(holds && { done: num(1) }) });
    });

    it.each([
      ['attribute_not_exists(#key)', true],
      ['(attribute_not_exists(#key) OR #n <= :n)', true],
      ['#n = :n', false],
      ['#n > :n', false],
      ['(#n = :n AND #n > :n)', false],
    ])('%s on an item that is not there: %s', async (condition, holds) => {
      const key = newKey();
      const item = { ...keyOf(key), n: num(5) };
      const command = put(item);
      Object.assign(command.input, {
        ConditionExpression: condition,
        ExpressionAttributeNames: namesIn(condition),
        ...(condition.includes(':') && { ExpressionAttributeValues: { ':n': num(5) } }),
      });

      const became = await outcome(command);

      expect(became).toEqual(holds ? {} : 'ConditionalCheckFailedException');
      expect(await itemAt(key)).toEqual(holds ? item : undefined);
    });

    it('leaves the item of a put that failed as it was', async () => {
      const key = newKey();
      await database.send(put(held(key)));
      const command = put({ ...keyOf(key), other: num(1) });
      Object.assign(command.input, {
        ConditionExpression: 'attribute_not_exists(#key)',
        ExpressionAttributeNames: { '#key': TABLE.key },
      });

      expect(await outcome(command)).toBe('ConditionalCheckFailedException');
      expect(await itemAt(key)).toEqual(held(key));
    });
  });

  describe('a request against the rules', () => {
    it.each(REFUSED)('is refused: $why', async ({ command }) => {
      expect(await outcome(command(newKey()))).toBe('ValidationException');
    });
  });

  describe('a write', () => {
    it('replaces the whole item by a put', async () => {
      const key = newKey();
      await database.send(put(held(key)));

      expect(await outcome(put({ ...keyOf(key), other: text('x') }))).toEqual({});
      expect(await itemAt(key)).toEqual({ ...keyOf(key), other: text('x') });
    });

    it('sets and removes by an update, and leaves the rest', async () => {
      const key = newKey();
      await database.send(put(held(key)));
      const change = update(key, {
        UpdateExpression: 'SET #a = :a, #n = :n REMOVE #s, #never',
        ExpressionAttributeNames: { '#a': 'a', '#n': 'n', '#s': 's', '#never': 'never' },
        ExpressionAttributeValues: { ':a': text('new'), ':n': num(6) },
      });

      expect(await outcome(change)).toEqual({});
      expect(await itemAt(key)).toEqual({ ...keyOf(key), a: text('new'), n: num(6) });
    });

    it('makes the item that an unconditional update finds missing', async () => {
      const key = newKey();
      const change = update(key, {
        UpdateExpression: 'SET #n = :n',
        ExpressionAttributeNames: { '#n': 'n' },
        ExpressionAttributeValues: { ':n': num(1) },
      });

      expect(await outcome(change)).toEqual({});
      expect(await itemAt(key)).toEqual({ ...keyOf(key), n: num(1) });
    });

    it.each([
      ['a string that is empty', text('')],
      ['an empty map', { M: {} }],
      ['an empty list', { L: [] }],
      ['nested maps and lists', { M: { l: { L: [{ M: { n: num(1), b: { BOOL: true } } }] } } }],
      ['a large number', num(1_772_446_500_123)],
      ['a fraction', num(0.25)],
      ['a negative number', num(-7)],
      ['text beyond ASCII', text('Ünïcode ✓ 👍')],
    ])('gives %s back as it was written', async (_what, value) => {
      const key = newKey();
      await database.send(put({ ...keyOf(key), value }));

      expect(await itemAt(key)).toEqual({ ...keyOf(key), value });
    });

    it('is read among many; what is not there is left out', async () => {
      const keys = [newKey(), newKey(), newKey()];
      const items = keys.map((key) => ({ ...keyOf(key), value: text(key) }));
      for (const item of items.slice(0, 2)) await database.send(put(item));

      const answer = await database.send(getMany(...keys));

      expect(answer).toMatchObject({ UnprocessedKeys: {} });
      const { Responses } = answer as { readonly Responses: Record<string, unknown[]> };
      expect(Object.keys(Responses)).toEqual([TableName]);
      expect(Responses[TableName]).toHaveLength(2);
      expect(Responses[TableName]).toEqual(expect.arrayContaining(items.slice(0, 2)));
    });

    it('is gone for reads after the TTL has removed it', async () => {
      const key = newKey();
      await database.send(put(held(key)));
      await database.remove(key);

      expect(await outcome(get(key))).toEqual({});
    });
  });

  describe('the index due', () => {
    const AT = (minute: number) => `2026-03-02T10:${String(minute).padStart(2, '0')}:00.000Z`;
    const entry = (key: string, bucket: string, minute: number) => ({
      ...keyOf(key),
      [TABLE.due.bucket]: text(bucket),
      [TABLE.due.at]: text(AT(minute)),
    });
    const dueQuery = (bucket: string, minute: number, more: Partial<QueryCommandInput> = {}) =>
      new QueryCommand({
        TableName,
        IndexName: TABLE.due.index,
        KeyConditionExpression: '#bucket = :bucket AND #at <= :now',
        ProjectionExpression: '#key',
        ExpressionAttributeNames: {
          '#bucket': TABLE.due.bucket,
          '#at': TABLE.due.at,
          '#key': TABLE.key,
        },
        ExpressionAttributeValues: { ':bucket': text(bucket), ':now': text(AT(minute)) },
        ...more,
      });
    async function given(bucket: string, minutes: readonly number[]): Promise<readonly string[]> {
      const keys = minutes.map(newKey);
      for (const [at, minute] of minutes.entries()) {
        await database.send(put(entry(keys[at] ?? '', bucket, minute)));
      }
      return keys;
    }
    const found = async (query: QueryCommand) =>
      ((await database.send(query)) as { Items: Record<string, { S: string }>[] }).Items.map(
        (item) => item[TABLE.key]?.S,
      );

    it('answers what is due in one bucket, oldest first, and by its key alone', async () => {
      const [late, early, , now] = await given('b1', [30, 10, 50, 40]);
      await given('b2', [5]);

      const answer = await outcome(dueQuery('b1', 40));

      expect(answer).toMatchObject({ Count: 3, ScannedCount: 3 });
      expect(answer).toHaveProperty(
        'Items',
        [early, late, now].map((k) => keyOf(k ?? '')),
      );
    });

    it('lets an item in and out with its attributes', async () => {
      const [key = ''] = await given('b3', [10]);
      const leaving = update(key, {
        UpdateExpression: 'REMOVE #b, #a',
        ExpressionAttributeNames: { '#b': TABLE.due.bucket, '#a': TABLE.due.at },
      });
      await database.send(leaving);
      expect(await found(dueQuery('b3', 50))).toEqual([]);

      const entering = update(key, {
        UpdateExpression: 'SET #b = :b, #a = :a',
        ExpressionAttributeNames: { '#b': TABLE.due.bucket, '#a': TABLE.due.at },
        ExpressionAttributeValues: { ':b': text('b3'), ':a': text(AT(20)) },
      });
      await database.send(entering);
      expect(await found(dueQuery('b3', 50))).toEqual([key]);
    });

    it('has no item that has only one of the two attributes', async () => {
      const key = newKey();
      await database.send(put({ ...keyOf(key), [TABLE.due.bucket]: text('b4') }));

      expect(await found(dueQuery('b4', 59))).toEqual([]);
    });

    it('forgets what the TTL has removed', async () => {
      const [key = ''] = await given('b5', [10]);
      await database.remove(key);

      expect(await found(dueQuery('b5', 50))).toEqual([]);
    });

    it('cuts a page at the limit', async () => {
      const keys = await given('b6', [1, 2, 3]);

      expect(await found(dueQuery('b6', 50, { Limit: 2 }))).toEqual(keys.slice(0, 2));
    });
  });

  describe('the index byVendorData', () => {
    const { index, user, createdAt } = TABLE.byVendorData;
    const entry = (key: string, whose: string, at: number) => ({
      ...keyOf(key),
      [user]: text(whose),
      [createdAt]: num(at),
    });
    const listQuery = (whose: string, more: Partial<QueryCommandInput> = {}) =>
      new QueryCommand({
        TableName,
        IndexName: index,
        KeyConditionExpression: '#user = :user',
        ExpressionAttributeNames: { '#user': user },
        ExpressionAttributeValues: { ':user': text(whose) },
        ScanIndexForward: false,
        ...more,
      });
    async function given(whose: string, howMany: number): Promise<readonly string[]> {
      const keys = Array.from({ length: howMany }, newKey);
      for (const [at, key] of keys.entries()) {
        await database.send(put({ ...entry(key, whose, at), url: text('https://secret') }));
      }
      return keys;
    }
    interface Page {
      readonly Items: Record<string, { S: string }>[];
      readonly Count: number;
      readonly ScannedCount: number;
      readonly LastEvaluatedKey?: Record<string, unknown>;
    }
    const page = async (query: QueryCommand) => (await database.send(query)) as Page;
    const keysOn = ({ Items }: Page) => Items.map((item) => item[TABLE.key]?.S);

    it('answers newest first, and keys only', async () => {
      const [old = '', young = ''] = await given('u1', 2);

      const { Items } = await page(listQuery('u1'));

      expect(Items).toEqual([entry(young, 'u1', 1), entry(old, 'u1', 0)]);
    });

    it('goes on where the page ended', async () => {
      const keys = await given('u2', 5);
      const first = await page(listQuery('u2', { Limit: 3 }));
      const { LastEvaluatedKey: ExclusiveStartKey = {} } = first;
      const second = await page(
        listQuery('u2', { Limit: 3, ExclusiveStartKey: ExclusiveStartKey as never }),
      );

      expect([first.Count, first.ScannedCount]).toEqual([3, 3]);
      expect([...keysOn(first), ...keysOn(second)]).toEqual(keys.toReversed());
      expect(second.LastEvaluatedKey).toBeUndefined();
    });

    it('names the place where it ended by all of its keys', async () => {
      const keys = await given('u3', 2);

      const { LastEvaluatedKey } = await page(listQuery('u3', { Limit: 1 }));

      expect(LastEvaluatedKey).toEqual({
        ...keyOf(keys[1] ?? ''),
        [user]: text('u3'),
        [createdAt]: num(1),
      });
    });
  });
});

describe('what only the simulated table does', () => {
  it.each(REFUSED_BY_AWS)('refuses $why', ({ command }) => {
    expect(() => simulatedTable().execute(command('a'))).toThrow(
      expect.objectContaining({ name: 'ValidationException' }),
    );
  });

  it('gives the item that a condition failed on, where it is asked for', () => {
    const table = simulatedTable();
    table.execute(put({ ...keyOf('a'), n: num(5) }));
    const command = put(keyOf('a'));
    Object.assign(command.input, {
      ConditionExpression: 'attribute_not_exists(#key)',
      ExpressionAttributeNames: { '#key': TABLE.key },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });

    expect(() => table.execute(command)).toThrow(
      expect.objectContaining({ Item: { ...keyOf('a'), n: num(5) } }),
    );
  });

  it.each([
    'attribute_exists(#n)',
    '#n <> :n',
    '#n >= :n',
    '#n < :n',
    'NOT #n = :n',
    '#n BETWEEN :n AND :n',
    'begins_with(#n, :n)',
    '#n = :n)',
    '(#n = :n',
    'size(#n) = :n',
  ])('refuses a condition that the adapter does not send: %s', (condition) => {
    const command = put({ ...keyOf('a'), n: num(5) });
    Object.assign(command.input, {
      ConditionExpression: condition,
      ExpressionAttributeNames: { '#n': 'n' },
      ExpressionAttributeValues: { ':n': num(5) },
    });

    expect(() => simulatedTable().execute(command)).toThrow(UnknownForm);
  });

  it.each(['SET #n = #n + :n', 'SET #n = if_not_exists(#n, :n)', 'ADD #n :n', 'SET n = :n'])(
    'refuses an update that the adapter does not send: %s',
    (expression) => {
      const change = update('a', {
        UpdateExpression: expression,
        ExpressionAttributeNames: { '#n': 'n' },
        ExpressionAttributeValues: { ':n': num(5) },
      });

      expect(() => simulatedTable().execute(change)).toThrow(UnknownForm);
    },
  );

  it('lets the indexes fall behind until they are told to catch up', () => {
    const table = simulatedTable();
    const query = new QueryCommand({
      TableName,
      IndexName: TABLE.due.index,
      KeyConditionExpression: '#b = :b',
      ExpressionAttributeNames: { '#b': TABLE.due.bucket },
      ExpressionAttributeValues: { ':b': text('0') },
    });
    table.lag(true);
    table.execute(put({ ...keyOf('a'), [TABLE.due.bucket]: text('0'), [TABLE.due.at]: text('x') }));

    expect([table.execute(query), table.behind()]).toMatchObject([{ Count: 0 }, 1]);
    table.catchUp();
    expect([table.execute(query), table.behind()]).toMatchObject([{ Count: 1 }, 0]);
  });
});

// The adapter over the simulated table keeps the very contracts that it keeps over the embedded one.
sessionStoreContract('the simulated table', async () => {
  const table = simulated();
  return { store: dynamodbSessionStore(table), remove: table.remove };
});
idempotencyStoreContract('the simulated table', async () => {
  const table = simulated();
  return { store: dynamodbIdempotencyStore(table), remove: table.remove };
});
