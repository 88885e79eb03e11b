import type { Definition, Retrier, State, States } from './states-language.ts';
import { DUE_BUCKETS, TABLE } from './table.ts';

/** What the sweep works with; names and ARNs may be CDK tokens. */
export interface SweepResources {
  readonly tableName: string;
  readonly pollDecisionArn: string;
  /** `aws` in most Regions. */
  readonly partition: string;
  /** From 1 to `MOST_CONCURRENT_BATCHES`; `CONCURRENT_BATCHES` where it says nothing. */
  readonly concurrentBatches?: number | undefined;
}

/** What `poll-decision` is invoked with. */
export interface SweepBatch {
  readonly sessions: readonly string[];
  /** Start of the run, ISO 8601. */
  readonly startedAt: string;
  /** When the state machine took up this batch, ISO 8601, by the clock that `startedAt` is of. */
  readonly sentAt: string;
}

/** What `poll-decision` answers. */
export interface SweepBatchResult {
  readonly settled: number;
  readonly failed: number;
  /** The run is to end: Veriff answered 429, or the run's time is up. */
  readonly stop: boolean;
}

/** Sessions in one invocation of `poll-decision`. */
export const BATCH_SIZE = 25;
/** Eight buckets of so many ids stay below half of the 256 KiB of a state. */
const LARGEST_PAGE = 250;
/** Batches that are settled one after the other in a round, where every bucket gives a full page. */
const WAVES_OF_A_ROUND = 4;
/** Rounds of query and settle in one run: more than its time allows, where every batch is settled. */
export const MOST_ROUNDS = 25;
/** Invocations at a time; with them the calls to Veriff, whose own limit nobody knows. */
export const CONCURRENT_BATCHES = 5;
/**
 * Sessions that one bucket gives to one round, in full batches. These are settled in the order of the buckets, so a round has
 * to end within the time of a run, or the last buckets would wait for as long as there is a backlog: four waves end in
 * time where a poll takes up to 2.5 seconds.
 */
export function pageSize(concurrentBatches = CONCURRENT_BATCHES): number {
  const batches = Math.floor((WAVES_OF_A_ROUND * concurrentBatches) / DUE_BUCKETS.length);
  return Math.min(LARGEST_PAGE, Math.max(1, batches) * BATCH_SIZE);
}

/** An inline Map works on so many items at a time (AWS docs: Using Map state in Inline mode). */
export const MOST_CONCURRENT_BATCHES = 40;
/** A run starts nothing new after this time, so that it ends before the next one begins. */
export const RUN_SECONDS = 50;
/** What a run fails with that could not read a bucket or not settle a batch, after it has done all the rest. */
export const RUN_INCOMPLETE = 'Sweep.Incomplete';

/** What is due in one bucket by the start of the run, oldest first. */
function dueQuery({ tableName, concurrentBatches }: SweepResources): object {
  return {
    TableName: tableName,
    IndexName: TABLE.due.index,
    KeyConditionExpression: '#bucket = :bucket AND #at <= :now',
    ProjectionExpression: '#key',
    ExpressionAttributeNames: {
      '#bucket': TABLE.due.bucket,
      '#at': TABLE.due.at,
      '#key': TABLE.key,
    },
    ExpressionAttributeValues: { ':bucket': { 'S.$': '$.bucket' }, ':now': { 'S.$': '$.now' } },
    Limit: pageSize(concurrentBatches),
  };
}

/** Waits of up to 1, 2 and 4 seconds, 7 in all: what is still failing then is taken up by the next run. */
function retry(...errors: readonly string[]): readonly Retrier[] {
  return [
    {
      ErrorEquals: errors,
      IntervalSeconds: 1,
      MaxAttempts: 3,
      BackoffRate: 2,
      JitterStrategy: 'FULL',
    },
  ];
}

function queryBucket(resources: SweepResources): States {
  return {
    StartAt: 'QueryBucket',
    States: {
      QueryBucket: {
        Type: 'Task',
        Resource: `arn:${resources.partition}:states:::aws-sdk:dynamodb:query`,
        Parameters: dueQuery(resources),
        // No wildcard here: on an empty list it gives an empty list on AWS, and an error in the interpreter.
        ResultSelector: { 'items.$': '$.Items', 'count.$': '$.Count' },
        ResultPath: '$.outcome.page',
        OutputPath: '$.outcome',
        // Throttling and internal errors pass within seconds by AWS's own advice.
        Retry: retry(
          'DynamoDb.ProvisionedThroughputExceededException',
          'DynamoDb.RequestLimitExceededException',
          'DynamoDb.ThrottlingException',
          'DynamoDb.InternalServerErrorException',
          'DynamoDb.SdkClientException',
        ),
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'BucketFailed' }],
        End: true,
      },
      BucketFailed: {
        Type: 'Pass',
        Result: { failed: true, page: { items: [], count: 0 } },
        End: true,
      },
    },
  };
}

function settleBatch({ pollDecisionArn, partition }: SweepResources): States {
  return {
    StartAt: 'PollDecision',
    States: {
      PollDecision: {
        Type: 'Task',
        Resource: `arn:${partition}:states:::lambda:invoke`,
        Parameters: {
          FunctionName: pollDecisionArn,
          Payload: {
            'sessions.$': '$.sessions',
            'startedAt.$': '$.startedAt',
            'sentAt.$': '$$.State.EnteredTime',
          },
        },
        ResultSelector: { 'stop.$': '$.Payload.stop' },
        ResultPath: '$.outcome.answer',
        OutputPath: '$.outcome',
        // Faults of the service and of its capacity; an error of the function's own code is not repeated.
        Retry: retry(
          'Lambda.ServiceException',
          'Lambda.AWSLambdaException',
          'Lambda.SdkClientException',
          'Lambda.TooManyRequestsException',
        ),
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'BatchFailed' }],
        End: true,
      },
      BatchFailed: { Type: 'Pass', Result: { failed: true, answer: { stop: false } }, End: true },
    },
  };
}

/** Goes into every bucket and batch and comes out with its result: what has failed once stays failed until the end. */
const outcomeSoFar = { 'failed.$': '$.failed' } as const;

function findDue(resources: SweepResources): State {
  return {
    Type: 'Map',
    ItemsPath: '$.buckets',
    ItemSelector: { 'bucket.$': '$$.Map.Item.Value', 'now.$': '$.now', outcome: outcomeSoFar },
    MaxConcurrency: DUE_BUCKETS.length,
    ItemProcessor: queryBucket(resources),
    ResultPath: '$.found',
    Next: 'Collect',
  };
}

function settleDue(resources: SweepResources): State {
  return {
    Type: 'Map',
    ItemsPath: '$.batches',
    ItemSelector: {
      'sessions.$': '$$.Map.Item.Value',
      'startedAt.$': '$.now',
      outcome: outcomeSoFar,
    },
    MaxConcurrency: resources.concurrentBatches ?? CONCURRENT_BATCHES,
    ItemProcessor: settleBatch(resources),
    ResultPath: '$.settled',
    Next: 'NextRound',
  };
}

/** What every round takes along. */
const carried = {
  'now.$': '$.now',
  'buckets.$': '$.buckets',
  'round.$': '$.round',
  'failed.$': '$.failed',
} as const;

/** From what the buckets gave to batches, or to the end. */
const batching = ({ concurrentBatches }: SweepResources): Readonly<Record<string, State>> => ({
  Collect: {
    Type: 'Pass',
    Parameters: {
      ...carried,
      'found.$': '$.found',
      'counts.$': 'States.ArrayUnique($.found[*].page.count)',
      'failed.$': 'States.ArrayContains($.found[*].failed, true)',
    },
    Next: 'IsAnythingDue',
  },
  // Nothing is due where every bucket counted the same, and that is 0.
  IsAnythingDue: {
    Type: 'Choice',
    Choices: [
      {
        Or: [
          { Variable: '$.counts[1]', IsPresent: true },
          { Variable: '$.counts[0]', NumericGreaterThan: 0 },
        ],
        Next: 'MakeBatches',
      },
    ],
    Default: 'HasAnythingFailed',
  },
  MakeBatches: {
    Type: 'Pass',
    Parameters: {
      ...carried,
      'batches.$': `States.ArrayPartition($.found[*].page.items[*].${TABLE.key}.S, ${BATCH_SIZE})`,
      'more.$': `States.ArrayContains($.counts, ${pageSize(concurrentBatches)})`,
    },
    Next: 'SettleDue',
  },
});

/** Another round only where a page was full, nobody asked to stop and the bound is not reached. */
const judging: Readonly<Record<string, State>> = {
  NextRound: {
    Type: 'Pass',
    Parameters: {
      ...carried,
      'round.$': 'States.MathAdd($.round, 1)',
      'more.$': '$.more',
      'stop.$': 'States.ArrayContains($.settled[*].answer.stop, true)',
      'failed.$': 'States.ArrayContains($.settled[*].failed, true)',
    },
    Next: 'IsMoreDue',
  },
  IsMoreDue: {
    Type: 'Choice',
    Choices: [
      {
        And: [
          { Variable: '$.more', BooleanEquals: true },
          { Variable: '$.stop', BooleanEquals: false },
          { Variable: '$.round', NumericLessThanEquals: MOST_ROUNDS },
        ],
        Next: 'FindDue',
      },
    ],
    Default: 'HasAnythingFailed',
  },
};

/** A run that left something out has to look like it: AWS counts executions that failed. */
const ending: Readonly<Record<string, State>> = {
  HasAnythingFailed: {
    Type: 'Choice',
    Choices: [{ Variable: '$.failed', BooleanEquals: true, Next: 'Incomplete' }],
    Default: 'Done',
  },
  Done: { Type: 'Succeed' },
  Incomplete: {
    Type: 'Fail',
    Error: RUN_INCOMPLETE,
    Cause:
      'A bucket was not read or a batch not settled (BucketFailed, BatchFailed); both stay due',
  },
};

/**
 * The fallback: finds every record that owes something by now and lets `poll-decision` pay, batch by
 * batch, oldest first, until nothing more is due or the run's bounds are reached. It holds no rule about
 * sessions; what fails stays in the index and is found by the next run. A bucket or batch that fails for
 * good holds up no other one, and the run then ends as failed. States Language in JSONPath, since no local
 * interpreter reads JSONata; template and local run both take it from here.
 */
export function sweepWorkflow(resources: SweepResources): Definition {
  return {
    Comment: 'Pays what the session records owe: polls, publications, erasures',
    StartAt: 'Begin',
    TimeoutSeconds: 300,
    States: {
      Begin: {
        Type: 'Pass',
        Parameters: {
          'now.$': '$$.Execution.StartTime',
          buckets: DUE_BUCKETS,
          round: 1,
          failed: false,
        },
        Next: 'FindDue',
      },
      FindDue: findDue(resources),
      ...batching(resources),
      SettleDue: settleDue(resources),
      ...judging,
      ...ending,
    },
  };
}
