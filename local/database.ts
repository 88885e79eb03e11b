import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import {
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
  Worker,
} from 'node:worker_threads';
import { tableDefinition } from '../shared/contract/table-definition.ts';
import { type DatabaseCall, DatabaseError, databaseClient } from './database-client.ts';
import type { AskedCall, SeenCall, Verdict } from './database-front.ts';
import type { DatabaseNews, DatabaseOrder, DatabaseStart } from './database-news.ts';
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
  /** Whether every call is judged before it is done; nobody is asked otherwise. */
  arm(isArmed: boolean): void;
  /** Tells at once what was seen so far: whatever was answered before this call. */
  catchUp(): void;
  close(): Promise<void>;
}

/** Who watches the calls of a database. */
export interface DatabaseWatch {
  /** The virtual clock's offset. */
  readonly offsetCell: SharedArrayBuffer;
  /** Hears of every write, in order, and of what else failed. */
  readonly onCall: (call: SeenCall) => void;
  readonly judge: (call: AskedCall) => Verdict;
  /** See the verdict `die-after`. */
  readonly onDone: (call: AskedCall) => void;
}

/** The name of the local table. */
export const TABLE_NAME = 'veriff-sessions';

/** Starts the database on the data of `folder`, or in memory, and makes the table where it is missing. */
export async function startDatabase(
  folder: string | undefined,
  watch?: DatabaseWatch,
): Promise<Database> {
  const { worker, armed, catchUp } = startThread(folder, watch);
  try {
    const port = await listening(worker, folder);
    const endpoint = `http://${LOOPBACK}:${port}`;
    const call = databaseClient(endpoint);
    const isContinued = await ensureTable(call, folder);
    if (watch !== undefined) obeyJudge(worker, watch);
    const close = async (): Promise<void> => {
      call.close();
      await stop(worker);
      catchUp();
    };
    const arm = (isArmed: boolean): void => {
      Atomics.store(armed, 0, isArmed ? 1 : 0);
    };
    return { endpoint, tableName: TABLE_NAME, call, isContinued, arm, catchUp, close };
  } catch (error) {
    await worker.terminate();
    throw error;
  }
}

interface Thread {
  readonly worker: Worker;
  readonly armed: Int32Array;
  readonly catchUp: () => void;
}

function startThread(folder: string | undefined, watch: DatabaseWatch | undefined): Thread {
  const { port1: seen, port2: told } = new MessageChannel();
  const armedCell = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const start: DatabaseStart = {
    folder,
    ...(watch !== undefined && { watch: { offsetCell: watch.offsetCell, armedCell, seen } }),
  };
  const worker = new Worker(new URL('./database-worker.ts', import.meta.url), {
    execArgv: [],
    // Its young generation would otherwise grow to tens of megabytes for nothing.
    resourceLimits: { maxYoungGenerationSizeMb: 16 },
  });
  order(worker, { kind: 'start', start }, watch === undefined ? [] : [seen]);
  const take = (call: unknown): void => {
    if (isSeenCall(call)) watch?.onCall(call);
  };
  told.on('message', take);
  // It is no reason for a process to stay alive.
  told.unref();
  const catchUp = (): void => {
    for (;;) {
      const next: { readonly message?: unknown } | undefined = receiveMessageOnPort(told);
      if (next === undefined) return;
      take(next.message);
    }
  };
  return { worker, armed: new Int32Array(armedCell), catchUp };
}

/** Nothing else comes by that port. */
function isSeenCall(value: unknown): value is SeenCall {
  return isRecord(value) && typeof value['operation'] === 'string';
}

function order(worker: Worker, given: DatabaseOrder, ports: readonly MessagePort[] = []): void {
  worker.postMessage(given, [...ports]);
}

function obeyJudge(worker: Worker, { judge, onDone }: DatabaseWatch): void {
  worker.on('message', (news: DatabaseNews) => {
    if (news.kind === 'asked')
      order(worker, { kind: 'judged', id: news.id, verdict: judge(news.call) });
    if (news.kind === 'done') onDone(news.call);
  });
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
  order(worker, { kind: 'stop' });
  await closed;
  await worker.terminate();
}
