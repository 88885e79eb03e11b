import { type Client, create, deliver, move, sweep } from './acts.ts';
import { finish } from './history.ts';
import { pass } from './machine.ts';
import { isFinalItem } from './monitors-order.ts';
import type { AtVeriff } from './veriff-model.ts';
import { close, type World, worldOf } from './world.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** What happens to the sessions of one group. */
export interface Group {
  readonly name: string;
  /** Whether the webhook `submitted` arrives; every other webhook is lost. */
  readonly isSubmittedHeard: boolean;
  /** Milliseconds from the submission to the decision, for a number from 0 to 1; nothing where nobody ever decides. */
  readonly decidedAfter: (roll: number) => number | undefined;
  /** The latest that a decision may be known, by its age since the creation and since the submission (ms). */
  readonly bound: (age: number, sinceSubmission: number) => number;
  /** How often Veriff is asked at most, by the slots of the schedule. */
  readonly mostPolls: number;
}

/** What became of one session. */
export interface Recovery {
  /** Milliseconds from the decision to its publication; nothing where there was no decision. */
  readonly took: number | undefined;
  readonly polls: number;
  /** It took longer than its bound, or more polls, or never came. */
  readonly isLate: boolean;
}

const SWEEP = MINUTE + SECOND;

/** Every webhook but perhaps `submitted` is lost, in each of these groups. */
export const GROUPS: readonly Group[] = [
  {
    name: 'submitted heard, decided within 5 min',
    isSubmittedHeard: true,
    decidedAfter: (roll) => roll * 5 * MINUTE,
    // Gaps double: seen by the next slot, at the latest at about 2t + 3 minutes.
    bound: (_age, since) => since + 3 * MINUTE + SWEEP,
    mostPolls: 2,
  },
  {
    name: 'submitted heard, decided within 24 h',
    isSubmittedHeard: true,
    decidedAfter: (roll) => 5 * MINUTE * 288 ** roll,
    bound: (_age, since) => since + 3 * MINUTE + SWEEP,
    mostPolls: 11,
  },
  {
    name: 'nothing heard, decided within 5 min',
    isSubmittedHeard: false,
    decidedAfter: (roll) => roll * 5 * MINUTE,
    bound: (age) => Math.max(15 * MINUTE - age, age / 2) + SWEEP,
    mostPolls: 2,
  },
  {
    name: 'nothing heard, decided within 4 days',
    isSubmittedHeard: false,
    decidedAfter: (roll) => 5 * MINUTE * 1152 ** roll,
    bound: (age) => Math.max(15 * MINUTE - age, age / 2) + SWEEP,
    mostPolls: 17,
  },
  {
    name: 'nothing heard, never decided',
    isSubmittedHeard: false,
    decidedAfter: () => undefined,
    bound: () => Number.POSITIVE_INFINITY,
    mostPolls: 18,
  },
  {
    name: 'submitted heard, never decided',
    isSubmittedHeard: true,
    decidedAfter: () => undefined,
    bound: () => Number.POSITIVE_INFINITY,
    mostPolls: 35,
  },
];

function fresh(): Client {
  return { variant: 0, running: false, tries: 0, status: undefined };
}

async function submitted(world: World, { isSubmittedHeard }: Group): Promise<AtVeriff> {
  create(world, fresh());
  await finish(world);
  const [known] = world.veriff.sessions.values();
  if (known === undefined) throw new Error('no session was made');
  pass(world.machine, Math.floor(world.random() * 10 * MINUTE));
  move(world, known, { action: 'start' });
  pass(world.machine, 30 * SECOND);
  move(world, known, { action: 'submit' });
  const event = known.messages.at(-1);
  if (isSubmittedHeard && event !== undefined) deliver(world, event);
  await finish(world);
  return known;
}

/** The sweep that comes next after a moment: it runs on the minute. */
function nextMinute(at: number): number {
  return Math.ceil(at / MINUTE) * MINUTE;
}

interface Course {
  readonly world: World;
  readonly known: AtVeriff;
  /** When Veriff decides. */
  readonly decidedAt: number | undefined;
}

/** Veriff decides where its time has come before the next sweep. */
function decideBefore({ world, known, decidedAt }: Course, next: number): void {
  if (decidedAt === undefined || known.truths.length > 0 || decidedAt > next) return;
  pass(world.machine, decidedAt - world.machine.now);
  move(world, known, { action: 'approve' });
}

/** Sweeps run each minute; those that find nothing due are left out, since they change nothing. */
async function sweptUntilFinal(course: Course): Promise<boolean> {
  const { world, known } = course;
  const { machine, table } = world;
  const end = machine.now + 20 * DAY;
  while (machine.now < end) {
    const item = table.item(known.session.id);
    if (item === undefined) return false;
    const due = Date.parse(item['dueAt']?.S ?? '');
    if (isFinalItem(item) || Number.isNaN(due)) return isFinalItem(item);
    const next = nextMinute(Math.max(due, machine.now + 1));
    decideBefore(course, next);
    pass(machine, next - machine.now);
    sweep(world);
    await finish(world);
  }
  return false;
}

/** One session whose webhooks are lost. */
async function recovery(group: Group, seed: number): Promise<Recovery> {
  const world = worldOf(`lost-${GROUPS.indexOf(group)}-${seed}`, {
    watch: () => {},
    moved: () => {},
  });
  const createdAt = world.machine.now;
  const known = await submitted(world, group);
  const submittedAt = world.machine.now;
  const after = group.decidedAfter(world.random());
  const decidedAt = after === undefined ? undefined : submittedAt + Math.floor(after);
  const isFinal = await sweptUntilFinal({ world, known, decidedAt });
  close(world);
  const polls = known.asked.decision;
  if (world.ledger.violation !== undefined) throw new Error(world.ledger.violation);
  const isOver = !isFinal || polls > group.mostPolls;
  if (decidedAt === undefined) return { took: undefined, polls, isLate: isOver };
  const took = world.machine.now - decidedAt;
  const bound = group.bound(decidedAt - createdAt, decidedAt - submittedAt);
  return { took, polls, isLate: isOver || took > bound };
}

/** How one group fared. */
export interface GroupReport {
  readonly name: string;
  readonly sessions: number;
  readonly late: number;
  /** p50, p90, p99 and the longest, in ms; nothing where nobody decides. */
  readonly took: readonly number[] | undefined;
  /** p50, p99 and the most. */
  readonly polls: readonly number[];
  /** Seeds of the late ones. */
  readonly seeds: readonly number[];
}

function quantiles(values: readonly number[], shares: readonly number[]): readonly number[] {
  const sorted = values.toSorted((a, b) => a - b);
  return shares.map(
    (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0,
  );
}

/** Runs so many sessions of a group. */
export async function groupReport(group: Group, sessions: number): Promise<GroupReport> {
  const all: Recovery[] = [];
  for (let seed = 0; seed < sessions; seed += 1) all.push(await recovery(group, seed));
  const took = all.flatMap((each) => each.took ?? []);
  const seeds = all.flatMap(({ isLate }, seed) => (isLate ? [seed] : []));
  return {
    name: group.name,
    sessions,
    late: seeds.length,
    took: took.length === 0 ? undefined : quantiles(took, [0.5, 0.9, 0.99, 1]),
    polls: quantiles(
      all.map(({ polls }) => polls),
      [0.5, 0.99, 1],
    ),
    seeds: seeds.slice(0, 5),
  };
}
