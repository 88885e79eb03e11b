import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import {
  functionError,
  runtimeError,
  timeoutError,
  type WorkerAnswer,
  type WorkerMessage,
  type WorkerNews,
} from './worker-messages.ts';

/** How one function is run. */
export interface PoolOptions {
  readonly name: string;
  /** The bundle, `dist/functions/<name>/index.mjs`. */
  readonly bundle: string;
  /** The whole environment that its code sees; nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  /** Variables that hold the name of the execution environment, so that services know who calls them. */
  readonly nameIn?: readonly string[];
  /** Executions at a time; further events wait. */
  readonly most: number;
  /** An execution is stopped after this time. */
  readonly timeoutMs: number;
  /** The virtual clock's offset, see `worker.ts`. */
  readonly offsetCell: SharedArrayBuffer;
  /** Takes what the code prints. */
  readonly log: (text: string) => void;
}

/** Runs one function as Lambda does: one event at a time per environment, more environments on demand. */
export interface FunctionPool {
  /** Does not reject: a failure of the function is an answer too. */
  invoke(event: string): Promise<WorkerAnswer>;
  /** Environments that exist now. */
  readonly size: number;
  /** The invocation that an environment is running, or has run last. */
  invocationOf(environment: string): string | undefined;
  /** Ends an environment in the middle of what it does, as a crash would; false where there is none. */
  kill(environment: string): boolean;
  /** Ends every environment once it has nothing to do: the next event meets a new one. */
  renew(): void;
  /** Waits for what is under way, then stops every environment. */
  close(): Promise<void>;
}

interface Job {
  readonly event: string;
  readonly settle: (answer: WorkerAnswer) => void;
}

interface Slot {
  readonly name: string;
  readonly worker: Worker;
  job: Job | undefined;
  timer: NodeJS.Timeout | undefined;
  invocation: string | undefined;
  /** What the present job has printed. */
  printed: string;
  isStale: boolean;
}

interface Pool {
  readonly options: PoolOptions;
  readonly slots: Set<Slot>;
  /** The warmest is used first, so that few stay warm. */
  readonly idle: Slot[];
  readonly waiting: Job[];
  opened: number;
  closing: boolean;
  whenEmpty: (() => void) | undefined;
}

/** Bounds of one environment's heap: many of them share one laptop. */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 4 } as const;

/** A pool without environments; the first event starts the first one. */
export function functionPool(options: PoolOptions): FunctionPool {
  const pool: Pool = {
    options,
    slots: new Set(),
    idle: [],
    waiting: [],
    opened: 0,
    closing: false,
    whenEmpty: undefined,
  };
  return {
    invoke: async (event) => {
      if (pool.closing) return { error: runtimeError('Runtime.Stopped', 'the run is ending') };
      return new Promise((settle) => give(pool, { event, settle }));
    },
    get size() {
      return pool.slots.size;
    },
    invocationOf: (environment) => slotOf(pool, environment)?.invocation,
    kill: (environment) => kill(pool, environment),
    renew: () => renew(pool),
    close: async () => closePool(pool),
  };
}

function slotOf(pool: Pool, name: string): Slot | undefined {
  return [...pool.slots].find((slot) => slot.name === name);
}

function kill(pool: Pool, environment: string): boolean {
  const slot = slotOf(pool, environment);
  if (slot === undefined) return false;
  const text = 'Runtime exited with error: signal: killed';
  discard(pool, slot, { error: runtimeError('Runtime.ExitError', text), spent: true });
  return true;
}

function renew(pool: Pool): void {
  for (const slot of pool.slots) slot.isStale = true;
  for (const slot of pool.idle.splice(0)) retire(pool, slot);
}

function retire(pool: Pool, slot: Slot): void {
  pool.slots.delete(slot);
  void slot.worker.terminate();
}

function give(pool: Pool, job: Job): void {
  const slot = pool.idle.pop() ?? (pool.slots.size < pool.options.most ? open(pool) : undefined);
  if (slot === undefined) pool.waiting.push(job);
  else start(pool, slot, job);
}

function start(pool: Pool, slot: Slot, job: Job): void {
  const { timeoutMs } = pool.options;
  const requestId = randomUUID();
  slot.job = job;
  slot.invocation = requestId;
  slot.printed = '';
  slot.timer = setTimeout(() => timeOut(pool, slot), timeoutMs);
  const deadline = Date.now() + timeoutMs;
  post(slot.worker, { event: job.event, requestId, deadline });
}

function open(pool: Pool): Slot {
  const { bundle, name: functionName, environment, nameIn = [], offsetCell } = pool.options;
  pool.opened += 1;
  const name = `${functionName}.${pool.opened}`;
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    argv: [bundle, functionName],
    env: { ...environment, ...Object.fromEntries(nameIn.map((variable) => [variable, name])) },
    execArgv: [],
    resourceLimits: RESOURCE_LIMITS,
  });
  const slot: Slot = {
    name,
    worker,
    job: undefined,
    timer: undefined,
    invocation: undefined,
    printed: '',
    isStale: false,
  };
  pool.slots.add(slot);
  post(worker, { offsetCell });
  watch(pool, slot);
  return slot;
}

function watch(pool: Pool, slot: Slot): void {
  const { worker } = slot;
  worker.on('message', (news: WorkerNews) => {
    if ('printed' in news) take(pool, slot, news.printed);
    else finish(pool, slot, news);
  });
  worker.on('error', (error: unknown) =>
    discard(pool, slot, { error: functionError(error), spent: true }),
  );
  worker.on('exit', (code) => {
    const text = `Runtime exited with error: exit status ${code}`;
    discard(pool, slot, { error: runtimeError('Runtime.ExitError', text), spent: true });
  });
}

function take(pool: Pool, slot: Slot, printed: string): void {
  pool.options.log(printed);
  slot.printed += printed;
}

function post(worker: Worker, message: WorkerMessage): void {
  worker.postMessage(message);
}

function finish(pool: Pool, slot: Slot, answer: WorkerAnswer): void {
  if ('error' in answer && answer.spent === true) {
    discard(pool, slot, answer);
    return;
  }
  release(slot, answer);
  if (slot.isStale) retire(pool, slot);
  else pool.idle.push(slot);
  goOn(pool);
}

function goOn(pool: Pool): void {
  const next = pool.waiting.shift();
  if (next !== undefined) give(pool, next);
  announceEmpty(pool);
}

function release(slot: Slot, answer: WorkerAnswer): void {
  const { job, invocation, printed } = slot;
  slot.job = undefined;
  clearTimeout(slot.timer);
  job?.settle(invocation === undefined ? answer : { ...answer, ran: { invocation, log: printed } });
}

/** Takes an environment out for good; the next event in line gets a new one. */
function discard(pool: Pool, slot: Slot, answer: WorkerAnswer): void {
  if (!pool.slots.delete(slot)) return;
  const at = pool.idle.indexOf(slot);
  if (at >= 0) pool.idle.splice(at, 1);
  void slot.worker.terminate();
  release(slot, answer);
  goOn(pool);
}

function timeOut(pool: Pool, slot: Slot): void {
  discard(pool, slot, { error: timeoutError(pool.options.timeoutMs / 1000), spent: true });
}

function isBusy(pool: Pool): boolean {
  return pool.waiting.length > 0 || pool.idle.length < pool.slots.size;
}

function announceEmpty(pool: Pool): void {
  if (!isBusy(pool)) pool.whenEmpty?.();
}

async function closePool(pool: Pool): Promise<void> {
  pool.closing = true;
  await new Promise<void>((resolve) => {
    pool.whenEmpty = resolve;
    announceEmpty(pool);
  });
  const workers = [...pool.slots].map((slot) => slot.worker);
  pool.slots.clear();
  await Promise.all(workers.map(async (worker) => worker.terminate()));
}
