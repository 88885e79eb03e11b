import type { SimSession } from '../../local/veriff/control.ts';
import { type Launched, launchProcess, type StackProcess } from '../bench/stack-process.ts';
import { dice } from '../support/dice.ts';
import { type Entry, Ledger } from './ledger.ts';
import { create, type Load, playStep, takeDeliveries, underLoad } from './load.ts';
import type { Options } from './options.ts';
import { parties } from './parties.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** One start in so many is killed before it is ready. */
const KILLED_AT_START = 0.2;
const SHORTEST_MS = 100;
const LONGEST_MS = 1300;

/** Settled sessions that are looked at again after each restart; at the end it is all of them. */
const LOOKED_AT_AGAIN = 40;

/** What a run came to. */
export interface Report {
  kills: number;
  killedAtStart: number;
  readonly readyMs: number[];
  sessions: number;
  accepted: number;
  readonly ends: Map<string, number>;
  /** Webhooks that failed at first and were taken when Veriff repeated them, and decisions that a poll brought. */
  readonly recovered: { retry: number; fallback: number };
  events: number;
  /** Veriff's sessions that no key of ours ever answered. */
  orphans: number;
  readonly violations: readonly string[];
}

interface Run extends Options {
  readonly folder: string;
  readonly ledger: Ledger;
  readonly report: Report;
  readonly roll: () => number;
  /** The furthest moment that the virtual clock was seen at. */
  clock: number;
}

const sleep = async (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

function loadOf(run: Run, stack: StackProcess, isOver: () => boolean): Load {
  const { ledger, seed } = run;
  return { ledger, seed, stretch: run.report.kills, parties: parties(stack), isOver };
}

/** Starts, at times with a kill in the middle of the start, until it is ready. */
async function start(run: Run): Promise<StackProcess> {
  const { report, roll } = run;
  while (report.kills + 1 < run.kills && roll() < KILLED_AT_START) {
    const launched: Launched = launchProcess(run.folder);
    const ready = launched.ready.catch(() => undefined);
    await sleep(SHORTEST_MS + roll() * LONGEST_MS);
    await launched.kill();
    await ready;
    report.kills += 1;
    report.killedAtStart += 1;
  }
  const stack = await launchProcess(run.folder).ready;
  report.readyMs.push(stack.readyAfter);
  return stack;
}

async function checkEntry(run: Run, load: Load, entry: Entry): Promise<void> {
  const { ledger } = run;
  if (entry.id === undefined) await create(load, entry);
  const { id } = entry;
  if (id === undefined) return;
  takeDeliveries(ledger, entry, await load.parties.veriffs(id));
  ledger.saw(entry, await load.parties.read(id));
  // The same key again: the same answer while the session is open, and never another session.
  if (entry.seen?.body.final === false && !entry.erased && !entry.maybeErased) {
    await create(load, entry);
  }
}

async function each(entries: readonly Entry[], work: (entry: Entry) => Promise<void>) {
  const waiting = [...entries];
  const worker = async (): Promise<void> => {
    for (let entry = waiting.shift(); entry !== undefined; entry = waiting.shift()) {
      await work(entry);
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

/** Everything that may have been touched, and some of the rest. */
async function checkAfterRestart(run: Run, stack: StackProcess): Promise<void> {
  const { ledger, roll } = run;
  const load = loadOf(run, stack, () => false);
  const now = await load.parties.now();
  if (now < run.clock) ledger.violated(`the clock went back from ${run.clock} to ${now}`);
  const chance = LOOKED_AT_AGAIN / Math.max(ledger.entries.length, 1);
  const looked = ledger.entries.filter(({ settled }) => !settled || roll() < chance);
  await each(looked, async (entry) => checkEntry(run, load, entry));
}

/** A random moment, but not before something was accepted that could be lost. */
async function momentOfKill({ ledger, roll }: Run): Promise<void> {
  const accepted = new Promise<void>((resolve) => {
    ledger.onAccepted = resolve;
  });
  await Promise.all([accepted, sleep(SHORTEST_MS + roll() * LONGEST_MS)]);
}

async function killUnderLoad(run: Run, stack: StackProcess): Promise<void> {
  let over = false;
  const moment = momentOfKill(run);
  const going = underLoad(
    loadOf(run, stack, () => over),
    (now) => (run.clock = Math.max(run.clock, now)),
  );
  going.catch(() => undefined);
  await Promise.race([moment, going]);
  over = true;
  await stack.kill();
  run.report.kills += 1;
  await going;
}

/** Some decisions never come, some fail once: then they come by the fallback or by Veriff's retry. */
const BAD_LINE = {
  webhooks: {
    drop: [
      { probability: 0.1, seed: 1, kinds: ['decision'] },
      { probability: 0.1, seed: 2, retry: true },
    ],
  },
};

/** Every story is told to its end, but for the sessions that their users left. */
async function finishStories(run: Run, load: Load): Promise<void> {
  await load.parties.faults({});
  // A claim whose owner was killed is free after a minute.
  run.clock = await load.parties.advance(2 * 60);
  await each(run.ledger.entries, async (entry) => {
    for (let told = false; !told; ) {
      told = await playStep(load, entry);
      if (entry.id === undefined) {
        run.ledger.violated(`session ${entry.number}: its key answers no session after a minute`);
        return;
      }
    }
  });
}

const isLeft = ({ story }: Entry): boolean =>
  story.erased !== true && !/approved|declined/.test(story.name);

function countRecovery({ report: { recovered } }: Run, { seen }: Entry, veriffs: SimSession): void {
  const repeated = veriffs.deliveries.filter(
    ({ origin, outcome }) => origin === 'retry' && outcome === 'delivered',
  );
  recovered.retry += repeated.length;
  if (seen?.body.decision?.source === 'poll') recovered.fallback += 1;
}

/** What Veriff says of a session is what we say. */
async function expectAgreement(run: Run, load: Load, entry: Entry): Promise<void> {
  await checkEntry(run, load, entry);
  const veriffs = await load.parties.veriffs(entry.id ?? '');
  const ours = entry.seen?.body.status;
  if (!entry.erased && ours !== veriffs.status) {
    run.ledger.violated(`session ${entry.number} is ${ours}, at Veriff ${veriffs.status}`);
  }
  countRecovery(run, entry, veriffs);
}

/** Hours later: what Veriff decided is here, whatever happened to its webhook. */
async function checkDecided(run: Run, load: Load): Promise<void> {
  run.clock = await load.parties.advance(8 * HOUR);
  const decided = run.ledger.entries.filter((entry) => !isLeft(entry));
  await each(decided, async (entry) => expectAgreement(run, load, entry));
}

/** Every change was published under its id: `<session>:1` up to the version that the session has. */
async function checkPublished(run: Run, load: Load): Promise<void> {
  const published = await load.parties.published();
  run.report.events = published.length;
  const told = new Set(published);
  for (const { id, seen, erased } of run.ledger.entries) {
    if (erased) continue;
    for (let version = 1; version <= (seen?.version ?? 0); version += 1) {
      if (!told.has(`${id}:${version}`)) run.ledger.violated(`${id}:${version} was not published`);
    }
  }
}

/** After the seven days: who left is told so, and nobody owes anything. */
async function checkEnded(run: Run, load: Load): Promise<void> {
  run.clock = await load.parties.advance(7 * DAY + HOUR - 8 * HOUR);
  await each(run.ledger.entries.filter(isLeft), async (entry) => expectAgreement(run, load, entry));
  await each(
    run.ledger.entries.filter(({ erased }) => erased),
    async ({ id = '' }) => {
      const { deletedAt } = await load.parties.veriffs(id);
      if (deletedAt === undefined) run.ledger.violated(`${id} was erased here, not at Veriff`);
    },
  );
  for (const { session, label } of await load.parties.debts()) {
    run.ledger.violated(`${session} is stuck: still owes "${label}"`);
  }
}

/** One key has one session at Veriff, and one more for each create whose outcome nobody could know. */
async function checkVeriffs(run: Run, load: Load): Promise<void> {
  const made = Map.groupBy(await load.parties.allOfVeriff(), ({ vendorData }) => vendorData);
  for (const { number, unknownCreates } of run.ledger.entries) {
    const count = made.get(`crash-${number}`)?.length ?? 0;
    if (count > 1 + unknownCreates) {
      run.ledger.violated(`session ${number}: Veriff made ${count}, unknown: ${unknownCreates}`);
    }
    run.report.orphans += Math.max(count - 1, 0);
  }
}

async function end(run: Run): Promise<void> {
  const stack = await launchProcess(run.folder).ready;
  run.report.readyMs.push(stack.readyAfter);
  try {
    await checkAfterRestart(run, stack);
    const load = loadOf(run, stack, () => false);
    await finishStories(run, load);
    await checkDecided(run, load);
    await checkPublished(run, load);
    await checkVeriffs(run, load);
    await checkEnded(run, load);
  } finally {
    await stack.kill();
  }
}

function counted({ ledger, report }: Run): Report {
  for (const { story } of ledger.entries) {
    report.ends.set(story.name, (report.ends.get(story.name) ?? 0) + 1);
  }
  return { ...report, sessions: ledger.entries.length, accepted: ledger.accepted };
}

/** Kills the local run over one data folder so often under load, and says what was lost by it. `afterKill` plants a loss. */
export async function crashRun(
  options: Options,
  folder: string,
  afterKill: () => void = () => {},
): Promise<Report> {
  const ledger = new Ledger();
  const report: Report = {
    kills: 0,
    killedAtStart: 0,
    readyMs: [],
    sessions: 0,
    accepted: 0,
    ends: new Map(),
    recovered: { retry: 0, fallback: 0 },
    events: 0,
    orphans: 0,
    violations: ledger.violations,
  };
  const roll = dice(`${options.seed} kills`);
  const run: Run = { ...options, folder, ledger, report, roll, clock: 0 };
  for (let first = true; report.kills < options.kills; first = false) {
    const stack = await start(run);
    if (first) await parties(stack).faults(BAD_LINE);
    await checkAfterRestart(run, stack);
    await killUnderLoad(run, stack);
    afterKill();
  }
  await end(run);
  return counted(run);
}
