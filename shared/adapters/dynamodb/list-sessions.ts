import {
  BatchGetItemCommand,
  type BatchGetItemCommandOutput,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { TABLE } from '../../contract/table.ts';
import { StoreUnavailable } from '../../domain/failure.ts';
import { type EpochMs, isSessionId, type SessionId } from '../../domain/ids.ts';
import type { Session } from '../../domain/session.ts';
import type { SessionPage, SessionPosition, SessionQuery } from '../../ports/session-store.ts';
import { type Item, number, readerOf, text } from './attributes.ts';
import { userKey } from './index-keys.ts';
import { answered } from './send.ts';
import { readRecord } from './session-item.ts';
import { type DynamodbTable, live } from './table.ts';

const { key, byVendorData } = TABLE;

/** A page is cut short after so many queries: more can only be needed where as many pages of expired records wait for deletion. */
const MOST_QUERIES = 5;

/** How often records are asked for that DynamoDB left out of an answer because it had too much to do. */
const MOST_READS = 3;

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

/** One key more than the page holds, to know whether another page follows. */
function queryFor(table: DynamodbTable, query: SessionQuery): QueryCommand {
  const { tenant, vendorData, limit, after } = query;
  return new QueryCommand({
    TableName: table.tableName,
    IndexName: byVendorData.index,
    KeyConditionExpression: '#user = :user',
    ExpressionAttributeNames: { '#user': byVendorData.user },
    ExpressionAttributeValues: { ':user': text(userKey(tenant, vendorData)) },
    ScanIndexForward: false,
    Limit: limit + 1,
    ...(after !== undefined && { ExclusiveStartKey: positionItem(query, after) }),
  });
}

/** What one query came to: keys of a page at most, and where to go on. */
interface Found {
  readonly ids: readonly SessionId[];
  readonly rest?: SessionPosition;
}

async function lookUp(table: DynamodbTable, query: SessionQuery): Promise<Found> {
  const { Items = [], LastEvaluatedKey: end } = await answered(
    table.client.send(queryFor(table, query)),
  );
  const all = Items.map(readPosition);
  const page = all.slice(0, query.limit);
  const rest = all.length > page.length ? page.at(-1) : end && readPosition(end);
  return { ids: page.map(({ id }) => id), ...(rest !== undefined && { rest }) };
}

const itemsIn = ({ Responses = {} }: BatchGetItemCommandOutput) => Object.values(Responses).flat();

/** Reads records, 100 at most (AWS docs: BatchGetItem), consistently; in no order. */
async function readAll(
  table: DynamodbTable,
  keys: readonly Item[],
  readsLeft = MOST_READS,
): Promise<readonly Item[]> {
  if (keys.length === 0) return [];
  if (readsLeft === 0) throw new StoreUnavailable(new Error('BatchGetItem left keys out'));
  const { client, tableName } = table;
  const get = new BatchGetItemCommand({
    RequestItems: { [tableName]: { Keys: [...keys], ConsistentRead: true } },
  });
  const answer = await answered(client.send(get));
  const left = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
  return [...itemsIn(answer), ...(await readAll(table, left, readsLeft - 1))];
}

/** The sessions under these ids, in their order, as far as the record says the same as the index. */
async function readSessions(
  table: DynamodbTable,
  ids: readonly SessionId[],
  { tenant, vendorData, now }: SessionQuery & { readonly now: EpochMs },
): Promise<readonly Session[]> {
  const items = await readAll(
    table,
    ids.map((id) => ({ [key]: text(id) })),
  );
  const byId = new Map(items.map((item) => [item[key]?.S, live(table, item, now)]));
  return ids
    .map((id) => byId.get(id))
    .flatMap((item) => (item === undefined ? [] : [readRecord(item)]))
    .filter((record) => record.kind === 'session')
    .filter((session) => session.tenant === tenant && session.vendorData === vendorData);
}

function pageOf(found: readonly Session[], limit: number, rest?: SessionPosition): SessionPage {
  const sessions = found.slice(0, limit);
  const last = sessions.at(-1);
  if (found.length > limit && last !== undefined) {
    return { sessions, next: { id: last.id, createdAt: last.createdAt } };
  }
  return { sessions, ...(rest !== undefined && { next: rest }) };
}

/**
 * Lists the sessions of one user: the index has their keys, the records are read one and all. What has
 * expired and is not deleted yet still has a key, so a page may take several queries.
 */
export async function listSessions(
  table: DynamodbTable,
  query: SessionQuery,
  now: EpochMs,
): Promise<SessionPage> {
  async function collect(
    before: readonly Session[],
    from: SessionQuery,
    queriesLeft: number,
  ): Promise<SessionPage> {
    const { ids, rest } = await lookUp(table, from);
    const found = [...before, ...(await readSessions(table, ids, { ...query, now }))];
    const isEnough = found.length >= query.limit || rest === undefined || queriesLeft <= 1;
    return isEnough
      ? pageOf(found, query.limit, rest)
      : collect(found, { ...from, after: rest }, queriesLeft - 1);
  }
  return collect([], query, MOST_QUERIES);
}
