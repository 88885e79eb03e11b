import { TABLE } from '../shared/contract/table.ts';
import type { Database } from './database.ts';
import { DatabaseError } from './database-client.ts';
import { isRecord } from './json.ts';
import { plainItem } from './records/plain-item.ts';

/** Deletes what has expired, as DynamoDB does in the cloud: late. Readers must not rely on it. */
export interface Expiry {
  /** Looks through the table unless that was done within the last day of virtual time. */
  runIfStale(now: number): Promise<number>;
}

/** Real DynamoDB deletes within a few days; a day keeps the work small and the lag visible. */
const EVERY_MS = 24 * 60 * 60 * 1000;
/** Small, so that the one thread of the database is never held up by a page. */
const PAGE = 50;

/** An item that has expired. */
export interface ExpiredItem {
  readonly key: string;
  /** ms since 1970. */
  readonly expiresAt: number;
}

/** The TTL of the table on the virtual clock; `isLeft` may leave an item for a later look. */
export function expiry(
  { call, tableName }: Pick<Database, 'call' | 'tableName'>,
  isLeft: (item: ExpiredItem, now: number) => boolean = () => false,
): Expiry {
  let last = Number.NEGATIVE_INFINITY;
  const removeAll = async (removals: readonly object[]): Promise<number> => {
    const results = await Promise.all(
      removals.map(async (each) => call('DeleteItem', each).catch(passOverRenewed)),
    );
    return results.filter((each) => each !== undefined).length;
  };
  const runIfStale = async (now: number): Promise<number> => {
    if (now - last < EVERY_MS) return 0;
    last = now;
    const seconds = Math.floor(now / 1000);
    let deleted = 0;
    let from: unknown;
    do {
      const page = await call('Scan', scan(tableName, seconds, from));
      const found = Array.isArray(page['Items']) ? page['Items'].filter(isRecord) : [];
      const items = found.filter((item) => !isLeft(expiredItem(item), now));
      deleted += await removeAll(items.map((item) => removal(tableName, seconds, item)));
      from = page['LastEvaluatedKey'];
    } while (from !== undefined);
    return deleted;
  };
  return { runIfStale };
}

function expiredItem(item: Readonly<Record<string, unknown>>): ExpiredItem {
  const plain = plainItem(item);
  return { key: String(plain[TABLE.key]), expiresAt: Number(plain[TABLE.ttl]) * 1000 };
}

const condition = {
  expression: '#ttl <= :now',
  names: { '#ttl': TABLE.ttl },
} as const;

function scan(tableName: string, seconds: number, from: unknown): object {
  return {
    TableName: tableName,
    Limit: PAGE,
    ProjectionExpression: '#key, #ttl',
    FilterExpression: condition.expression,
    ExpressionAttributeNames: { ...condition.names, '#key': TABLE.key },
    ExpressionAttributeValues: { ':now': { N: String(seconds) } },
    ...(from !== undefined && { ExclusiveStartKey: from }),
  };
}

/** Renewed since the scan: the condition is lost and the item stays. */
function passOverRenewed(error: unknown): undefined {
  if (error instanceof DatabaseError && error.name === 'ConditionalCheckFailedException') return;
  throw error;
}

function removal(
  tableName: string,
  seconds: number,
  item: Readonly<Record<string, unknown>>,
): object {
  return {
    TableName: tableName,
    Key: { [TABLE.key]: item[TABLE.key] },
    ConditionExpression: condition.expression,
    ExpressionAttributeNames: condition.names,
    ExpressionAttributeValues: { ':now': { N: String(seconds) } },
  };
}
