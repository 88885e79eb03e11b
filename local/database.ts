import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { Worker } from 'node:worker_threads';
import { tableDefinition } from '../shared/contract/table-definition.ts';
import { type DatabaseCall, DatabaseError, databaseClient } from './database-client.ts';
import type { DatabaseNews } from './database-news.ts';
import { isList, isRecord } from './json.ts';
import { LOOPBACK } from './listen.ts';
import { StartError } from './start-error.ts';

/** The embedded DynamoDB with its one table. */
export interface Database {
  readonly endpoint: string;
  readonly tableName: string;
  readonly call: DatabaseCall;
  /** True where the table was there already. */
  readonly isContinued: boolean;
  close(): Promise<void>;
}

/** The name of the local table. */
export const TABLE_NAME = 'veriff-sessions';

/** Starts the database on the data of `folder`, or in memory, and makes the table where it is missing. */
export async function startDatabase(folder: string | undefined): Promise<Database> {
  const worker = new Worker(new URL('./database-worker.ts', import.meta.url), {
    argv: folder === undefined ? [] : [folder],
    execArgv: [],
    // Its young generation would otherwise grow to tens of megabytes for nothing.
    resourceLimits: { maxYoungGenerationSizeMb: 16 },
  });
  try {
    const port = await listening(worker, folder);
    const endpoint = `http://${LOOPBACK}:${port}`;
    const call = databaseClient(endpoint);
    const isContinued = await ensureTable(call, folder);
    const close = async (): Promise<void> => {
      call.close();
      await stop(worker);
    };
    return { endpoint, tableName: TABLE_NAME, call, isContinued, close };
  } catch (error) {
    await worker.terminate();
    throw error;
  }
}

async function listening(worker: Worker, folder: string | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    worker.on('error', reject);
    worker.on('message', (news: DatabaseNews) => {
      if (news.kind === 'listening') resolve(news.port);
      else if (news.kind === 'error') console.error('database:', news.detail);
      if (news.kind === 'in-use' || news.kind === 'damaged')
        reject(folderError(news, folder ?? ''));
    });
  });
}

function folderError(
  news: Extract<DatabaseNews, { kind: 'in-use' | 'damaged' }>,
  folder: string,
): StartError {
  if (news.kind === 'in-use') {
    return new StartError(
      `${folder} is in use by another run. Stop it, or set DATA_DIR to another folder.`,
    );
  }
  return new StartError(
    `${folder} is damaged: ${news.detail}\nNothing was changed in it. Move it away to start afresh, or set DATA_DIR to another folder.`,
  );
}

async function ensureTable(call: DatabaseCall, folder: string | undefined): Promise<boolean> {
  const wanted = tableDefinition();
  const held = await describe(call);
  if (held === undefined) {
    await call('CreateTable', { TableName: TABLE_NAME, ...wanted });
    await untilActive(call);
    return false;
  }
  if (!isSame(held, wanted)) {
    throw new StartError(
      `The table in ${folder} was made by another version of this project.\nNothing was changed in it. Move it away to start afresh, or set DATA_DIR to another folder.`,
    );
  }
  return true;
}

async function describe(
  call: DatabaseCall,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    const { Table: table } = await call('DescribeTable', { TableName: TABLE_NAME });
    return isRecord(table) ? table : undefined;
  } catch (error) {
    if (error instanceof DatabaseError && error.name === 'ResourceNotFoundException')
      return undefined;
    throw error;
  }
}

/** A table that was just made takes writes a moment later. */
async function untilActive(call: DatabaseCall): Promise<void> {
  while ((await describe(call))?.['TableStatus'] !== 'ACTIVE') {
    await setTimeout(2);
  }
}

/** Keys and indexes; what DynamoDB adds on its own is left out. */
function isSame(
  held: Readonly<Record<string, unknown>>,
  wanted: ReturnType<typeof tableDefinition>,
): boolean {
  const indexes = held['GlobalSecondaryIndexes'];
  return (
    isDeepStrictEqual(held['KeySchema'], wanted.KeySchema) &&
    isDeepStrictEqual(byName(isList(indexes) ? indexes : []), byName(wanted.GlobalSecondaryIndexes))
  );
}

function byName(list: readonly unknown[]): readonly unknown[] {
  return list.map(shape).toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
}

/** What an index is, without what the database adds. */
function shape(index: unknown): unknown {
  return isRecord(index) ? [index['IndexName'], index['KeySchema'], index['Projection']] : index;
}

async function stop(worker: Worker): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    worker.on('message', (news: DatabaseNews) => {
      if (news.kind === 'closed') resolve();
    });
    worker.on('exit', () => resolve());
  });
  worker.postMessage('close');
  await closed;
  await worker.terminate();
}
