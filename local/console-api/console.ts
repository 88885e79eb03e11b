import { readFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Database } from '../database.ts';
import type { EventLog } from '../event-log.ts';
import { isRecord, parseJson } from '../json.ts';
import type { Observer } from '../observer.ts';
import type { Sweep } from '../sweep.ts';
import type { VirtualClock } from '../veriff/clock.ts';
import { startedAt } from './doctor.ts';
import { live } from './live.ts';
import { localRoutes } from './local-routes.ts';
import { consoleServer } from './server.ts';
import { simulatorClient } from './simulator-client.ts';
import { eventStream } from './stream.ts';
import type { LocalInfo } from './wire.ts';

/** The parts of the run that the console shows. */
export interface ConsoleParts {
  readonly consoleUrl: string;
  readonly apiUrl: string;
  readonly simulatorUrl: string;
  readonly dataDir: string | undefined;
  readonly observer: Observer;
  readonly database: Database;
  readonly events: EventLog;
  readonly sweep: Sweep;
  readonly clock: VirtualClock;
  /** The folder of the project, with what is built from it. */
  readonly root: string;
}

/** What the console port serves, and how to end it. */
export interface ConsoleListener {
  readonly listener: RequestListener;
  close(): Promise<void>;
}

/** The folder of this project. */
export const PROJECT_ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');

/** Makes what the console port serves. */
export async function openConsole(parts: ConsoleParts): Promise<ConsoleListener> {
  const { observer, clock, apiUrl, simulatorUrl, root } = parts;
  const simulator = simulatorClient(simulatorUrl);
  // Nobody waits for it; whoever asks before it is read waits then, and hears of what went wrong.
  observer.records.load().catch(() => undefined);
  const watching = live({ news: observer.news, clock, faults: observer.faults, simulator });
  const stream = eventStream({
    news: observer.news,
    log: observer.log,
    standing: watching.standing,
    onHeard: watching.listen,
  });
  const routes = localRoutes({ ...parts, simulator, info: await infoOf(parts) });
  return {
    listener: consoleServer({ routes, stream, apiUrl, simulatorUrl, root }),
    close: async () => {
      stream.close();
      await watching.close();
    },
  };
}

async function infoOf({
  root,
  consoleUrl,
  apiUrl,
  simulatorUrl,
  dataDir,
}: ConsoleParts): Promise<LocalInfo> {
  const manifest = parseJson(await readFile(`${root}/package.json`, 'utf8'));
  return {
    version: isRecord(manifest) ? String(manifest['version']) : '',
    node: process.versions.node,
    dataDir: dataDir ?? null,
    consoleUrl,
    apiUrl,
    simulatorUrl,
    webhookUrl: `${apiUrl}/webhooks/veriff`,
    startedAt: new Date(startedAt()).toISOString(),
  };
}
