/** Something that owes work at moments in virtual time. */
export interface DueSource {
  readonly name: string;
  /**
   * Next moment (ms UTC) at which this source owes something, undefined = nothing owed.
   * `advancing` is true while the clock is being moved by hand.
   */
  next(advancing: boolean): Promise<number | undefined> | number | undefined;
  /** Does everything due at or before `now`. */
  run(now: number): Promise<void>;
}

/** Time that runs at real speed and can be moved forward; whatever falls due on the way is done. */
export interface VirtualClock {
  /** ms UTC, virtual: Date.now() + offset; never goes backwards. */
  now(): number;
  /** Shared memory of one Float64: the offset in ms to real time, for worker threads. */
  readonly offsetCell: SharedArrayBuffer;
  addSource(source: DueSource): void;
  /** Tells the clock that something new may be due earlier than it knew. */
  poke(): void;
  /** The next moment anything is owed. */
  nextDue(): Promise<number | undefined>;
  /** Runs everything due on the way, in order; one advance at a time (later calls queue). Refuses going back. */
  advanceTo(to: number): Promise<{ readonly ran: number }>;
  advanceToNext(): Promise<{ readonly ran: number; readonly at?: number }>;
  /** Calls the listener with the offset (ms) each time the clock has been moved by hand. */
  onMoved(listener: (offsetMs: number) => void): void;
  stop(): Promise<void>;
}

export interface VirtualClockOptions {
  /** Where the clock stands in relation to real time when it starts; 0 by default. */
  readonly offsetMs?: number;
  /** Told about every error of a source; the clock itself goes on. */
  readonly onError?: (error: unknown, source: string) => void;
}

interface Tracked {
  readonly source: DueSource;
  running: Promise<void> | undefined;
  lastDue: number;
  /** How often in a row the source answered `lastDue` although it had just been run for it. */
  repeats: number;
  /** Real time (ms) before which a stuck source is left alone. */
  restUntil: number;
}

interface Due {
  readonly tracked: Tracked;
  readonly at: number;
}

interface Engine {
  readonly time: MovableTime;
  readonly sources: Tracked[];
  readonly report: (error: unknown, source: string) => void;
  stopped: boolean;
  advancing: boolean;
}

/** The longest sleep in real time: a source that forgot to poke is late by no more than this. */
const HEARTBEAT_MS = 1000;
/** A target that real time passed while it was on its way to us counts as now. */
const JUST_PASSED_MS = 1000;
/** A source that owes the same moment this often after being run for it has a programming error. */
const REPEAT_LIMIT = 100;

/** Makes a clock at real time plus `offsetMs`; it starts running at once. */
export function virtualClock(options: VirtualClockOptions = {}): VirtualClock {
  const engine: Engine = {
    time: movableTime(options.offsetMs ?? 0),
    sources: [],
    report: options.onError ?? reportOnStderr,
    stopped: false,
    advancing: false,
  };
  const heart = heartbeat(engine);
  const queue = turns(engine, heart);
  return {
    now: () => engine.time.now(),
    offsetCell: engine.time.cell,
    addSource: (source) => {
      engine.sources.push(tracked(source));
      heart.poke();
    },
    poke: () => heart.poke(),
    nextDue: async () => (await earliest(engine, true, new Set()))?.at,
    advanceTo: async (to) => {
      refuseGoingBack(to, engine.time.now());
      return queue.inTurn(async () => ({ ran: await advance(engine, to) }));
    },
    advanceToNext: async () => queue.inTurn(async () => advanceToNext(engine)),
    onMoved: (listener) => engine.time.listeners.push(listener),
    stop: async () => {
      engine.stopped = true;
      heart.stop();
      await queue.empty();
      await runningEnds(engine);
    },
  };
}

interface Turns {
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  empty(): Promise<void>;
}

/** One advance after the other, each while real time is held back. */
function turns(engine: Engine, heart: Heartbeat): Turns {
  let last: Promise<void> = Promise.resolve();
  return {
    inTurn: async (work) => {
      const turn = last.then(async () => whileAdvancing(engine, heart, work));
      last = turn.then(
        () => undefined,
        () => undefined,
      );
      return turn;
    },
    empty: async () => last,
  };
}

async function advanceToNext(
  engine: Engine,
): Promise<{ readonly ran: number; readonly at?: number }> {
  const next = await earliest(engine, true, new Set());
  return next === undefined ? { ran: 0 } : { ran: await advance(engine, next.at), at: next.at };
}

interface MovableTime {
  readonly cell: SharedArrayBuffer;
  readonly listeners: ((offsetMs: number) => void)[];
  now(): number;
  moveTo(at: number): void;
}

function movableTime(offsetMs: number): MovableTime {
  const cell = new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT);
  const offset = new Float64Array(cell);
  const listeners: ((offsetMs: number) => void)[] = [];
  offset[0] = offsetMs;
  let last = 0;
  const now = (): number => {
    last = Math.max(last, Date.now() + (offset[0] ?? 0));
    return last;
  };
  const moveTo = (at: number): void => {
    if (at <= now()) return;
    offset[0] = at - Date.now();
    for (const listener of listeners) listener(offset[0]);
  };
  return { cell, listeners, now, moveTo };
}

function tracked(source: DueSource): Tracked {
  return { source, running: undefined, lastDue: Number.NaN, repeats: 0, restUntil: 0 };
}

function refuseGoingBack(to: number, now: number): void {
  if (!Number.isFinite(to)) throw new RangeError(`not a moment: ${to}`);
  if (to < now - JUST_PASSED_MS) {
    throw new RangeError(
      `the clock cannot go back from ${new Date(now).toISOString()} to ${new Date(to).toISOString()}`,
    );
  }
}

/** Everything owed up to `target`, in the order of the moments; answers how many runs it took. */
async function advance(engine: Engine, target: number): Promise<number> {
  const stuck = new Set<Tracked>();
  let ran = 0;
  while (!engine.stopped) {
    const next = await earliest(engine, true, stuck);
    if (next === undefined || next.at > target) break;
    engine.time.moveTo(next.at);
    await runOnce(engine, next);
    if (next.tracked.repeats >= REPEAT_LIMIT) stuck.add(next.tracked);
    ran += 1;
  }
  engine.time.moveTo(target);
  return ran;
}

async function earliest(
  engine: Engine,
  advancing: boolean,
  without: ReadonlySet<Tracked>,
): Promise<Due | undefined> {
  const asked = engine.sources.filter((each) => !without.has(each));
  const dues = await Promise.all(asked.map(async (each) => dueOf(engine, each, advancing)));
  return dues
    .filter((due) => due !== undefined)
    .reduce<Due | undefined>((best, due) => (best && best.at <= due.at ? best : due), undefined);
}

async function dueOf(engine: Engine, each: Tracked, advancing: boolean): Promise<Due | undefined> {
  try {
    const at = await each.source.next(advancing);
    return at === undefined ? undefined : { tracked: each, at };
  } catch (error) {
    engine.report(error, each.source.name);
    return undefined;
  }
}

async function runOnce(engine: Engine, due: Due): Promise<void> {
  const { source } = due.tracked;
  due.tracked.repeats = due.at === due.tracked.lastDue ? due.tracked.repeats + 1 : 0;
  due.tracked.lastDue = due.at;
  if (due.tracked.repeats === REPEAT_LIMIT) {
    const moment = new Date(due.at).toISOString();
    engine.report(new Error(`${source.name} was run and still owes ${moment}`), source.name);
  }
  if (due.tracked.repeats >= REPEAT_LIMIT) due.tracked.restUntil = Date.now() + HEARTBEAT_MS;
  try {
    await source.run(engine.time.now());
  } catch (error) {
    engine.report(error, source.name);
  }
}

interface Heartbeat {
  poke(): void;
  stop(): void;
}

/** Real time: wakes at the next due moment and runs each source on its own, so that a slow one delays no other. */
function heartbeat(engine: Engine): Heartbeat {
  let timer: NodeJS.Timeout | undefined;
  let beating = false;
  let pokes = 0;
  const wakeIn = (ms: number): void => {
    clearTimeout(timer);
    if (engine.stopped || engine.advancing) return;
    timer = setTimeout(() => void beat(), ms);
    // The clock alone is no reason for a process to stay alive.
    timer.unref();
  };
  const beat = async (): Promise<void> => {
    beating = true;
    const before = pokes;
    const wait = await startDue(engine, poke);
    beating = false;
    wakeIn(pokes === before ? wait : 0);
  };
  const poke = (): void => {
    pokes += 1;
    if (!beating) wakeIn(0);
  };
  return { poke, stop: () => clearTimeout(timer) };
}

/** Starts what is due now and answers how long nothing more will be. */
async function startDue(engine: Engine, done: () => void): Promise<number> {
  const idle = engine.sources.filter(
    (each) => each.running === undefined && each.restUntil <= Date.now(),
  );
  const dues = await Promise.all(idle.map(async (each) => dueOf(engine, each, false)));
  if (engine.advancing || engine.stopped) return HEARTBEAT_MS;
  const now = engine.time.now();
  let wait = HEARTBEAT_MS;
  for (const due of dues) {
    if (due === undefined) continue;
    if (due.at > now) wait = Math.min(wait, due.at - now);
    else {
      due.tracked.running = runOnce(engine, due).finally(() => {
        due.tracked.running = undefined;
        done();
      });
    }
  }
  return wait;
}

/** Holds real time back while `work` moves the clock: what is running ends first, nothing new starts. */
async function whileAdvancing<T>(
  engine: Engine,
  heart: Heartbeat,
  work: () => Promise<T>,
): Promise<T> {
  engine.advancing = true;
  heart.stop();
  try {
    await runningEnds(engine);
    return await work();
  } finally {
    engine.advancing = false;
    heart.poke();
  }
}

async function runningEnds(engine: Engine): Promise<void> {
  await Promise.all(engine.sources.flatMap((each) => each.running ?? []));
}

function reportOnStderr(error: unknown, source: string): void {
  console.error(`clock: ${source}:`, error);
}
