import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, startDatabase } from '../../local/database.ts';
import { conditionText, itemAfter, plainItem } from '../../local/records/plain-item.ts';

let database: Database;
beforeAll(async () => {
  database = await startDatabase(undefined);
});
afterAll(async () => database.close());

const KEY = { key: { S: 'a' } };
const OLD = {
  ...KEY,
  text: { S: 'x' },
  count: { N: '1' },
  flag: { BOOL: true },
  map: { M: { in: { L: [{ N: '2' }, { S: 'y' }] } } },
};

async function held(): Promise<unknown> {
  const answer = await database.call('GetItem', { TableName: database.tableName, Key: KEY });
  return plainItem(answer['Item']);
}

describe('an item as plain JSON', () => {
  it('has values without their types', () => {
    expect(plainItem(OLD)).toEqual({
      key: 'a',
      text: 'x',
      count: 1,
      flag: true,
      map: { in: [2, 'y'] },
    });
  });

  it.each([
    ['sets and removes', 'SET #a = :a, #b = :b REMOVE #c, #d', ['text', 'new', 'count', 'flag']],
    ['only sets', 'SET #a = :a', ['text']],
    ['only removes', 'REMOVE #c', ['', '', 'count']],
    ['removes what is not there', 'REMOVE #c', ['', '', 'nothing']],
  ])('is after an update that %s what the table holds', async (_, expression, names) => {
    const TableName = database.tableName;
    await database.call('PutItem', { TableName, Item: OLD });
    const placeholders = ['#a', '#b', '#c', '#d'].flatMap((name, i) => {
      const attribute = names[i] ?? '';
      return attribute === '' ? [] : [[name, attribute] as const];
    });
    const values = { ':a': { S: 'changed, = REMOVE' }, ':b': { N: '7' } };
    const used = Object.entries(values).filter(([name]) => expression.includes(name));
    const input = {
      TableName,
      Key: KEY,
      UpdateExpression: expression,
      ExpressionAttributeNames: Object.fromEntries(placeholders),
      ...(used.length > 0 && { ExpressionAttributeValues: Object.fromEntries(used) }),
    };

    await database.call('UpdateItem', input);

    expect(itemAfter('UpdateItem', input, plainItem(OLD))).toEqual(await held());
  });

  it.each([
    ['adds up', 'ADD #a :a'],
    ['sets a part of an attribute', 'SET #a.#b = :a'],
    ['computes', 'SET #a = #a + :a'],
    ['removes what has no name', 'REMOVE #nameless'],
    ['is none', undefined],
  ])('is not made up after an update that %s', (_, expression) => {
    const input = {
      Key: KEY,
      UpdateExpression: expression,
      ExpressionAttributeNames: { '#a': 'text', '#b': 'x' },
      ExpressionAttributeValues: { ':a': { N: '1' } },
    };

    expect(itemAfter('UpdateItem', input, plainItem(OLD))).toBeUndefined();
  });

  it('is what was put, and nothing after a deletion', () => {
    expect(itemAfter('PutItem', { Item: OLD }, {})).toEqual(plainItem(OLD));
    expect(itemAfter('DeleteItem', { Key: KEY }, plainItem(OLD))).toBeUndefined();
  });
});

describe('a condition in words', () => {
  it('has names and values in place of their placeholders', () => {
    const text = conditionText({
      ConditionExpression: '(#revision = :revisionIs AND #ttl > :now AND attribute_exists(#key))',
      ExpressionAttributeNames: { '#revision': 'revision', '#ttl': 'expiresAt', '#key': 'key' },
      ExpressionAttributeValues: { ':revisionIs': { N: '3' }, ':now': { N: '17' } },
    });

    expect(text).toBe('(revision = 3 AND expiresAt > 17 AND attribute_exists(key))');
    expect(conditionText({})).toBeUndefined();
  });
});
