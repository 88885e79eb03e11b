import { BATCH_SIZE, pageSize, RUN_SECONDS } from '../../../shared/contract/sweep-workflow.ts';
import { DUE_BUCKETS, TABLE } from '../../../shared/contract/table.ts';
import { SESSION } from '../../support/given.ts';
import type { Scene } from './scale.ts';
import { mean } from './traffic.ts';
import { type Moment, type Units, unitsOfMoments } from './units.ts';

/** What a scene asks of AWS in its busiest second, against a default quota. */
export interface Use {
  readonly what: string;
  readonly value: number;
  readonly quota: number;
  readonly source: string;
}

const PEAK = 6;
const SECONDS_OF_A_DAY = 86_400;
const SETTLED_AT_A_TIME = 5;
/** Seconds that a warm function works (docs/cost.md). */
const SECONDS = { create: 0.35, webhook: 0.015, read: 0.008 } as const;
const READS = 2;
const KIB = 1024;

/** What the largest state of a round weighs: every bucket gives a full page. */
function payloadBytes(concurrentBatches: number): number {
  const length = pageSize(concurrentBatches);
  const items = Array.from({ length }, () => ({ [TABLE.key]: { S: SESSION } }));
  const page = { failed: false, page: { items, count: length } };
  return Buffer.byteLength(JSON.stringify(DUE_BUCKETS.map(() => page)));
}

/** Write units a second of everything but the polls, at the peak. */
function writes(perSecond: number, of: (units: Units) => number): number {
  const units = unitsOfMoments();
  const told = (moment: Moment) => of(units[moment]);
  return (
    perSecond *
    (told('create') +
      told('started') +
      mean(({ isSubmitted }) => (isSubmitted ? told('submitted') : 0)) +
      mean(({ known }) => (known === undefined ? 0 : told('decided'))))
  );
}

const moments = mean(({ isSubmitted }) => 3 + (isSubmitted ? 1 : 0));
const webhooksOfASession = mean(
  ({ isSubmitted, known }) => [true, isSubmitted, known !== undefined].filter(Boolean).length,
);

/** The quotas that a scene comes near; `polls` a second at its busiest. */
export function usesOf(scene: Scene, polls: number): readonly Use[] {
  const { sessionsPerDay, settleMs, concurrentBatches } = scene;
  const perSecond = (PEAK * sessionsPerDay) / SECONDS_OF_A_DAY;
  const units = unitsOfMoments();
  const all = (each: Units) => each.record + each.timer + each.outbox;
  // A mark writes the record once; all else of timer and outbox is in the index.
  const inIndex = writes(perSecond, (each) => each.timer + each.outbox) - perSecond * moments;
  const busy =
    perSecond * (SECONDS.create + webhooksOfASession * SECONDS.webhook + READS * SECONDS.read);
  const batchSeconds = ((BATCH_SIZE / SETTLED_AT_A_TIME) * settleMs) / 1000;
  return [
    {
      what: 'write units a second of one bucket of the index',
      value: (inIndex + polls * (units.poll.timer - 1)) / DUE_BUCKETS.length,
      quota: 1000,
      source: 'DynamoDB: one partition',
    },
    {
      what: 'write units a second of the table and its indexes',
      value: writes(perSecond, all) + polls * all(units.poll),
      quota: 40_000,
      source: 'DynamoDB: one table; a fresh one begins with 4,000',
    },
    {
      what: 'executions of functions at a time',
      value: busy + concurrentBatches,
      quota: 1000,
      source: 'Lambda: one Region of an account; a young account has less',
    },
    {
      what: 'calls of both APIs a second',
      value: perSecond * (1 + webhooksOfASession + READS),
      quota: 10_000,
      source: 'API Gateway',
    },
    {
      what: 'events a second',
      value: perSecond * moments,
      quota: 10_000,
      source: 'EventBridge PutEvents in the largest Regions, fewer elsewhere',
    },
    {
      what: 'KiB of the largest state',
      value: payloadBytes(concurrentBatches) / KIB,
      quota: 256,
      source: 'Step Functions',
    },
    {
      what: 'iterations of the Map at a time',
      value: Math.max(concurrentBatches, DUE_BUCKETS.length),
      quota: 40,
      source: 'Step Functions: inline Map',
    },
    {
      what: 'seconds of the longest run',
      value: RUN_SECONDS + batchSeconds,
      quota: 60,
      source: 'the next run begins; Express ends at 300',
    },
  ];
}
