import {
  BATCH_SIZE,
  CONCURRENT_BATCHES,
  MOST_ROUNDS,
  pageSize,
  RUN_SECONDS,
} from '../../../shared/contract/sweep-workflow.ts';
import { DUE_BUCKETS } from '../../../shared/contract/table.ts';
import { KINDS, type Kind, slotsOf } from './traffic.ts';

/** Sessions of a batch that `poll-decision` settles at a time. */
const SETTLED_AT_A_TIME = 5;
const HOUR = 60;
const DAY = 24 * HOUR;

/** What is simulated, minute by minute as the sweep runs. */
export interface Scene {
  readonly sessionsPerDay: number;
  readonly days: number;
  /** Milliseconds that Veriff and the table take to settle one session. */
  readonly settleMs: number;
  readonly concurrentBatches: number;
  /** The sweep pays nothing from here on, in minutes, for so long: it is stopped, or Veriff answers 429. */
  readonly outage?: { readonly from: number; readonly minutes: number };
}

/** What came of it; times in seconds. */
export interface Outcome {
  /** Sessions that one run can settle. */
  readonly capacity: number;
  readonly polls: number;
  /** Polls a second in the busiest minute. */
  readonly busiest: number;
  /** From being due to being settled, outside an outage and what it has left. */
  readonly longestWait: number;
  /** Minutes from the end of the outage until nothing is late; nothing where that does not happen. */
  readonly drained: number | undefined;
  /** What waits at the end. */
  readonly left: number;
}

/** The constants as they ship. */
export const SHIPPED = CONCURRENT_BATCHES;

/** Sessions that one run can settle: by its time, by its rounds, and by what a page brings. */
export function capacityOf({ settleMs, concurrentBatches }: Scene): number {
  const batchMs = (BATCH_SIZE / SETTLED_AT_A_TIME) * settleMs;
  const byTime = Math.floor((RUN_SECONDS * 1000) / batchMs) * concurrentBatches * BATCH_SIZE;
  return Math.min(byTime, MOST_ROUNDS * DUE_BUCKETS.length * pageSize(concurrentBatches));
}

/** Six times the mean for an hour of each day, evenly at all other times. */
function sharePerMinute(minute: number): number {
  const isPeak = Math.floor(minute / HOUR) % 24 === 18;
  const mean = 1 / DAY;
  return isPeak ? 6 * mean : (mean * (DAY - 6 * HOUR)) / (DAY - HOUR);
}

/** Sessions of one kind, created in the same minute, that are due at the same time. */
interface Cohort {
  readonly kind: Kind;
  readonly createdAt: number;
  readonly dueAt: number;
  readonly count: number;
}

/** Whether something is still to be asked about it: a webhook has ended it otherwise, and it left the index. */
const isOpenAt = ({ kind, createdAt }: Cohort, minute: number): boolean =>
  kind.known === undefined || createdAt + kind.known > minute;

function nextOf(cohort: Cohort, minute: number): Cohort | undefined {
  const { kind, createdAt } = cohort;
  const age = minute - createdAt;
  // Asked after Veriff has decided: found.
  if (kind.known === undefined && age >= kind.decided) return undefined;
  const slot = slotsOf(kind, 'own').find((each) => each > age);
  return slot === undefined ? undefined : { ...cohort, dueAt: createdAt + slot };
}

interface Course {
  readonly scene: Scene;
  readonly capacity: number;
  /** Cohorts by the minute in which they fall due. */
  readonly due: Map<number, Cohort[]>;
  /** What is due and not settled, oldest first. */
  waiting: Cohort[];
  polls: number;
  busiest: number;
  longestWait: number;
  drained: number | undefined;
}

function arrange({ due }: Course, cohort: Cohort | undefined): void {
  if (cohort === undefined || cohort.count <= 0) return;
  const minute = Math.ceil(cohort.dueAt);
  const list = due.get(minute);
  if (list === undefined) due.set(minute, [cohort]);
  else list.push(cohort);
}

function arrive(course: Course, minute: number): void {
  const sessions = course.scene.sessionsPerDay * sharePerMinute(minute);
  for (const kind of KINDS) {
    const [first] = slotsOf(kind, 'own');
    if (first === undefined) continue;
    const count = sessions * kind.share;
    arrange(course, { kind, createdAt: minute, dueAt: minute + first, count });
  }
}

const isOut = ({ scene: { outage } }: Course, minute: number): boolean =>
  outage !== undefined && minute >= outage.from && minute < outage.from + outage.minutes;

/** Whether an outage is going on, or what it has left. */
const isDisturbed = (course: Course, minute: number): boolean =>
  course.scene.outage !== undefined &&
  minute >= course.scene.outage.from &&
  course.drained === undefined;

/** Settles some of a cohort; what was settled is due again at its next slot. */
function settle(course: Course, cohort: Cohort, { minute, before }: Moment): void {
  const { capacity } = course;
  const inRun = ((before + cohort.count) / capacity) * RUN_SECONDS;
  const wait = (minute - cohort.dueAt) * 60 + inRun;
  if (!isDisturbed(course, minute)) course.longestWait = Math.max(course.longestWait, wait);
  arrange(course, nextOf(cohort, minute));
}

/** A run, and how many sessions it has settled already. */
interface Moment {
  readonly minute: number;
  readonly before: number;
}

function noteDrained(course: Course, minute: number): void {
  const { outage } = course.scene;
  if (outage === undefined || course.waiting.length > 0) return;
  const since = minute - outage.from - outage.minutes;
  if (since >= 0) course.drained ??= since;
}

/** One run: the oldest first, as many as it can. */
function run(course: Course, minute: number): void {
  const most = isOut(course, minute) ? 0 : course.capacity;
  let paid = 0;
  const kept: Cohort[] = [];
  for (const cohort of course.waiting.filter((each) => isOpenAt(each, minute))) {
    const count = Math.min(most - paid, cohort.count);
    if (count > 0) settle(course, { ...cohort, count }, { minute, before: paid });
    if (cohort.count > count) kept.push({ ...cohort, count: cohort.count - count });
    paid += count;
  }
  course.polls += paid;
  course.busiest = Math.max(course.busiest, paid / 60);
  course.waiting = kept;
  noteDrained(course, minute);
}

/** Plays a scene to its end. Nothing in it is random. */
export function play(scene: Scene): Outcome {
  const capacity = capacityOf(scene);
  const course: Course = {
    scene,
    capacity,
    due: new Map(),
    waiting: [],
    polls: 0,
    busiest: 0,
    longestWait: 0,
    drained: undefined,
  };
  for (let minute = 0; minute < scene.days * DAY; minute += 1) {
    arrive(course, minute);
    course.waiting.push(...(course.due.get(minute) ?? []));
    course.due.delete(minute);
    run(course, minute);
  }
  const left = course.waiting.reduce((sum, { count }) => sum + count, 0);
  const { polls, busiest, longestWait, drained } = course;
  return { capacity, polls, busiest, longestWait, drained, left };
}
