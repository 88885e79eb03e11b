import { join } from 'node:path';
import type { ConsoleParts } from './console-api/console.ts';
import { type Database, startDatabase } from './database.ts';
import { databaseClient } from './database-client.ts';
import { DEMONSTRATION } from './demonstration.ts';
import { openDoor } from './doors.ts';
import { type EventLog, openEventLog, type PublishedEvent } from './event-log.ts';
import { expiry } from './expiry.ts';
import { openFunctionLog } from './function-log.ts';
import { type FunctionSet, functionSet } from './functions.ts';
import { gateway } from './gateway.ts';
import type { OnMessage } from './messages.ts';
import { type Observer, openObserver } from './observer.ts';
import { startServices } from './services.ts';
import type { Settings } from './settings.ts';
import { simulatorMessage } from './simulator-message.ts';
import { StartError } from './start-error.ts';
import { type Sweep, sweep } from './sweep.ts';
import { sweepMessage } from './sweep-message.ts';
import { type VirtualClock, virtualClock } from './veriff/clock.ts';
import { loadClockOffset } from './veriff/clock-file.ts';
import { type Simulator, startSimulator } from './veriff/simulator.ts';
import type { FunctionError } from './worker-messages.ts';

/** The whole service, running on this machine. */
export interface Stack {
  readonly consoleUrl: string;
  readonly apiUrl: string;
  readonly simulatorUrl: string;
  readonly clock: VirtualClock;
  readonly database: Database;
  readonly sweep: Sweep;
  /** What the console is made of. */
  readonly console: ConsoleParts;
  /** Lets what is under way finish, then stops every part. */
  close(): Promise<void>;
}

/** Who hears of what happens in it. */
interface StackListener {
  readonly onMessage: OnMessage;
  readonly onFailure: (name: string, error: FunctionError) => void;
}

/** What has been started, to be ended in reverse order. */
type Closers = (() => Promise<void>)[];

/** What a test may want to be otherwise. */
export interface StackOptions extends StackListener {
  /** The folder of the bundles, `dist/functions` by default. */
  readonly bundles?: string;
}

/** Starts the parts in the order in which they need each other; after a failure nothing is left running. */
export async function startStack(settings: Settings, options: StackOptions): Promise<Stack> {
  const closers: Closers = [];
  try {
    return await start(settings, options, closers);
  } catch (error) {
    await closeAll(closers);
    throw error;
  }
}

async function start(settings: Settings, options: StackOptions, closers: Closers): Promise<Stack> {
  const { dataDir } = settings;
  // Ports first: a second run must not come near the data of the first one.
  const api = closing(closers, await openDoor(settings.apiPort, 'API_PORT'));
  const page = closing(closers, await openDoor(settings.consolePort, 'CONSOLE_PORT'));
  // It is read while the database starts on its own thread.
  const consoleApi = import('./console-api/console.ts');
  const clock = virtualClock({ offsetMs: offsetOf(dataDir), onError: reportClockError });
  const table = dataDir === undefined ? undefined : join(dataDir, 'table');
  const observer = closing(closers, await openObserver({ clock, dataDir }));
  const database = closing(closers, await startDatabase(table, observer.database));
  const events = closing(closers, await openEventLog(dataDir));
  const watched = { ...options, database, clock, events, observer };
  const functions = await openFunctions(settings, watched, closers);
  observer.attach({ database, functions });
  // Before the functions stop, the doors close to what is new.
  closing(closers, api);
  closing(closers, page);
  const sweeping = sweepOf({ database, clock, functions, observer, listener: options }, closers);
  const { onMessage } = options;
  const { onExchange } = observer;
  api.serve(gateway({ invoke: functions.invoke, now: () => clock.now(), onMessage, onExchange }));
  const parts = { clock, webhookBase: api.url, swept: sweeping, observer, listener: options };
  const simulator = closing(closers, await openSimulator(settings, parts));
  functions.isReady(simulator.url);
  clock.addSource(sweeping.source);
  closers.push(async () => clock.stop());
  const urls = {
    consoleUrl: `http://localhost:${page.port}`,
    apiUrl: `http://localhost:${api.port}`,
    simulatorUrl: simulator.url,
  };
  const run = { ...urls, clock, database, sweep: sweeping };
  const { openConsole, PROJECT_ROOT } = await consoleApi;
  const shown: ConsoleParts = { ...run, dataDir, observer, events, root: PROJECT_ROOT };
  // Its streams would hold the port open.
  page.serve(closing(closers, await openConsole(shown)).listener);
  return { ...run, console: shown, close: async () => closeAll(closers) };
}

interface FunctionParts extends StackOptions {
  readonly database: Database;
  readonly clock: VirtualClock;
  readonly events: EventLog;
  readonly observer: Observer;
}

/** The functions with the services that they call. Their secret names the simulator, which starts after them. */
async function openFunctions(
  settings: Settings,
  parts: FunctionParts,
  closers: Closers,
): Promise<FunctionSet & { isReady(simulatorUrl: string): void }> {
  const { database, clock, events, bundles, observer } = parts;
  const tell = tellPublished(parts, clock);
  let simulatorUrl = '';
  const services = closing(
    closers,
    await startServices({
      database,
      events,
      now: () => clock.now(),
      simulatorUrl: () => simulatorUrl,
      watch: {
        ...observer.services,
        onPublished: (event, caller) => {
          observer.services.onPublished(event, caller);
          tell(event);
        },
      },
    }),
  );
  const folder = settings.quiet ? undefined : settings.dataDir;
  const log = closing(closers, await openFunctionLog(folder));
  const functions = functionSet({
    surroundings: services.surroundings,
    offsetCell: clock.offsetCell,
    log: (text) => log.write(text),
    onFailure: parts.onFailure,
    timesOut: observer.hooks.timesOut,
    ...(bundles !== undefined && { folder: bundles }),
  });
  const isReady = (url: string): void => {
    simulatorUrl = url;
  };
  return { ...closing(closers, functions), isReady };
}

function closing<Part extends { close(): Promise<void> }>(closers: Closers, part: Part): Part {
  closers.push(async () => part.close());
  return part;
}

async function closeAll(closers: Closers): Promise<void> {
  for (const close of closers.splice(0).toReversed()) {
    await close();
  }
}

function offsetOf(dataDir: string | undefined): number {
  if (dataDir === undefined) return 0;
  try {
    return loadClockOffset(dataDir);
  } catch (error) {
    throw new StartError(error instanceof Error ? error.message : String(error));
  }
}

function reportClockError(error: unknown, source: string): void {
  console.error(`clock: ${source}:`, error);
}

function tellPublished(
  { onMessage }: StackListener,
  clock: VirtualClock,
): (event: PublishedEvent) => void {
  return ({ detailType, detail }) => {
    const session = detail['sessionId'];
    onMessage({
      at: clock.now(),
      from: 'api',
      to: 'bus',
      what: detailType,
      result: 'published',
      ...(typeof session === 'string' && { session }),
    });
  };
}

interface SweepParts {
  readonly database: Database;
  readonly clock: VirtualClock;
  readonly functions: FunctionSet;
  readonly observer: Observer;
  readonly listener: StackListener;
}

function sweepOf(parts: SweepParts, closers: Closers): Sweep {
  const { database, clock, functions, observer, listener } = parts;
  const expired = expiry(database, observer.hooks.staysExpired);
  // By a name of its own, so that faults can tell its calls.
  const call = databaseClient(database.endpoint, 'sweep');
  closers.push(async () => call.close());
  return sweep({
    tableName: database.tableName,
    database: call,
    pollDecision: async (payload) => functions.invoke('poll-decision', payload),
    now: () => clock.now(),
    tableVersion: functions.activity,
    before: async (now) => expired.runIfStale(now),
    onBatch: observer.onBatch,
    onNews: (news) => {
      observer.news.tell({ name: 'sweep', data: news });
      const message = news.kind === 'ended' ? sweepMessage(news.run) : undefined;
      if (message !== undefined) listener.onMessage(message);
    },
  });
}

interface SimulatorParts {
  readonly clock: VirtualClock;
  readonly webhookBase: string;
  readonly swept: Sweep;
  readonly observer: Observer;
  readonly listener: StackListener;
}

async function openSimulator(settings: Settings, parts: SimulatorParts): Promise<Simulator> {
  const { clock, webhookBase, swept, observer, listener } = parts;
  try {
    return await startSimulator({
      port: settings.simulatorPort,
      clock,
      webhookUrl: `${webhookBase}/webhooks/veriff`,
      integration: DEMONSTRATION,
      ...(settings.dataDir !== undefined && { dataDir: settings.dataDir }),
      log: (line) => {
        observer.onSimulatorLine(line);
        const message = simulatorMessage(line, swept.isRunning ? 'sweep' : 'api');
        if (message !== undefined) listener.onMessage(message);
      },
    });
  } catch (error) {
    // What it cannot start for are a port and a data file; both errors are written for the user.
    throw new StartError(error instanceof Error ? error.message : String(error));
  }
}
