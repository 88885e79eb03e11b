import type { AddressInfo } from 'node:net';
import {
  CreateTableCommand,
  DeleteItemCommand,
  DynamoDBClient,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import type { Item } from '../../shared/adapters/dynamodb/attributes.ts';
import type { DynamodbTable } from '../../shared/adapters/dynamodb/table.ts';
import { DUE_BUCKETS, TABLE } from '../../shared/contract/table.ts';
import { tableDefinition } from '../../shared/contract/table-definition.ts';
import { recorder } from './recorder.ts';

/** A DynamoDB of the test's own, reached through the real SDK. */
export interface TestTable extends DynamodbTable {
  readonly endpoint: string;
  /** Everything that is in the table, expired or not. */
  readonly items: () => Promise<readonly Item[]>;
  readonly item: (key: string) => Promise<Item | undefined>;
  /** The index `due`, bucket by bucket, each oldest first. */
  readonly due: () => Promise<readonly Item[]>;
  /** What the TTL does, sooner or later, to an item that has expired. */
  readonly remove: (key: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

const TABLE_NAME = 'sessions';
export const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

async function started(): Promise<{ endpoint: string; close: () => Promise<void> }> {
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = async () =>
    new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
    });
  return { endpoint: `http://127.0.0.1:${port}`, close };
}

async function dueIn(client: DynamoDBClient, bucket: string): Promise<readonly Item[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: TABLE_NAME,
      IndexName: TABLE.due.index,
      KeyConditionExpression: '#bucket = :bucket',
      ExpressionAttributeNames: { '#bucket': TABLE.due.bucket },
      ExpressionAttributeValues: { ':bucket': { S: bucket } },
    }),
  );
  return Items;
}

/** Starts dynalite in memory on a free port and makes the table as the contract describes it. */
export async function startTable(): Promise<TestTable> {
  const { endpoint, close } = await started();
  // Without the timeouts of production: a busy machine must not look like a table that is down.
  const client = new DynamoDBClient({
    region: 'eu-west-1',
    endpoint,
    credentials: CREDENTIALS,
  });
  await client.send(new CreateTableCommand({ TableName: TABLE_NAME, ...tableDefinition() }));
  const items = async () =>
    (await client.send(new ScanCommand({ TableName: TABLE_NAME }))).Items ?? [];
  return {
    client,
    tableName: TABLE_NAME,
    telemetry: recorder(),
    endpoint,
    items,
    item: async (key) => (await items()).find((item) => item[TABLE.key]?.S === key),
    due: async () =>
      (await Promise.all(DUE_BUCKETS.map(async (bucket) => dueIn(client, bucket)))).flat(),
    remove: async (key) => {
      const Key = { [TABLE.key]: { S: key } };
      await client.send(new DeleteItemCommand({ TableName: TABLE_NAME, Key }));
    },
    close: async () => {
      client.destroy();
      await close();
    },
  };
}
