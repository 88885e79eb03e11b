import type { RequestListener, Server } from 'node:http';
import { parentPort } from 'node:worker_threads';
import dynalite from 'dynalite';
import { leaveFolder, prepareFolder } from './database-folder.ts';
import { databaseFront, type FrontWatch, type Verdict } from './database-front.ts';
import type { DatabaseNews, DatabaseOrder, DatabaseStart } from './database-news.ts';
import { lastAnswers } from './last-answers.ts';
import { keepFewFilesOpen } from './level.ts';
import { LOOPBACK, portOf } from './listen.ts';

// The embedded DynamoDB on a thread of its own: it would otherwise block the front and the simulator.

const asked = new Map<number, (verdict: Verdict) => void>();
let questions = 0;
let stopServing = (): void => {};

function tell(news: DatabaseNews): void {
  parentPort?.postMessage(news);
}

function frontWatch({
  offsetCell,
  armedCell,
  seen,
}: NonNullable<DatabaseStart['watch']>): FrontWatch {
  const offset = new Float64Array(offsetCell);
  const armed = new Int32Array(armedCell);
  return {
    seen: (call) => seen.postMessage(call),
    judge: (call) => {
      if (Atomics.load(armed, 0) === 0) return undefined;
      questions += 1;
      const { promise, resolve } = Promise.withResolvers<Verdict>();
      asked.set(questions, resolve);
      tell({ kind: 'asked', id: questions, call });
      return promise;
    },
    done: (call) => tell({ kind: 'done', call }),
    now: () => Math.floor(Date.now() + (offset[0] ?? 0)),
  };
}

/** Puts the front before the engine, which is the server's only listener. */
function watched(server: Server, given: NonNullable<DatabaseStart['watch']>): void {
  const [engine] = server.listeners('request');
  if (!isListener(engine)) throw new TypeError('the embedded database has no listener');
  server.removeAllListeners('request');
  server.on('request', databaseFront(engine, frontWatch(given)));
}

function isListener(value: unknown): value is RequestListener {
  return typeof value === 'function';
}

function serve({ folder, watch }: DatabaseStart): () => Promise<void> {
  const server = dynalite({ createTableMs: 0, ...(folder !== undefined && { path: folder }) });
  // Its default closes idle connections after five seconds, under the feet of a client that sends.
  server.keepAliveTimeout = 65_000;
  if (watch !== undefined) watched(server, watch);
  const close = lastAnswers(server);
  server.listen(0, LOOPBACK, () => tell({ kind: 'listening', port: portOf(server) }));
  return close;
}

async function stop(close: () => Promise<void>, { folder, watch }: DatabaseStart): Promise<void> {
  await close();
  if (folder !== undefined) leaveFolder(folder);
  tell({ kind: 'closed' });
  watch?.seen.close();
}

async function start(given: DatabaseStart): Promise<void> {
  const { folder } = given;
  const found = folder === undefined ? undefined : await prepareFolder(folder);
  if (found !== undefined) {
    tell(found);
    return;
  }
  const close = serve(given);
  stopServing = () => void stop(close, given);
}

async function obey(order: DatabaseOrder): Promise<void> {
  switch (order.kind) {
    case 'start':
      return start(order.start);
    case 'judged':
      asked.get(order.id)?.(order.verdict);
      asked.delete(order.id);
      break;
    case 'stop':
      stopServing();
      break;
  }
}

// A client that goes away in the middle of a request makes the store throw; nobody waits for that answer.
process.on('uncaughtException', (error) => {
  if (!('code' in error) || error.code !== 'ECONNRESET') {
    tell({ kind: 'error', detail: String(error) });
  }
});

keepFewFilesOpen();
parentPort?.on('message', (order: DatabaseOrder) => void obey(order));
