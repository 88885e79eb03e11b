import { setTimeout } from 'node:timers/promises';
import type { OwnFaults } from '../faults/own-faults.ts';
import type { News, NewsItem } from '../news.ts';
import type { VirtualClock } from '../veriff/clock.ts';
import type { SimClock } from '../veriff/control.ts';
import type { SimulatorClient } from './simulator-client.ts';

/** Finds out what nobody tells by himself: the simulator's deliveries and faults, and what the clock owes next. */
export interface Live {
  /** Begins with the first listener of the stream and ends with the last. */
  readonly listen: (isHeard: boolean) => void;
  /** How things stand now. */
  readonly standing: () => Promise<readonly NewsItem[]>;
  close(): Promise<void>;
}

/** What it works with. */
export interface LiveParts {
  readonly news: News;
  readonly clock: VirtualClock;
  readonly faults: OwnFaults;
  readonly simulator: SimulatorClient;
}

/** How often it looks, in real time: with the way to the listener less than the 300 ms that an event may take. */
const EVERY_MS = 100;
/** Faults are changed by hand and read over HTTP. */
const FAULTS_EVERY = 2;
/** What is owed next takes a look into the table; a clock that was moved is looked at at once. */
const CLOCK_EVERY = 10;
/** Sessions whose deliveries are read at a time. */
const MOST_AT_ONCE = 20;
/** Deliveries that are known to have been told. */
const MOST_TOLD = 20_000;

interface Watching extends LiveParts {
  /** Sessions whose deliveries may have changed. */
  readonly touched: Set<string>;
  /** What was told last of each delivery, and of clock and faults. */
  readonly told: Map<string, string>;
  isHeard: boolean;
  isMoved: boolean;
}

/** Watches only while somebody listens. */
export function live(parts: LiveParts): Live {
  const watching: Watching = {
    ...parts,
    touched: new Set(),
    told: new Map(),
    isHeard: false,
    isMoved: false,
  };
  let stop: (() => void) | undefined;
  let loop: Promise<void> = Promise.resolve();
  parts.clock.onMoved(() => {
    watching.isMoved = true;
  });
  const listen = (isHeard: boolean): void => {
    if (isHeard === watching.isHeard) return;
    watching.isHeard = isHeard;
    stop?.();
    stop = isHeard ? parts.news.listen((item) => touch(watching, item)) : undefined;
    if (isHeard) loop = loop.then(async () => watch(watching));
  };
  return {
    listen,
    standing: async () => [
      { name: 'clock', data: await clockOf(parts.clock) },
      { name: 'faults', data: await faultsOf(parts) },
    ],
    close: async () => {
      listen(false);
      await loop;
    },
  };
}

/** Webhooks come and go with what happens to their session. */
function touch({ touched }: Watching, item: NewsItem): void {
  if (item.name === 'trace' && item.data.session !== undefined) touched.add(item.data.session);
}

async function watch(watching: Watching): Promise<void> {
  for (let round = 0; watching.isHeard; round += 1) {
    // The simulator may be ending, and the run with it; or it answers again in the next round.
    await look(watching, round).catch(() => undefined);
    await setTimeout(EVERY_MS);
  }
}

async function look(watching: Watching, round: number): Promise<void> {
  await tellDeliveries(watching);
  if (watching.isMoved || round % CLOCK_EVERY === 0) await tellClock(watching);
  if (round % FAULTS_EVERY === 0) await tellFaults(watching);
}

/** That the clock runs is no news; where it stands to real time, and what is owed next, are. */
async function tellClock(watching: Watching): Promise<void> {
  watching.isMoved = false;
  const data = await clockOf(watching.clock);
  const text = `${data.offsetSeconds} ${data.next}`;
  if (isNew(watching, 'clock', text)) watching.news.tell({ name: 'clock', data });
}

async function tellFaults(watching: Watching): Promise<void> {
  const data = await faultsOf(watching);
  if (isNew(watching, 'faults', JSON.stringify(data))) watching.news.tell({ name: 'faults', data });
}

async function tellDeliveries(watching: Watching): Promise<void> {
  const { touched, simulator, news } = watching;
  const sessions = [...touched].slice(0, MOST_AT_ONCE);
  for (const session of sessions) touched.delete(session);
  const lists = await Promise.all(
    sessions.map(async (session) => simulator.deliveries({ session })),
  );
  for (const data of lists.flatMap((list) => list.toReversed())) {
    if (isNew(watching, data.id, JSON.stringify(data))) news.tell({ name: 'delivery', data });
  }
}

function isNew({ told }: Watching, key: string, text: string): boolean {
  if (told.get(key) === text) return false;
  if (told.size > MOST_TOLD) told.clear();
  told.set(key, text);
  return true;
}

/** The clock as the simulator shows it. */
export async function clockOf(clock: VirtualClock): Promise<SimClock> {
  const now = clock.now();
  const next = await clock.nextDue();
  return {
    now: new Date(now).toISOString(),
    offsetSeconds: Math.max(0, Math.round((now - Date.now()) / 1000)),
    next: next === undefined ? null : new Date(next).toISOString(),
  };
}

async function faultsOf({ simulator, faults }: LiveParts) {
  return { simulator: await simulator.faults(), ours: faults.view() };
}
