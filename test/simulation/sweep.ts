import { QueryCommand } from '@aws-sdk/client-dynamodb';
import {
  BATCH_SIZE,
  CONCURRENT_BATCHES,
  MOST_ROUNDS,
  pageSize,
  type SweepBatch,
  type SweepBatchResult,
} from '../../shared/contract/sweep-workflow.ts';
import { DUE_BUCKETS, TABLE } from '../../shared/contract/table.ts';

/** What a run of the sweep is made of; both tasks have had their retries when they throw. */
export interface SweepTasks {
  /** The keys that one bucket has due by `now`, oldest first, at most a page. */
  readonly query: (bucket: string, now: string) => Promise<readonly string[]>;
  readonly invoke: (batch: Omit<SweepBatch, 'sentAt'>) => Promise<Pick<SweepBatchResult, 'stop'>>;
}

interface Part<Value> {
  readonly value: Value;
  readonly failed: boolean;
}

async function caught<Value>(task: Promise<Value>, instead: Value): Promise<Part<Value>> {
  try {
    return { value: await task, failed: false };
  } catch {
    return { value: instead, failed: true };
  }
}

/** Batches of all that was found, as the state machine partitions it. */
function batchesOf(sessions: readonly string[]): readonly (readonly string[])[] {
  const count = Math.ceil(sessions.length / BATCH_SIZE);
  return Array.from({ length: count }, (_, at) =>
    sessions.slice(at * BATCH_SIZE, (at + 1) * BATCH_SIZE),
  );
}

/** As many at a time as the state machine's map works on. */
async function settled(
  tasks: SweepTasks,
  batches: readonly (readonly string[])[],
  startedAt: string,
): Promise<readonly Part<Pick<SweepBatchResult, 'stop'>>[]> {
  const results: Part<Pick<SweepBatchResult, 'stop'>>[] = [];
  const waiting = [...batches];
  const worker = async (): Promise<void> => {
    for (let sessions = waiting.shift(); sessions !== undefined; sessions = waiting.shift()) {
      results.push(await caught(tasks.invoke({ sessions, startedAt }), { stop: false }));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT_BATCHES }, worker));
  return results;
}

/**
 * One run of the sweep, step by step as `sweepWorkflow` defines it; `sweep.test.ts` holds it to the definition itself.
 * Answers whether the run counts as failed.
 */
export async function sweepRun(tasks: SweepTasks, startedAt: string): Promise<boolean> {
  let failed = false;
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const found = await Promise.all(
      DUE_BUCKETS.map(async (bucket) => caught(tasks.query(bucket, startedAt), [])),
    );
    failed ||= found.some((part) => part.failed);
    const sessions = found.flatMap(({ value }) => value);
    if (sessions.length === 0) return failed;
    const results = await settled(tasks, batchesOf(sessions), startedAt);
    failed ||= results.some((part) => part.failed);
    const isMore = found.some(({ value }) => value.length === pageSize());
    if (!isMore || results.some(({ value }) => value.stop)) return failed;
  }
  return failed;
}

/** The query of one bucket, as the state machine sends it. */
export function bucketQuery(bucket: string, now: string): QueryCommand {
  return new QueryCommand({
    TableName: 'sessions',
    IndexName: TABLE.due.index,
    KeyConditionExpression: '#bucket = :bucket AND #at <= :now',
    ProjectionExpression: '#key',
    ExpressionAttributeNames: {
      '#bucket': TABLE.due.bucket,
      '#at': TABLE.due.at,
      '#key': TABLE.key,
    },
    ExpressionAttributeValues: { ':bucket': { S: bucket }, ':now': { S: now } },
    Limit: pageSize(),
  });
}
