import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Database, startDatabase } from '../../local/database.ts';
import { expiry } from '../../local/expiry.ts';
import { TABLE } from '../../shared/contract/table.ts';
import { emptyTable } from './table.ts';

const NOW = Date.UTC(2026, 2, 2);
const DAY_MS = 86_400_000;
let database: Database;

beforeAll(async () => {
  database = await startDatabase(undefined);
});
afterEach(async () => emptyTable(database));
afterAll(async () => database.close());

async function put(key: string, expiresAt: number): Promise<void> {
  const seconds = String(Math.floor(expiresAt / 1000));
  const Item = { [TABLE.key]: { S: key }, [TABLE.ttl]: { N: seconds } };
  await database.call('PutItem', { TableName: database.tableName, Item });
}

async function keys(): Promise<unknown> {
  const { Items: items } = await database.call('Scan', { TableName: database.tableName });
  return (items as { key: { S: string } }[]).map(({ key }) => key.S).toSorted();
}

describe('the TTL of the table', () => {
  it('deletes what has expired by virtual time, and only that', async () => {
    await put('before', NOW - 1000);
    await put('now', NOW);
    await put('later', NOW + 1000);

    const deleted = await expiry(database).runIfStale(NOW);

    expect(deleted).toBe(2);
    expect(await keys()).toEqual(['later']);
  });

  it('goes through every page of a large table', async () => {
    await Promise.all(Array.from({ length: 1_100 }, async (_, i) => put(`k${i}`, NOW - 1000)));

    expect(await expiry(database).runIfStale(NOW)).toBe(1_100);
    expect(await keys()).toEqual([]);
  });

  it('is late, as DynamoDB is: it looks once a day', async () => {
    const ttl = expiry(database);
    await ttl.runIfStale(NOW);
    await put('a', NOW);

    expect(await ttl.runIfStale(NOW + DAY_MS - 1)).toBe(0);
    expect(await ttl.runIfStale(NOW + DAY_MS)).toBe(1);
  });
});
