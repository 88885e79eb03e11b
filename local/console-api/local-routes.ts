import type { IncomingMessage } from 'node:http';
import type { Database } from '../database.ts';
import { NAMED_SECRETS } from '../demonstration.ts';
import type { EventLog } from '../event-log.ts';
import { parseFaults } from '../faults/fault-rules.ts';
import { readBody } from '../gateway-body.ts';
import { isRecord, parseJson } from '../json.ts';
import type { Observer } from '../observer.ts';
import { summaryOf, troublesOf } from '../records/summary.ts';
import type { Sweep } from '../sweep.ts';
import { inFull } from '../trace/detail.ts';
import type { VirtualClock } from '../veriff/clock.ts';
import { localDefinition } from '../workflow.ts';
import { withDeliveries } from './deliveries.ts';
import { examine } from './doctor.ts';
import { dueList } from './due.ts';
import { eventsWithTimes } from './events.ts';
import { clockOf } from './live.ts';
import { type Query, wholeNumber } from './query.ts';
import { badRequest, Refusal } from './refusal.ts';
import { type Route, route } from './routes.ts';
import { type DetailParts, sessionDetail } from './session-detail.ts';
import { LIST_PARAMETERS, listSessions } from './session-list.ts';
import type { SimulatorClient } from './simulator-client.ts';
import { sweepsView } from './sweeps.ts';
import type { LocalDueList, LocalInfo, LocalSession } from './wire.ts';
import type { TraceList } from './wire-trace.ts';

/** What the routes under `/_local/` show and do. */
export interface LocalParts {
  readonly observer: Observer;
  readonly database: Database;
  readonly events: EventLog;
  readonly sweep: Sweep;
  readonly clock: VirtualClock;
  readonly simulator: SimulatorClient;
  readonly info: LocalInfo;
  /** The folder of the project. */
  readonly root: string;
}

const TRACE_PARAMETERS = ['session', 'after', 'limit'] as const;
const MOST_ENTRIES = 1000;

/** Every route under `/_local/` but the stream. */
export function localRoutes(parts: LocalParts): readonly Route[] {
  const { events, sweep, info } = parts;
  return [
    route('GET', '/_local/info', { answer: () => info }),
    route('GET', '/_local/sessions', {
      parameters: LIST_PARAMETERS,
      answer: async ({ query }) => sessionList(parts, query),
    }),
    // Before the ids: no session is called like that.
    route('GET', '/_local/sessions/latest', { answer: async () => latest(parts) }),
    route('GET', '/_local/sessions/{id}', {
      answer: async ({ id }) => sessionDetail(detailParts(parts), id),
    }),
    route('GET', '/_local/trace', {
      parameters: TRACE_PARAMETERS,
      answer: async ({ query }) => traceList(parts, query),
    }),
    route('GET', '/_local/trace/{id}', { answer: async ({ id }) => oneEntry(parts, id) }),
    route('GET', '/_local/events', {
      parameters: ['session', 'after', 'limit'],
      answer: ({ query }) => ({ events: eventsWithTimes(events, query) }),
    }),
    route('GET', '/_local/sweeps', { answer: () => sweepsView(sweep, parts.observer.records) }),
    route('POST', '/_local/sweeps', {
      answer: async ({ request }) => {
        await noBody(request);
        return sweep.runNow();
      },
    }),
    route('GET', '/_local/sweeps/{id}', { answer: ({ id }) => oneRun(sweep, id) }),
    route('GET', '/_local/definition', {
      answer: () => localDefinition(parts.database.tableName),
    }),
    route('GET', '/_local/due', { answer: async () => due(parts) }),
    route('GET', '/_local/doctor', {
      answer: async () => examine({ ...parts, faults: parts.observer.faults }),
    }),
    ...faultRoutes(parts.observer),
  ];
}

function faultRoutes({ faults }: Observer): readonly Route[] {
  const path = '/_local/faults';
  return [
    route('GET', path, { answer: () => faults.view() }),
    route('PUT', path, {
      answer: async ({ request }) => {
        const parsed = parseFaults(await bodyOf(request));
        if (!parsed.ok) throw badRequest(...parsed.errors);
        faults.replace(parsed.faults);
        return faults.view();
      },
    }),
    route('DELETE', path, {
      answer: () => {
        faults.clear();
        return faults.view();
      },
    }),
  ];
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const bytes = await readBody(request);
  if (typeof bytes === 'string') throw new Refusal('too-large', 'Send less than 10 MB.');
  const body = bytes.length === 0 ? {} : parseJson(bytes.toString('utf8'));
  if (isRecord(body)) return body;
  throw badRequest({ pointer: '', detail: 'must be a JSON object' });
}

async function noBody(request: IncomingMessage): Promise<void> {
  const body = await bodyOf(request);
  const [name] = isRecord(body) ? Object.keys(body) : [];
  if (name !== undefined)
    throw badRequest({ pointer: `/${name}`, detail: 'this call takes no fields' });
}

function detailParts({ database, observer, simulator, clock }: LocalParts): DetailParts {
  return { database, log: observer.log, simulator, now: () => clock.now() };
}

async function sessionList(parts: LocalParts, query: Query<(typeof LIST_PARAMETERS)[number]>) {
  const { records, log } = parts.observer;
  await records.load();
  const now = parts.clock.now();
  const source = {
    records: records.all(),
    now,
    isTroubled: (record: Parameters<typeof troublesOf>[0]) =>
      troublesOf(record, now, log.refusals(record.id)).length > 0,
    row: (record: Parameters<typeof summaryOf>[0]) =>
      summaryOf(record, now, log.refusals(record.id)),
  };
  return listSessions(source, query);
}

async function latest(parts: LocalParts): Promise<LocalSession> {
  const { records } = parts.observer;
  await records.load();
  const [newest] = records.all();
  if (newest === undefined) throw new Refusal('not-found', 'There is no session yet.');
  return sessionDetail(detailParts(parts), newest.id);
}

async function traceList(
  { observer: { log }, simulator }: LocalParts,
  query: Query<(typeof TRACE_PARAMETERS)[number]>,
): Promise<TraceList> {
  const session = query.get('session');
  const after = query.get('after');
  const bounds = { min: 0, max: Number.MAX_SAFE_INTEGER };
  const filter = {
    ...(session !== undefined && { session }),
    ...(after !== undefined && { after: wholeNumber('after', after, bounds) }),
    limit: wholeNumber('limit', query.get('limit') ?? '500', { min: 1, max: MOST_ENTRIES }),
  };
  const kept = await log.read(filter);
  const entries = kept.map((each) => inFull(each, NAMED_SECRETS));
  const deliveries = session === undefined ? [] : await simulator.deliveries({ session });
  return {
    entries: withDeliveries(entries, deliveries),
    last: entries.at(-1)?.seq ?? filter.after ?? 0,
    cut: log.isCut,
  };
}

async function oneEntry({ observer: { log }, simulator }: LocalParts, id: string): Promise<object> {
  const seq = wholeNumber('seq', id, { min: 1, max: Number.MAX_SAFE_INTEGER });
  const kept = await log.one(seq);
  if (kept === undefined) throw new Refusal('not-found', `There is no message ${id}, or no more.`);
  const { session } = kept;
  if (session === undefined || kept.kind !== 'webhook') return inFull(kept, NAMED_SECRETS);
  // Which delivery it was is told by those before and after it.
  const all = await log.read({ session, limit: MOST_ENTRIES });
  const entries = withDeliveries(
    all.map((each) => inFull(each, NAMED_SECRETS)),
    await simulator.deliveries({ session }),
  );
  return entries.find((entry) => entry.seq === seq) ?? inFull(kept, NAMED_SECRETS);
}

function oneRun(sweep: Sweep, id: string): object {
  const run = sweep.detail(wholeNumber('id', id, { min: 1, max: Number.MAX_SAFE_INTEGER }));
  if (run === undefined) throw new Refusal('not-found', `There is no run ${id}, or no more.`);
  return run;
}

async function due({ observer, simulator, clock }: LocalParts): Promise<LocalDueList> {
  await observer.records.load();
  const waiting = await simulator.deliveries({ outcome: 'waiting' });
  const stands = await clockOf(clock);
  return { ...stands, due: dueList(observer.records.all(), waiting, clock.now()) };
}
