import type { SimSession } from '../../local/veriff/control.ts';
import { dice } from '../support/dice.ts';
import type { Entry, Ledger } from './ledger.ts';
import type { Parties } from './parties.ts';
import { nextStep, storyOf } from './story.ts';

const USERS = 6;
/** Old sessions under way before new ones are made. */
const MOST_OPEN = 40;

/** One stretch of load between a start and a kill. */
export interface Load {
  readonly ledger: Ledger;
  readonly parties: Parties;
  readonly seed: number;
  /** Counts the stretches of a run. */
  readonly stretch: number;
  /** From the moment of the kill on nothing is asked any more, and no answer means nothing. */
  readonly isOver: () => boolean;
}

/** What a session's webhooks say that were answered with 200, as Veriff remembers it. */
export function takeDeliveries(ledger: Ledger, entry: Entry, session: SimSession): void {
  for (const { id, outcome, action, attemptId } of session.deliveries) {
    if (outcome === 'delivered') ledger.acknowledge(entry, id, { action, attemptId });
  }
}

/** Creates with the entry's key, first or again. */
export async function create({ ledger, parties }: Load, entry: Entry): Promise<void> {
  entry.unknownCreates += 1;
  const { status, text } = await parties.create(`crash-${entry.number}`);
  // From here on its outcome is known, unless it says that it is not.
  if (status < 500) entry.unknownCreates -= 1;
  if (status !== 201) return;
  const { id } = (JSON.parse(text) as { verification: { id: string } }).verification;
  ledger.created(entry, id, text);
}

async function erase({ ledger, parties }: Load, entry: Entry, id: string): Promise<void> {
  entry.maybeErased = true;
  if ((await parties.erase(id)) === 204) ledger.erased(entry);
}

/** Plays a session's next step, if there is one. Answers whether its story is told. */
export async function playStep(load: Load, entry: Entry): Promise<boolean> {
  const { ledger, parties } = load;
  if (entry.id === undefined) await create(load, entry);
  const { id } = entry;
  if (id === undefined) return false;
  const veriffs = await parties.veriffs(id);
  const step = nextStep(entry.story, veriffs);
  if (step === undefined) {
    if (entry.story.erased === true) await erase(load, entry, id);
    takeDeliveries(ledger, entry, await parties.veriffs(id));
    ledger.saw(entry, await parties.read(id));
    return true;
  }
  const acted = await parties.act(id, step);
  if (acted !== undefined) takeDeliveries(ledger, entry, acted.session);
  ledger.saw(entry, await parties.read(id));
  return false;
}

interface Queue {
  take(): Entry;
  putBack(entry: Entry): void;
}

/** Sessions under way and new ones in turn, as they come. */
function queueOf({ ledger, seed }: Load): Queue {
  const open = ledger.entries.filter(({ settled }) => !settled);
  let turns = 0;
  return {
    take: () => {
      turns += 1;
      const isNew = open.length < MOST_OPEN && turns % 4 === 1;
      const old = isNew ? undefined : open.shift();
      return old ?? ledger.open(storyOf(seed, ledger.entries.length + 1));
    },
    putBack: (entry) => open.push(entry),
  };
}

async function user(load: Load, queue: Queue): Promise<void> {
  while (!load.isOver()) {
    const entry = queue.take();
    const isTold = await playStep(load, entry);
    if (isTold) entry.settled = true;
    else queue.putBack(entry);
  }
}

/** Time goes by in jumps, so that polls fall due and Veriff repeats what it could not deliver. */
async function calendar(load: Load, at: (now: number) => void): Promise<void> {
  const roll = dice(`${load.seed} calendar ${load.stretch}`);
  while (!load.isOver()) at(await load.parties.advance(Math.floor(20 + roll() * 400)));
}

/** Runs until the kill. Whatever fails before it is a failure; whatever fails by it is not. */
export async function underLoad(load: Load, at: (now: number) => void): Promise<void> {
  const queue = queueOf(load);
  const until = async (work: Promise<void>): Promise<void> =>
    work.catch((error: unknown) => {
      if (!load.isOver()) throw error;
    });
  const users = Array.from({ length: USERS }, async () => until(user(load, queue)));
  await Promise.all([...users, until(calendar(load, at))]);
}
