import { FUNCTION_MEMORY_MB } from '../../../shared/contract/routes.ts';
import { BATCH_SIZE } from '../../../shared/contract/sweep-workflow.ts';
import { emptyRun } from '../../cost/idle-sweep.ts';
import { type Basis, type Line, type PriceName, sumOf } from '../../cost/prices.ts';
import { transitionsOf } from './standard.ts';
import { KINDS, mean, pollsOf } from './traffic.ts';
import { type Moment, type Units, unitsOfMoments } from './units.ts';

/** A way to wait for a decision, and what it costs for a million sessions in a month, in US dollars. */
export interface Design {
  readonly name: string;
  /** In a picture. */
  readonly label: string;
  readonly schedule: 'own' | 'common';
  readonly usd: number;
  readonly lines: readonly Line[];
}

const MILLION = 1_000_000;
const MINUTES_OF_A_MONTH = 30 * 24 * 60;
/** Milliseconds of a poll with Veriff's answer, five sessions of a batch at a time (`docs/cost.md`). */
const POLL_MS = 150;
const POLLED_AT_A_TIME = 5;
const EMPTY_RUN_MS = 200;
const RUN_GB = 64 / 1024;

function line(price: PriceName, amount: number, how: string, basis: Basis = 'counted'): Line {
  return { price, amount, basis, how };
}

type Account = (units: Units) => number;

/** Write units of an account for one session. */
function unitsOfASession(of: Account, schedule: 'own' | 'common'): number {
  const units = unitsOfMoments();
  const told = (moment: Moment) => of(units[moment]);
  return mean((kind) => {
    const polls = pollsOf(kind, schedule);
    const isFound = kind.known === undefined;
    return (
      told('create') +
      told('started') +
      (kind.isSubmitted ? told('submitted') : 0) +
      (isFound
        ? told('found') + (polls - 1) * told('poll')
        : told('decided') + polls * told('poll'))
    );
  });
}

const pollsOfASession = (schedule: 'own' | 'common'): number =>
  mean((kind) => pollsOf(kind, schedule));

/** Lambda for polls that come one at a time. */
function singlePolls(polls: number): readonly Line[] {
  const seconds = (polls * POLL_MS) / 1000;
  return [
    line('lambdaRequest', polls, 'one for each poll'),
    line('lambdaDuration', seconds * (FUNCTION_MEMORY_MB / 1024), `${POLL_MS} ms`, 'estimate'),
  ];
}

/** What the timer of the sweep costs: its places in the index, its polls and its ticks. */
export async function sweepDesign(schedule: 'own' | 'common'): Promise<Design> {
  const polls = MILLION * pollsOfASession(schedule);
  const batches = polls / BATCH_SIZE;
  const batchSeconds = ((BATCH_SIZE / POLLED_AT_A_TIME) * POLL_MS) / 1000;
  const { queries } = await emptyRun();
  const runSeconds = (MINUTES_OF_A_MONTH * EMPTY_RUN_MS) / 1000 + batches * batchSeconds;
  const found = MILLION * mean(({ known }) => (known === undefined ? 1 : 0));
  const { record: result } = unitsOfMoments().found;
  const lines = [
    line('writeUnit', MILLION * unitsOfASession(({ timer }) => timer, schedule), 'timer'),
    line('writeUnit', found * result, 'decisions that polls have found'),
    line('readUnit', polls + (MINUTES_OF_A_MONTH * queries) / 2, 'records and empty queries'),
    line('lambdaRequest', batches, `batches of ${BATCH_SIZE}`),
    line(
      'lambdaDuration',
      batches * batchSeconds * (FUNCTION_MEMORY_MB / 1024),
      `${POLL_MS} ms a poll`,
      'estimate',
    ),
    line('scheduled', MINUTES_OF_A_MONTH, 'a tick each minute'),
    line('workflowRun', MINUTES_OF_A_MONTH, 'a run each minute'),
    line('workflowDuration', runSeconds * RUN_GB, `${EMPTY_RUN_MS} ms and the batches`, 'estimate'),
  ];
  return {
    name: 'the sweep, as it is',
    label: `sweep, ${schedule}`,
    schedule,
    usd: sumOf(lines),
    lines,
  };
}

/** What it costs that every change is published at least once, without the events themselves. */
export function outboxAccount(): Design {
  const lines = [
    line('writeUnit', MILLION * unitsOfASession(({ outbox }) => outbox, 'own'), 'marks'),
  ];
  return { name: 'outbox', label: 'outbox', schedule: 'own', usd: sumOf(lines), lines };
}

/** One Standard execution for each session, counted by running one of each kind. */
export async function standardDesign(): Promise<Design> {
  let transitions = 0;
  for (const kind of KINDS) {
    transitions += kind.share * (await transitionsOf(loopsOf(kind)));
  }
  const polls = MILLION * mean(loopsOf);
  const lines = [
    line('workflowTransition', MILLION * transitions, 'counted in executions'),
    ...singlePolls(polls),
    line('readUnit', polls, 'whether the record is decided'),
  ];
  return {
    name: 'a Standard execution for each session',
    label: 'Standard executions',
    schedule: 'common',
    usd: sumOf(lines),
    lines,
  };
}

/** An execution learns of the end only when it wakes up next. */
const loopsOf = (kind: (typeof KINDS)[number]): number =>
  pollsOf(kind, 'common') + (kind.known === undefined ? 0 : 1);

/** A schedule for each next poll, made anew each time. */
export function schedulerDesign(): Design {
  const polls = MILLION * mean(loopsOf);
  const lines = [
    line('scheduled', polls, 'one for each poll'),
    ...singlePolls(polls),
    line('readUnit', polls, 'whether the record is decided'),
  ];
  return {
    name: 'a one-time schedule for each poll',
    label: 'one-time schedules',
    schedule: 'common',
    usd: sumOf(lines),
    lines,
  };
}

/** A message waits 15 minutes at most, so a gap of hours is many hops; ten at a time are sent, received and deleted. */
export function queueDesign(): Design {
  const [HOP, TOGETHER] = [15, 10];
  const hops = MILLION * mean(({ known, decided }) => Math.ceil((known ?? decided) / HOP));
  const polls = MILLION * mean(loopsOf);
  const lines = [
    line('queueRequest', (3 * hops) / TOGETHER, 'sent, received, deleted, ten at a time'),
    line('lambdaRequest', hops / TOGETHER, 'ten hops each'),
    ...singlePolls(polls),
  ];
  return {
    name: 'messages that hop on by 15 minutes',
    label: 'hopping messages',
    schedule: 'common',
    usd: sumOf(lines),
    lines,
  };
}
