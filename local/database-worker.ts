import { parentPort } from 'node:worker_threads';
import dynalite from 'dynalite';
import { leaveFolder, prepareFolder } from './database-folder.ts';
import type { DatabaseNews } from './database-news.ts';
import { LOOPBACK, portOf } from './listen.ts';

// The embedded DynamoDB on a thread of its own: it would otherwise block the front and the simulator.

const [path] = process.argv.slice(2);

function tell(news: DatabaseNews): void {
  parentPort?.postMessage(news);
}

function serve(): void {
  const server = dynalite({ createTableMs: 0, ...(path !== undefined && { path }) });
  // Its default closes idle connections after five seconds, under the feet of a client that sends.
  server.keepAliveTimeout = 65_000;
  server.listen(0, LOOPBACK, () => tell({ kind: 'listening', port: portOf(server) }));
  parentPort?.on('message', () => {
    server.close(() => {
      if (path !== undefined) leaveFolder(path);
      tell({ kind: 'closed' });
    });
    server.closeIdleConnections();
  });
}

// A client that goes away in the middle of a request makes the store throw; nobody waits for that answer.
process.on('uncaughtException', (error) => {
  if (!('code' in error) || error.code !== 'ECONNRESET') {
    tell({ kind: 'error', detail: String(error) });
  }
});

const found = path === undefined ? undefined : await prepareFolder(path);
if (found === undefined) serve();
else tell(found);
