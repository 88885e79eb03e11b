import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { TABLE } from '../../contract/table.ts';
import type { EpochMs } from '../../domain/ids.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import { type Item, readerOf, text } from './attributes.ts';
import { isExpired } from './expiry.ts';
import { answered } from './send.ts';

const SECONDS_PER_HOUR = 3600;

/** The one table, and what to reach it with. */
export interface DynamodbTable {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly telemetry: Telemetry;
}

/** The item where it counts: what has expired is absent, however late the database deletes it; how late is measured. */
export function live(
  { telemetry }: DynamodbTable,
  item: Item | undefined,
  now: EpochMs,
): Item | undefined {
  if (item === undefined) return undefined;
  const expiresAt = readerOf(item, item[TABLE.key]?.S ?? '').number(TABLE.ttl);
  if (!isExpired(expiresAt, now)) return item;
  telemetry.measure('OldestExpiredItemHours', (now / 1000 - expiresAt) / SECONDS_PER_HOUR, {});
  return undefined;
}

/** Reads what counts under a key, consistently: after every write that was answered. */
export async function readLive(
  table: DynamodbTable,
  key: string,
  now: EpochMs,
): Promise<Item | undefined> {
  const get = new GetItemCommand({
    TableName: table.tableName,
    Key: { [TABLE.key]: text(key) },
    ConsistentRead: true,
  });
  return live(table, (await answered(table.client.send(get))).Item, now);
}

/** Reads what no session and no claim is stored under: for what a first read brings with it. */
export async function touch(table: DynamodbTable): Promise<void> {
  await readLive(table, 'warm-up', 0);
}
