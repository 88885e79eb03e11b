import { ExecutionError, StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import {
  RUN_INCOMPLETE,
  type SweepBatch,
  type SweepBatchResult,
  sweepWorkflow,
} from '../../shared/contract/sweep-workflow.ts';
import { TABLE } from '../../shared/contract/table.ts';

export const DEFINITION = sweepWorkflow({
  tableName: 'sessions',
  pollDecisionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:poll-decision',
  partition: 'aws',
});

/** What the index holds, bucket by bucket; a page takes what is asked from the front. */
export type Index = Record<string, string[]>;

export interface Script {
  /** The answer to a query, or what it throws. */
  readonly query: (bucket: string, limit: number) => readonly string[];
  /** The answer to a batch, or what it throws. */
  readonly batch: (sessions: readonly string[]) => Partial<SweepBatchResult>;
}

export interface Ran {
  readonly queried: string[];
  readonly batches: string[][];
  readonly startedAt: string[];
  readonly sentAt: string[];
  /** The most invocations at one time. */
  readonly most: number;
  /** Whether AWS would count the execution as failed. */
  readonly failed: boolean;
}

/** No batch is taken up before. */
export const ENTERED = '2026-03-02T10:15:00.000Z';

/** An error by the name that the workflow sees. */
export function named(name: string): Error {
  return Object.assign(new Error(name), { name });
}

/** Runs the real definition with tasks that the test scripts. */
export async function runSweep({ query, batch }: Script): Promise<Ran> {
  const ran = {
    queried: [] as string[],
    batches: [] as string[][],
    startedAt: [] as string[],
    sentAt: [] as string[],
    most: 0,
  };
  let running = 0;
  const QueryBucket = (input: unknown): unknown => {
    const { Limit, ExpressionAttributeValues: values } = input as {
      Limit: number;
      ExpressionAttributeValues: { ':bucket': { S: string } };
    };
    ran.queried.push(values[':bucket'].S);
    const keys = query(values[':bucket'].S, Limit);
    return { Items: keys.map((key) => ({ [TABLE.key]: { S: key } })), Count: keys.length };
  };
  const PollDecision = async (input: unknown): Promise<unknown> => {
    const { sessions, startedAt, sentAt } = (input as { Payload: SweepBatch }).Payload;
    ran.batches.push([...sessions]);
    ran.startedAt.push(startedAt);
    ran.sentAt.push(sentAt);
    running += 1;
    ran.most = Math.max(ran.most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    const result = { settled: sessions.length, failed: 0, stop: false, ...batch(sessions) };
    return { ExecutedVersion: '$LATEST', StatusCode: 200, Payload: result };
  };
  // Its validator writes defaults into what it is given.
  const machine = new StateMachine(
    structuredClone(DEFINITION) as unknown as StateMachineDefinition,
  );
  let entered = Date.parse(ENTERED);
  const options = {
    // Of its own it knows no time of a state. Each is a second after the one before.
    context: {
      State: {
        get EnteredTime() {
          return new Date((entered += 1000)).toISOString();
        },
      },
    },
    overrides: {
      taskResourceLocalHandlers: { QueryBucket, PollDecision },
      retryIntervalOverrides: { QueryBucket: [0, 0, 0], PollDecision: [0, 0, 0] },
    },
  };
  const { result } = machine.run({}, options as unknown as Parameters<StateMachine['run']>[1]);
  const failed = await result.then(() => false, isIncomplete);
  return { ...ran, failed };
}

/** Of all the ways to fail the workflow has one of its own; any other is a mistake in it. */
function isIncomplete(error: unknown): true {
  if (error instanceof ExecutionError && error.cause instanceof Error) {
    if (error.cause.name === RUN_INCOMPLETE) return true;
  }
  throw error;
}

/** Queries read the index; whoever is settled leaves it. */
export function onIndex(index: Index): Script {
  return {
    query: (bucket, limit) => (index[bucket] ?? []).slice(0, limit),
    batch: (sessions) => {
      for (const [bucket, held] of Object.entries(index)) {
        index[bucket] = held.filter((key) => !sessions.includes(key));
      }
      return {};
    },
  };
}
