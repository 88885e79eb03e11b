import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import {
  functionError,
  runtimeError,
  type WorkerAnswer,
  type WorkerMessage,
} from './worker-messages.ts';

/** How one function is run. */
export interface PoolOptions {
  readonly name: string;
  /** The bundle, `dist/functions/<name>/index.mjs`. */
  readonly bundle: string;
  /** The whole environment that its code sees; nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
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
  /** Waits for what is under way, then stops every environment. */
  close(): Promise<void>;
}

interface Job {
  readonly event: string;
  readonly settle: (answer: WorkerAnswer) => void;
}

interface Slot {
  readonly worker: Worker;
  job: Job | undefined;
  timer: NodeJS.Timeout | undefined;
}

interface Pool {
  readonly options: PoolOptions;
  readonly slots: Set<Slot>;
  /** The warmest is used first, so that few stay warm. */
  readonly idle: Slot[];
  readonly waiting: Job[];
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
    close: async () => closePool(pool),
  };
}

function give(pool: Pool, job: Job): void {
  const slot = pool.idle.pop() ?? (pool.slots.size < pool.options.most ? open(pool) : undefined);
  if (slot === undefined) pool.waiting.push(job);
  else start(pool, slot, job);
}

function start(pool: Pool, slot: Slot, job: Job): void {
  const { timeoutMs } = pool.options;
  slot.job = job;
  slot.timer = setTimeout(() => timeOut(pool, slot), timeoutMs);
  const deadline = Date.now() + timeoutMs;
  post(slot.worker, { event: job.event, requestId: randomUUID(), deadline });
}

function open(pool: Pool): Slot {
  const { bundle, name, environment, offsetCell } = pool.options;
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    argv: [bundle, name],
    env: { ...environment },
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: RESOURCE_LIMITS,
  });
  const slot: Slot = { worker, job: undefined, timer: undefined };
  pool.slots.add(slot);
  post(worker, { offsetCell });
  worker.on('message', (answer: WorkerAnswer) => finish(pool, slot, answer));
  worker.on('error', (error: unknown) =>
    discard(pool, slot, { error: functionError(error), spent: true }),
  );
  worker.on('exit', (code) => {
    const text = `Runtime exited with error: exit status ${code}`;
    discard(pool, slot, { error: runtimeError('Runtime.ExitError', text), spent: true });
  });
  collect(worker.stdout, pool.options.log);
  collect(worker.stderr, pool.options.log);
  return slot;
}

function post(worker: Worker, message: WorkerMessage): void {
  worker.postMessage(message);
}

function collect(stream: Readable, log: (text: string) => void): void {
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => log(text));
}

function finish(pool: Pool, slot: Slot, answer: WorkerAnswer): void {
  if ('error' in answer && answer.spent === true) {
    discard(pool, slot, answer);
    return;
  }
  release(slot, answer);
  const next = pool.waiting.shift();
  if (next !== undefined) start(pool, slot, next);
  else {
    pool.idle.push(slot);
    announceEmpty(pool);
  }
}

function release(slot: Slot, answer: WorkerAnswer): void {
  const { job } = slot;
  slot.job = undefined;
  clearTimeout(slot.timer);
  job?.settle(answer);
}

/** Takes an environment out for good; the next event in line gets a new one. */
function discard(pool: Pool, slot: Slot, answer: WorkerAnswer): void {
  if (!pool.slots.delete(slot)) return;
  const at = pool.idle.indexOf(slot);
  if (at >= 0) pool.idle.splice(at, 1);
  void slot.worker.terminate();
  release(slot, answer);
  const next = pool.waiting.shift();
  if (next !== undefined) give(pool, next);
  announceEmpty(pool);
}

function timeOut(pool: Pool, slot: Slot): void {
  const seconds = (pool.options.timeoutMs / 1000).toFixed(2);
  const text = `Task timed out after ${seconds} seconds`;
  discard(pool, slot, { error: runtimeError('Sandbox.Timedout', text), spent: true });
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
