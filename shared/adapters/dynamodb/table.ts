import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { TABLE } from '../../contract/table.ts';
import type { EpochMs } from '../../domain/ids.ts';
import { type Item, readerOf, text } from './attributes.ts';
import { isExpired } from './expiry.ts';
import { answered } from './send.ts';

/** The one table, and what to reach it with. */
export interface DynamodbTable {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}

/** The item where it counts: what has expired is absent, however late the database deletes it. */
export function live(item: Item | undefined, now: EpochMs): Item | undefined {
  if (item === undefined) return undefined;
  const expiresAt = readerOf(item, item[TABLE.key]?.S ?? '').number(TABLE.ttl);
  return isExpired(expiresAt, now) ? undefined : item;
}

/** Reads what counts under a key, consistently: after every write that was answered. */
export async function readLive(
  { client, tableName }: DynamodbTable,
  key: string,
  now: EpochMs,
): Promise<Item | undefined> {
  const get = new GetItemCommand({
    TableName: tableName,
    Key: { [TABLE.key]: text(key) },
    ConsistentRead: true,
  });
  return live((await answered(client.send(get))).Item, now);
}
