import { QueryCommand, type QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import { TABLE } from '../../contract/table.ts';
import { type EpochMs, isSessionId } from '../../domain/ids.ts';
import type {
  ListedSession,
  SessionPage,
  SessionPosition,
  SessionQuery,
} from '../../ports/session-store.ts';
import { type Item, number, readerOf, text } from './attributes.ts';
import { isUnexpired } from './condition.ts';
import { userKey } from './index-keys.ts';
import { answered } from './send.ts';
import { readListed } from './session-item.ts';
import type { DynamodbTable } from './table.ts';

const { key, byVendorData } = TABLE;

/** A page is cut short after so many queries: more can only be needed where as many pages of expired records wait for deletion. */
const MOST_QUERIES = 5;

function positionItem({ tenant, vendorData }: SessionQuery, { id, createdAt }: SessionPosition) {
  return {
    [key]: text(id),
    [byVendorData.user]: text(userKey(tenant, vendorData)),
    [byVendorData.createdAt]: number(createdAt),
  };
}

function readPosition(item: Item): SessionPosition {
  const from = readerOf(item, item[key]?.S ?? '');
  return {
    id: from.exactly(key, isSessionId),
    createdAt: from.number(byVendorData.createdAt),
  };
}

function positionOf({ id, createdAt }: ListedSession): SessionPosition {
  return { id, createdAt };
}

/** One session more than the page holds, to know whether another page follows. */
function queryFor(table: DynamodbTable, query: SessionQuery, now: EpochMs): QueryCommand {
  const { tenant, vendorData, limit, after } = query;
  const unexpired = isUnexpired(now);
  return new QueryCommand({
    TableName: table.tableName,
    IndexName: byVendorData.index,
    KeyConditionExpression: '#user = :user',
    FilterExpression: unexpired.expression,
    ExpressionAttributeNames: { '#user': byVendorData.user, ...unexpired.names },
    ExpressionAttributeValues: { ':user': text(userKey(tenant, vendorData)), ...unexpired.values },
    ScanIndexForward: false,
    Limit: limit + 1,
    ...(after !== undefined && { ExclusiveStartKey: positionItem(query, after) }),
  });
}

function pageOf(found: readonly ListedSession[], limit: number, rest?: Item): SessionPage {
  const sessions = found.slice(0, limit);
  const last = sessions.at(-1);
  if (found.length > limit && last !== undefined) return { sessions, next: positionOf(last) };
  return { sessions, ...(rest !== undefined && { next: readPosition(rest) }) };
}

/**
 * Lists the sessions of one user from the index alone. The filter drops expired records after the
 * limit is applied, so a page may take several queries.
 */
export async function listSessions(
  table: DynamodbTable,
  query: SessionQuery,
  now: EpochMs,
): Promise<SessionPage> {
  async function collect(
    found: readonly ListedSession[],
    after: SessionPosition | undefined,
    queriesLeft: number,
  ): Promise<SessionPage> {
    const from = after === undefined ? query : { ...query, after };
    const answer: QueryCommandOutput = await answered(
      table.client.send(queryFor(table, from, now)),
    );
    const all = [...found, ...(answer.Items ?? []).map(readListed)];
    const rest = answer.LastEvaluatedKey;
    const isEnough = all.length > query.limit || rest === undefined || queriesLeft <= 1;
    return isEnough
      ? pageOf(all, query.limit, rest)
      : collect(all, readPosition(rest), queriesLeft - 1);
  }
  return collect([], query.after, MOST_QUERIES);
}
