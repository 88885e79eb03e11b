import { join } from 'node:path';
import type { LocalSessionSummary } from './console-api/wire.ts';
import { type Database, type DatabaseWatch, TABLE_NAME } from './database.ts';
import { NAMED_SECRETS } from './demonstration.ts';
import { type FaultWatch, faultWatch } from './faults/fault-watch.ts';
import { type OwnFaults, ownFaults } from './faults/own-faults.ts';
import type { FunctionSet } from './functions.ts';
import type { GatewayExchange } from './gateway.ts';
import { type News, news } from './news.ts';
import { type Records, records } from './records/records.ts';
import { summaryOf } from './records/summary.ts';
import type { ServiceWatch } from './services.ts';
import { traceExchange } from './trace/http-trace.ts';
import { functionOf } from './trace/parties.ts';
import { publicationMessage } from './trace/publication-trace.ts';
import { simulatorMessage } from './trace/simulator-trace.ts';
import { batchMessages } from './trace/sweep-trace.ts';
import { traceCall } from './trace/table-trace.ts';
import { openTrace, type Trace } from './trace/trace.ts';
import { openTraceLog, type TraceLog } from './trace/trace-log.ts';
import { veriffMessage } from './trace/veriff-trace.ts';
import type { VirtualClock } from './veriff/clock.ts';
import type { SimulatorLogLine } from './veriff/simulator.ts';
import type { WorkerAnswer } from './worker-messages.ts';

/** Sees the run from around the bundles, and lets the faults of our own side strike. What ships knows nothing of it. */
export interface Observer {
  readonly news: News;
  readonly log: TraceLog;
  readonly faults: OwnFaults;
  readonly records: Records;
  readonly database: DatabaseWatch;
  readonly services: ServiceWatch;
  readonly hooks: FaultWatch['hooks'];
  readonly onExchange: (exchange: GatewayExchange) => void;
  readonly onSimulatorLine: (line: SimulatorLogLine) => void;
  readonly onBatch: (sessions: readonly string[]) => (answer: WorkerAnswer) => void;
  /** Names what it acts on, once that runs. */
  attach(parts: Attached): void;
  close(): Promise<void>;
}

interface Attached {
  readonly database: Database;
  readonly functions: FunctionSet;
}

interface Context {
  readonly clock: VirtualClock;
  readonly news: News;
  readonly log: TraceLog;
  readonly faults: OwnFaults;
  readonly records: Records;
  readonly trace: Trace;
  /** Undefined until it is attached. */
  acted: Attached | undefined;
}

/** Opens it before the parts that it watches. */
export async function openObserver(parts: {
  readonly clock: VirtualClock;
  readonly dataDir: string | undefined;
}): Promise<Observer> {
  const attached = Promise.withResolvers<Attached>();
  const context = await openContext(parts, attached.promise);
  const { clock, faults, log, records: held, trace } = context;
  const striking = faultWatch({
    faults,
    records: held,
    trace,
    now: () => clock.now(),
    invocationOf: (caller) => context.acted?.functions.invocationOf(caller),
    kill: (caller) => context.acted?.functions.kill(caller),
  });
  const arm = (): void => context.acted?.database.arm(striking.isArmed());
  faults.onChanged((isReplaced) => {
    arm();
    // The secret is read once in minutes: who sets or clears a fault wants to see it with the next call.
    if (isReplaced) context.acted?.functions.renew();
  });
  return {
    news: context.news,
    log,
    faults,
    records: held,
    hooks: striking.hooks,
    database: { ...striking.database, ...tableWatch(context) },
    services: { ...striking.services, ...callWatch(context) },
    ...messageWatch(context),
    attach: (acted) => {
      context.acted = acted;
      attached.resolve(acted);
      arm();
    },
    close: async () => log.close(),
  };
}

async function openContext(
  { clock, dataDir }: { readonly clock: VirtualClock; readonly dataDir: string | undefined },
  attached: Promise<Attached>,
): Promise<Context> {
  const told = news();
  const log = await openTraceLog(dataDir === undefined ? undefined : join(dataDir, 'trace'));
  const held = records({
    call: async (operation, input) => (await attached).database.call(operation, input),
    tableName: TABLE_NAME,
  });
  const isErased = (id: string): boolean => held.get(id)?.kind === 'tombstone';
  const trace = await openTrace({ log, news: told, isErased });
  const faults = ownFaults(dataDir);
  return { clock, news: told, log, faults, records: held, trace, acted: undefined };
}

function tableWatch(context: Context): Pick<DatabaseWatch, 'offsetCell' | 'onCall'> {
  const { clock, log, records: held, trace } = context;
  const parts = {
    trace,
    records: held,
    invocationOf: (caller: string) => context.acted?.functions.invocationOf(caller),
    onChanged: (id: string) => tellSession(context, id),
    onErased: (id: string) => void log.forget(id),
  };
  return { offsetCell: clock.offsetCell, onCall: (call) => traceCall(parts, call) };
}

function callWatch(context: Context): Pick<ServiceWatch, 'onPublished' | 'onVeriff'> {
  const { trace } = context;
  const invocationOf = (caller: string) => context.acted?.functions.invocationOf(caller);
  return {
    onPublished: (event, caller) =>
      trace.tell(publicationMessage(event, functionOf(caller), invocationOf(caller))),
    onVeriff: (exchange) => {
      context.acted?.database.catchUp();
      trace.tell(veriffMessage(exchange, invocationOf(exchange.caller)));
    },
  };
}

function messageWatch(
  context: Context,
): Pick<Observer, 'onExchange' | 'onSimulatorLine' | 'onBatch'> {
  const { clock, records: held, trace } = context;
  const http = { trace, secrets: NAMED_SECRETS, heldDecidedAt: decidedAt(held) };
  return {
    onExchange: (exchange) => {
      context.acted?.database.catchUp();
      const about = traceExchange(http, exchange);
      // A refused webhook is trouble of its session.
      if (about !== undefined && held.get(about) !== undefined) tellSession(context, about);
    },
    onSimulatorLine: (line) => {
      const message = simulatorMessage(line);
      if (message !== undefined) trace.tell(message);
      else if (line.to === 'webhook') trace.claim(line.sessionId ?? '', line.result);
    },
    onBatch: (sessions) => {
      const { found, failed } = batchMessages(sessions, held, clock.now());
      for (const message of found) trace.tell(message);
      return (answer) => {
        context.acted?.database.catchUp();
        for (const message of failed(answer)) trace.tell(message);
      };
    },
  };
}

function tellSession({ news: told, records: held, log, clock }: Context, id: string): void {
  if (!told.isHeard) return;
  const record = held.get(id);
  const data =
    record === undefined ? goneSession(id) : summaryOf(record, clock.now(), log.refusals(id));
  told.tell({ name: 'session', data });
}

function decidedAt(held: Records): (id: string) => string | undefined {
  return (id) => {
    const record = held.get(id);
    if (record?.kind !== 'session') return undefined;
    return (record.decision ?? record.previous)?.decidedAt;
  };
}

/** A session whose record the database has deleted. */
function goneSession(id: string): LocalSessionSummary {
  return { id, presence: 'expired', final: true, attempts: 0, owes: [], troubles: [] };
}
