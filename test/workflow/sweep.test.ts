import { describe, expect, it } from 'vitest';
import {
  BATCH_SIZE,
  CONCURRENT_BATCHES,
  MOST_ROUNDS,
  pageSize,
} from '../../shared/contract/sweep-workflow.ts';
import { DUE_BUCKETS } from '../../shared/contract/table.ts';
import { ENTERED, type Index, named, onIndex, runSweep } from './interpreter.ts';

const PAGE_SIZE = pageSize();

function ids(count: number, prefix = 's'): string[] {
  return Array.from({ length: count }, (_, i) => `${prefix}${i}`);
}

/** The same number of sessions in each bucket. */
function spread(perBucket: number): Index {
  return Object.fromEntries(DUE_BUCKETS.map((bucket) => [bucket, ids(perBucket, `b${bucket}-`)]));
}

function isPoisoned(sessions: readonly string[]): boolean {
  return sessions.includes('b3-0');
}

describe('a run of the sweep', () => {
  it('asks every bucket once and ends where nothing is due', async () => {
    const ran = await runSweep(onIndex({}));

    expect(ran.queried.toSorted()).toEqual([...DUE_BUCKETS]);
    expect(ran.batches).toEqual([]);
    expect(ran.failed).toBe(false);
  });

  it.each([...DUE_BUCKETS])('finds the only debt, in bucket %s', async (bucket) => {
    const ran = await runSweep(onIndex({ [bucket]: ['only'] }));

    expect(ran.batches).toEqual([['only']]);
  });

  it('settles 1,000 sessions, each once, in full batches', async () => {
    const index = spread(125);
    const all = Object.values(index).flat();

    const ran = await runSweep(onIndex(index));

    expect(ran.batches.flat().toSorted()).toEqual(all.toSorted());
    expect(ran.batches.map((batch) => batch.length)).toEqual(ids(40).map(() => BATCH_SIZE));
    expect(ran.failed).toBe(false);
  });

  it('invokes no more batches at a time than Veriff is to bear', async () => {
    const ran = await runSweep(onIndex(spread(125)));

    expect(ran.most).toBe(CONCURRENT_BATCHES);
  });

  it('tells every batch when the run began', async () => {
    const before = Date.now();

    const { startedAt } = await runSweep(onIndex(spread(10)));

    expect(new Set(startedAt).size).toBe(1);
    expect(Date.parse(startedAt[0] ?? '')).toBeGreaterThanOrEqual(before);
  });

  it('tells each batch when it was taken up, by the clock of the state machine', async () => {
    const { sentAt } = await runSweep(onIndex({ 0: ids(3 * BATCH_SIZE) }));

    expect(sentAt).toEqual(
      [1, 2, 3].map((second) => new Date(Date.parse(ENTERED) + second * 1000).toISOString()),
    );
  });

  it('looks again after a full page, and not after a short one', async () => {
    const full = await runSweep(onIndex({ 3: ids(PAGE_SIZE + 10) }));
    const short = await runSweep(onIndex({ 3: ids(PAGE_SIZE - 1) }));

    expect([full.queried.length, short.queried.length]).toEqual([16, 8]);
    expect(full.batches.flat()).toHaveLength(PAGE_SIZE + 10);
  });

  it('is bounded, also where the debts never end', async () => {
    const ran = await runSweep({
      query: (bucket, limit) => (bucket === '0' ? ids(limit) : []),
      batch: () => ({}),
    });

    expect(ran.queried).toHaveLength(MOST_ROUNDS * DUE_BUCKETS.length);
    expect(ran.failed).toBe(false);
  });

  it('comes to every bucket in four waves of batches, however much each has due', async () => {
    const ran = await runSweep({
      query: (bucket, limit) => ids(limit, `b${bucket}-`),
      batch: () => ({ stop: true }),
    });

    const reached = new Set(ran.batches.flat().map((id) => id.slice(0, 2)));
    expect([...reached].toSorted()).toEqual(DUE_BUCKETS.map((bucket) => `b${bucket}`));
    expect(ran.batches.length).toBeLessThanOrEqual(4 * CONCURRENT_BATCHES);
  });

  it.each([
    [1, 25],
    [5, 50],
    [20, 250],
    [40, 250],
  ])('with %d batches at a time asks each bucket for %d sessions', (concurrent, size) => {
    expect(pageSize(concurrent)).toBe(size);
  });

  it('looks no further once a batch asks to stop', async () => {
    const ran = await runSweep({
      query: (_bucket, limit) => ids(limit),
      batch: ([first]) => ({ stop: first === 's25' }),
    });

    expect(ran.queried).toHaveLength(DUE_BUCKETS.length);
    expect(ran.failed).toBe(false);
  });
});

describe('a bucket that cannot be read', () => {
  it('is tried again where the error passes', async () => {
    let failures = 2;
    const script = onIndex({ 4: ['a'] });

    const ran = await runSweep({
      ...script,
      query: (bucket, limit) => {
        if (bucket === '4' && failures-- > 0) throw named('DynamoDb.ThrottlingException');
        return script.query(bucket, limit);
      },
    });

    expect(ran.queried.filter((bucket) => bucket === '4')).toHaveLength(3);
    expect(ran.batches).toEqual([['a']]);
    expect(ran.failed).toBe(false);
  });

  it.each([
    ['DynamoDb.ThrottlingException', 4],
    ['DynamoDb.ProvisionedThroughputExceededException', 4],
    ['DynamoDb.RequestLimitExceededException', 4],
    ['DynamoDb.InternalServerErrorException', 4],
    ['DynamoDb.SdkClientException', 4],
    ['DynamoDb.ResourceNotFoundException', 1],
    ['DynamoDb.AccessDeniedException', 1],
  ])(
    'keeps no other one waiting, and fails the run: %s is tried %i times',
    async (error, tries) => {
      const index = spread(2);
      const script = onIndex(index);

      const ran = await runSweep({
        ...script,
        query: (bucket, limit) => {
          if (bucket === '2') throw named(error);
          return script.query(bucket, limit);
        },
      });

      expect(ran.queried.filter((bucket) => bucket === '2')).toHaveLength(tries);
      expect(ran.batches.flat()).toHaveLength(14);
      expect(index['2']).toHaveLength(2);
      expect(ran.failed).toBe(true);
    },
  );

  it('may be every one of them: the run fails, however little there is to do', async () => {
    const ran = await runSweep({
      query: () => {
        throw named('DynamoDb.AccessDeniedException');
      },
      batch: () => ({}),
    });

    expect(ran.batches).toEqual([]);
    expect(ran.failed).toBe(true);
  });

  it('fails the run where nothing else is due', async () => {
    const ran = await runSweep({
      ...onIndex({}),
      query: (bucket) => {
        if (bucket === '7') throw named('DynamoDb.AccessDeniedException');
        return [];
      },
    });

    expect(ran.failed).toBe(true);
  });

  it('fails the run although a later round could read it', async () => {
    let failures = 1;
    const index = { 0: ids(PAGE_SIZE + 1), 6: ids(1, 'late') };
    const script = onIndex(index);

    const ran = await runSweep({
      ...script,
      query: (bucket, limit) => {
        if (bucket === '6' && failures-- > 0) throw named('DynamoDb.AccessDeniedException');
        return script.query(bucket, limit);
      },
    });

    expect(Object.values(index).flat()).toEqual([]);
    expect(ran.failed).toBe(true);
  });
});

describe('a batch that fails', () => {
  it.each([
    ['Lambda.ServiceException', 4],
    ['Lambda.AWSLambdaException', 4],
    ['Lambda.SdkClientException', 4],
    ['Lambda.TooManyRequestsException', 4],
    ['TypeError', 1],
    ['Sandbox.Timedout', 1],
  ])(
    'delays no other one, and fails the run: after %s it was tried %i times',
    async (error, tries) => {
      const index = spread(25);
      const script = onIndex(index);

      const ran = await runSweep({
        ...script,
        batch: (sessions) => {
          if (isPoisoned(sessions)) throw named(error);
          return script.batch(sessions);
        },
      });

      expect(ran.batches.filter(isPoisoned)).toHaveLength(tries);
      expect(Object.values(index).flat()).toHaveLength(BATCH_SIZE);
      expect(index['3']).toContain('b3-0');
      expect(ran.failed).toBe(true);
    },
  );

  it('stops no later round, and fails the run although it goes well then', async () => {
    let failures = 1;
    const index = { 1: ids(PAGE_SIZE + 1) };
    const script = onIndex(index);

    const ran = await runSweep({
      ...script,
      batch: (sessions) => {
        if (sessions.includes('s0') && failures-- > 0) throw named('TypeError');
        return script.batch(sessions);
      },
    });

    expect(ran.queried).toHaveLength(2 * DUE_BUCKETS.length);
    expect(index[1]).toEqual([]);
    expect(ran.failed).toBe(true);
  });

  it('fails the run although another one asks to stop', async () => {
    const ran = await runSweep({
      query: (_bucket, limit) => ids(limit),
      batch: ([first]) => {
        if (first === 's0') throw named('TypeError');
        return { stop: first === 's25' };
      },
    });

    expect(ran.queried).toHaveLength(DUE_BUCKETS.length);
    expect(ran.failed).toBe(true);
  });

  it('is not one that could not pay every session: that is counted elsewhere', async () => {
    const ran = await runSweep({
      query: (bucket) => (bucket === '0' ? ids(BATCH_SIZE) : []),
      batch: () => ({ settled: 0, failed: BATCH_SIZE }),
    });

    expect(ran.failed).toBe(false);
  });

  it('is tried again where the error passes', async () => {
    let failures = 3;
    const index = spread(1);
    const script = onIndex(index);

    const ran = await runSweep({
      ...script,
      batch: (sessions) => {
        if (failures-- > 0) throw named('Lambda.TooManyRequestsException');
        return script.batch(sessions);
      },
    });

    expect(Object.values(index).flat()).toEqual([]);
    expect(ran.failed).toBe(false);
  });
});
