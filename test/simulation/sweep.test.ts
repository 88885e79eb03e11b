import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import type { SweepBatchResult } from '../../shared/contract/sweep-workflow.ts';
import { DUE_BUCKETS } from '../../shared/contract/table.ts';
import { dice } from '../support/dice.ts';
import { DEFINITION, named, runSweep, type Script } from '../workflow/interpreter.ts';
import { bucketQuery, sweepRun } from './sweep.ts';

/** What a run did, in the order that matters: rounds of queries, and the batches of each. */
interface Visited {
  readonly queried: readonly string[];
  readonly batches: readonly (readonly string[])[];
  readonly failed: boolean;
}

/** The same script for both: which keys a bucket has in each round, and what goes wrong. */
function scripted(seed: string): Script {
  const roll = dice(seed);
  const sizes = [0, 0, 0, 1, 3, 30, 250];
  const rounds = new Map<string, number>();
  const plan = new Map<string, readonly string[] | 'fails'>();
  for (const bucket of DUE_BUCKETS) {
    for (let round = 1; round <= 5; round += 1) {
      const size = sizes[Math.floor(roll() * sizes.length)] ?? 0;
      const keys = Array.from({ length: size }, (_, at) => `b${bucket}r${round}-${at}`);
      plan.set(`${bucket} ${round}`, roll() < 0.05 ? 'fails' : keys);
    }
  }
  const [failing, stopping] = [roll() * 40, roll() * 80];
  const hash = (key: string): number =>
    Buffer.from(key).reduce((sum, byte) => (sum * 31 + byte) % 997, 7);
  return {
    query: (bucket) => {
      const round = (rounds.get(bucket) ?? 0) + 1;
      rounds.set(bucket, round);
      const planned = plan.get(`${bucket} ${round}`) ?? [];
      if (planned === 'fails') throw named('DynamoDb.AccessDeniedException');
      return planned;
    },
    batch: ([first = '']): Partial<SweepBatchResult> => {
      if (hash(first) < failing) throw named('TypeError');
      return { stop: hash(first) > 997 - stopping };
    },
  };
}

async function driven({ query, batch }: Script): Promise<Visited> {
  const queried: string[] = [];
  const batches: (readonly string[])[] = [];
  const failed = await sweepRun(
    {
      query: async (bucket) => {
        queried.push(bucket);
        return Promise.resolve(query(bucket, 250));
      },
      invoke: async ({ sessions }) => {
        batches.push(sessions);
        return Promise.resolve({ stop: false, ...batch(sessions) });
      },
    },
    '2026-03-02T10:15:00.000Z',
  );
  return { queried, batches, failed };
}

const sorted = ({ queried, batches, failed }: Visited) => ({
  queried: queried.toSorted(),
  batches: batches.map((batch) => batch.join()).toSorted(),
  failed,
});

describe('the driver of the sweep', () => {
  it.each(Array.from({ length: 12 }, (_, at) => `sweep ${at}`))(
    'visits what the real definition visits: %s',
    async (seed) => {
      const { queried, batches, failed } = await runSweep(scripted(seed));

      expect(sorted(await driven(scripted(seed)))).toEqual(sorted({ queried, batches, failed }));
    },
  );

  it('asks each bucket exactly as the real definition does', () => {
    const task = DEFINITION.States['FindDue']?.ItemProcessor?.States['QueryBucket'];
    const filled = JSON.stringify(task?.['Parameters'])
      .replace('"S.$":"$.bucket"', '"S":"3"')
      .replace('"S.$":"$.now"', '"S":"now"');
    const query = bucketQuery('3', 'now');

    expect(query).toBeInstanceOf(QueryCommand);
    expect(query.input).toEqual(JSON.parse(filled));
  });
});
