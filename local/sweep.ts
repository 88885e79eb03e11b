import type { SweepBatchResult } from '../shared/contract/sweep-workflow.ts';
import { DUE_BUCKETS, TABLE } from '../shared/contract/table.ts';
import type { LocalSweepDetail, LocalSweepNews, LocalSweepRun } from './console-api/wire.ts';
import type { DatabaseCall } from './database-client.ts';
import { isList, isRecord, parseJson } from './json.ts';
import { runSteps } from './sweep-steps.ts';
import type { DueSource } from './veriff/clock.ts';
import type { WorkerAnswer } from './worker-messages.ts';
import { localDefinition, localWorkflow } from './workflow.ts';

/** The scheduled sweep: every minute of virtual time, never two at once. */
export interface Sweep {
  readonly source: DueSource;
  readonly isRunning: boolean;
  runNow(): Promise<LocalSweepRun>;
  /** The last runs, newest first. */
  list(): readonly LocalSweepRun[];
  /** One of them with the states that it went through. */
  detail(id: number): LocalSweepDetail | undefined;
  /** When the schedule starts the next one, ms since 1970. */
  nextAt(): number;
}

/** What the sweep works with. */
export interface SweepOptions {
  readonly tableName: string;
  readonly database: DatabaseCall;
  readonly pollDecision: (payload: string) => Promise<WorkerAnswer>;
  /** Virtual time, ms since 1970. */
  readonly now: () => number;
  /** The same as long as the table cannot have changed; undefined while it may be changing. */
  readonly tableVersion: () => number | undefined;
  /** Before each run, for what goes along with it. */
  readonly before?: (now: number) => Promise<unknown>;
  readonly onNews?: (news: LocalSweepNews) => void;
  /** A batch of sessions goes to `poll-decision`; what it gives back hears of the answer. */
  readonly onBatch?: (sessions: readonly string[]) => (answer: WorkerAnswer) => void;
}

const MINUTE_MS = 60_000;
const RUNS_KEPT = 200;
/** Runs whose states are kept. */
const DETAILS_KEPT = 50;
const SESSIONS_KEPT = 1000;

type StartedBy = LocalSweepRun['startedBy'];

/** The sweep with its schedule. While the clock is moved by hand, minutes in which nothing is due are passed over. */
export function sweep(options: SweepOptions): Sweep {
  const runs: LocalSweepDetail[] = [];
  const runOnce = runner(options);
  const debt = earliestDebt(options);
  let lastMinute = minuteOf(options.now());
  let queue: Promise<unknown> = Promise.resolve();
  let running = 0;
  const inTurn = async (startedBy: StartedBy): Promise<LocalSweepRun> => {
    running += 1;
    const turn = queue.then(async () => runOnce(startedBy)).finally(() => (running -= 1));
    queue = turn.catch(() => undefined);
    const done = await turn;
    if (runs.unshift(done) > RUNS_KEPT) runs.pop();
    const forgotten = runs[DETAILS_KEPT];
    if (forgotten !== undefined) runs[DETAILS_KEPT] = { ...forgotten, steps: [] };
    return withoutSteps(done);
  };
  const next = async (advancing: boolean): Promise<number | undefined> => {
    // What a machine slept through is made up for by one run, as one run finds all that is due.
    if (!advancing) return Math.max(lastMinute + MINUTE_MS, minuteOf(options.now()));
    const due = await debt();
    return due === undefined ? undefined : Math.max(lastMinute + MINUTE_MS, nextMinute(due));
  };
  const run = async (now: number): Promise<void> => {
    lastMinute = minuteOf(now);
    await inTurn('schedule');
  };
  return {
    get isRunning() {
      return running > 0;
    },
    source: { name: 'sweep', next, run },
    runNow: async () => inTurn('hand'),
    list: () => runs.map(withoutSteps),
    detail: (id) => runs.find((each) => each.id === id),
    nextAt: () => Math.max(lastMinute + MINUTE_MS, minuteOf(options.now())),
  };
}

function withoutSteps({ steps: _, ...run }: LocalSweepDetail): LocalSweepRun {
  return run;
}

/** Runs the workflow once and tells what came of it; a run that fails is a run too. */
function runner(options: SweepOptions): (startedBy: StartedBy) => Promise<LocalSweepDetail> {
  const { onNews } = options;
  const counts = { found: 0, settled: 0, failed: 0, sessions: [] as string[] };
  const definition = localDefinition(options.tableName);
  const execute = localWorkflow(definition, counted(options, counts), options.now);
  let id = 0;
  return async (startedBy) => {
    const now = options.now();
    const at = new Date(now).toISOString();
    id += 1;
    const number = id;
    await options.before?.(now);
    Object.assign(counts, { found: 0, settled: 0, failed: 0, sessions: [] });
    onNews?.({ kind: 'started', run: number, at });
    const started = performance.now();
    const followed = runSteps(definition);
    const error = await execute(now, (event) => {
      const step = followed.take(event);
      if (step !== undefined) onNews?.({ kind: 'step', run: number, step });
    }).then(() => undefined, reasonOf);
    const done: LocalSweepRun = {
      id: number,
      at,
      startedBy,
      ...counts,
      ...followed.counts,
      milliseconds: Math.round(performance.now() - started),
      ...(error !== undefined && { error }),
    };
    onNews?.({ kind: 'ended', run: done });
    return { ...done, steps: followed.steps };
  };
}

function minuteOf(at: number): number {
  return Math.floor(at / MINUTE_MS) * MINUTE_MS;
}

function nextMinute(at: number): number {
  return Math.ceil(at / MINUTE_MS) * MINUTE_MS;
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
}

/** The workflow's targets, with what passes through them added up: its own result tells no numbers. */
function counted(
  options: SweepOptions,
  counts: { found: number; settled: number; failed: number; sessions: string[] },
): Parameters<typeof localWorkflow>[1] {
  return {
    database: async (operation, input) => {
      const answer = await options.database(operation, input);
      counts.found += Number(answer['Count'] ?? 0);
      return answer;
    },
    invoke: async (_arn, payload) => {
      const sessions = sessionsIn(payload);
      const onAnswer = options.onBatch?.(sessions);
      const answer = await options.pollDecision(payload);
      onAnswer?.(answer);
      const { settled, failed } = batchResult(answer);
      counts.settled += settled;
      counts.failed += failed;
      counts.sessions.push(...sessions.slice(0, SESSIONS_KEPT - counts.sessions.length));
      return answer;
    },
  };
}

function sessionsIn(payload: string): readonly string[] {
  const batch = parseJson(payload);
  const { sessions } = isRecord(batch) ? batch : {};
  return isList(sessions) ? sessions.filter((each) => typeof each === 'string') : [];
}

function batchResult(answer: WorkerAnswer): Pick<SweepBatchResult, 'settled' | 'failed'> {
  const result = 'payload' in answer ? parseJson(answer.payload) : undefined;
  const { settled, failed } = isRecord(result) ? result : {};
  return { settled: Number(settled ?? 0), failed: Number(failed ?? 0) };
}

/** When the earliest debt of the whole table is due (ms), from the same index that the sweep reads. */
function earliestDebt(options: SweepOptions): () => Promise<number | undefined> {
  let known: { readonly version?: number | undefined; readonly at: number | undefined } | undefined;
  return async () => {
    const version = options.tableVersion();
    if (known !== undefined && version !== undefined && known.version === version) return known.at;
    const firsts = await Promise.all(DUE_BUCKETS.map(async (each) => firstOf(options, each)));
    const found = firsts.filter((each) => each !== undefined);
    known = { version, at: found.length === 0 ? undefined : Math.min(...found) };
    return known.at;
  };
}

async function firstOf(
  { database, tableName }: SweepOptions,
  bucket: string,
): Promise<number | undefined> {
  const answer = await database('Query', {
    TableName: tableName,
    IndexName: TABLE.due.index,
    KeyConditionExpression: '#bucket = :bucket',
    ExpressionAttributeNames: { '#bucket': TABLE.due.bucket },
    ExpressionAttributeValues: { ':bucket': { S: bucket } },
    Limit: 1,
  });
  const item: unknown = Array.isArray(answer['Items']) ? answer['Items'][0] : undefined;
  const at = isRecord(item) ? item[TABLE.due.at] : undefined;
  const text = isRecord(at) ? at['S'] : undefined;
  return typeof text === 'string' ? Date.parse(text) : undefined;
}
