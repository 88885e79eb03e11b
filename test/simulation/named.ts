import { type Client, create, deliver, read, sweep } from './acts.ts';
import { HISTORIES } from './histories.ts';
import { finish } from './history.ts';
import { note } from './ledger.ts';
import { expiryOf } from './monitors-life.ts';
import { settle } from './settle.ts';
import { DAY, endOf, MINUTE, pause, type Stage, type Way } from './stage.ts';
import type { History } from './story.ts';
import { close, type Onlooker, worldOf } from './world.ts';

const WAYS: readonly Way[] = ['webhooks', 'polls', 'both'];

/** How many days after its end an item is still in the table. */
const LAGS = [0, 2, 7] as const;

/** How many there are: each history on each way, with each lag of TTL. */
export const NAMED = HISTORIES.length * WAYS.length * LAGS.length;

/** One of them. */
interface Named {
  readonly history: History;
  readonly way: Way;
  readonly lag: number;
}

function namedAt(index: number): Named | undefined {
  const history = HISTORIES[Math.floor(index / (WAYS.length * LAGS.length))];
  const way = WAYS[Math.floor(index / LAGS.length) % WAYS.length];
  const lag = LAGS[index % LAGS.length];
  if (history === undefined || way === undefined || lag === undefined) return undefined;
  return { history, way, lag };
}

/** How one is called. */
export function namedName(index: number): string {
  const named = namedAt(index);
  if (named === undefined) return `there is no history ${index}`;
  return `${named.history.name} (${named.way}, TTL ${named.lag} days late)`;
}

/** Everybody comes once more. */
async function visit({ world, client }: Stage): Promise<void> {
  for (const { session, messages } of world.veriff.sessions.values()) {
    for (const message of messages) if (!message.lost) deliver(world, message);
    read(world, session.id);
  }
  create(world, { ...client, running: false });
  sweep(world);
  await finish(world);
}

/** After the end of every item: it stays in the table for some days, and nobody brings it back. */
async function afterlife(stage: Stage, lag: number): Promise<void> {
  const { world } = stage;
  const keys = world.table.keys();
  const ends = keys.map((key) => 1000 * expiryOf(world.table.item(key) ?? {}));
  pause(stage, Math.max(0, ...ends.map((end) => end - world.machine.now)) + 21 * MINUTE);
  if (lag > 0) {
    await visit(stage);
    pause(stage, lag * DAY);
  }
  for (const key of keys) {
    const item = world.table.item(key);
    if (item !== undefined && 1000 * expiryOf(item) <= world.machine.now) world.table.remove(key);
  }
  await visit(stage);
}

const PLAN = {
  steps: 0,
  faultShare: 0,
  leaps: [],
  isLagging: false,
  isRotating: false,
  isRepetitive: false,
  beginning: 'nothing',
} as const;

function endsWell(stage: Stage, { ends, endsByPolls = ends }: History): string | undefined {
  const end = endOf(stage);
  const wanted = stage.way === 'polls' ? endsByPolls : ends;
  return end === wanted ? undefined : `it ends ${end}, not ${wanted}`;
}

/** Plays one history to its end and beyond; answers what it violates. */
export async function playNamed(index: number, onlooker: Onlooker): Promise<string | undefined> {
  const named = namedAt(index);
  if (named === undefined) return namedName(index);
  const { history, way, lag } = named;
  const world = worldOf(`named-${index}`, onlooker);
  if (way === 'polls') world.lostShare = 1;
  const client: Client = { key: 'k1', variant: 0, running: false, tries: 0, status: undefined };
  const stage: Stage = { world, way, client };
  await history.play(stage);
  if (world.ledger.violation === undefined) await settle(world, { ...PLAN, clients: [client] });
  note(world.ledger, endsWell(stage, history));
  if (world.ledger.violation === undefined) await afterlife(stage, lag);
  close(world);
  return world.ledger.violation;
}
