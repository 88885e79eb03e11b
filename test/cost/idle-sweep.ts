import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { sweepWorkflow } from '../../shared/contract/sweep-workflow.ts';
import { DUE_BUCKETS } from '../../shared/contract/table.ts';
import type { Line } from './prices.ts';
import type { Template } from './standing.ts';

/** What one run of the sweep does that finds nothing due, counted by running its definition. */
export interface EmptyRun {
  readonly queries: number;
  readonly invocations: number;
  /** Events that AWS would write into the run's log at the level ALL. */
  readonly logEvents: number;
}

const DEFINITION = sweepWorkflow({
  tableName: 'sessions',
  pollDecisionArn: 'arn:aws:lambda:us-east-1:111122223333:function:poll-decision:live',
  partition: 'aws',
});

/** Events of a state besides those of what runs inside it (AWS docs: HistoryEvent). A task: entered, scheduled, started, succeeded, exited. */
const EVENTS: Readonly<Record<string, number>> = {
  Pass: 2,
  Choice: 2,
  Succeed: 2,
  Fail: 1,
  Task: 5,
  // Entered, started, succeeded, exited.
  Map: 4,
};
function eventsOf(type: string): number {
  const events = EVENTS[type];
  if (events === undefined) throw new Error(`nobody has counted the events of a ${type} state`);
  return events;
}

/** Started, succeeded. */
const EVENTS_OF_ITERATION = 2;
const EVENTS_OF_RUN = 2;

/** Runs the definition against a table without anything due. */
export async function emptyRun(): Promise<EmptyRun> {
  let [queries, invocations, logEvents] = [0, 0, EVENTS_OF_RUN];
  const taskResourceLocalHandlers = {
    QueryBucket: async () => {
      queries += 1;
      return Promise.resolve({ Items: [], Count: 0 });
    },
    PollDecision: async () => {
      invocations += 1;
      return Promise.resolve({ Payload: { stop: false } });
    },
  };
  const machine = new StateMachine(
    structuredClone(DEFINITION) as unknown as StateMachineDefinition,
  );
  const { result, eventLogs } = machine.run({}, { overrides: { taskResourceLocalHandlers } });
  for await (const event of eventLogs) {
    if (event.type === 'MapIterationStarted') logEvents += EVENTS_OF_ITERATION;
    if (event.type === 'StateEntered') logEvents += eventsOf(event.state.type);
  }
  await result;
  return { queries, invocations, logEvents };
}

const DAYS = 30;
const RUNS = 60 * 24 * DAYS;
/** Queries go to AWS one after the other inside a bucket, side by side over the buckets; the rest is bookkeeping. */
const RUN_MS = 200;
/** Express workflows are billed in chunks of 64 MB; the largest state of an empty run is below one KB. */
const RUN_GB = 64 / 1024;
/** Without execution data: id, type, name, time and the ARN of the execution; and 26 bytes that CloudWatch adds. */
const LOG_EVENT_BYTES = 500;
/** An eventually consistent query that finds nothing (AWS docs: read request units). */
const UNITS_OF_EMPTY_QUERY = 0.5;
/** Who uses the key by the clock: the table for the sweep, the log groups, the scheduler. */
const KEY_USERS = 3;
/** DynamoDB keeps a key for five minutes for each caller (AWS docs: DynamoDB encryption at rest); the others no less. */
const KEY_USES = (60 / 5) * 24 * DAYS;

function logLevel({ Resources }: Template): unknown {
  const machine = Object.values(Resources).find(
    ({ Type }) => Type === 'AWS::StepFunctions::StateMachine',
  );
  const logging = machine?.Properties?.['LoggingConfiguration'];
  return typeof logging === 'object' && logging !== null && 'Level' in logging
    ? logging.Level
    : 'OFF';
}

/** What the sweep costs a month by finding nothing every minute. */
export async function idleSweep(template: Template): Promise<readonly Line[]> {
  const { queries, invocations, logEvents } = await emptyRun();
  if (queries !== DUE_BUCKETS.length || invocations !== 0) {
    throw new Error(`an empty run made ${queries} queries and ${invocations} invocations`);
  }
  const logged = logLevel(template) === 'ALL' ? logEvents : 0;
  const runs = RUNS.toLocaleString('en');
  return [
    { price: 'scheduled', amount: RUNS, basis: 'counted', how: `one a minute, ${DAYS} days` },
    { price: 'workflowRun', amount: RUNS, basis: 'counted', how: `one a minute, ${DAYS} days` },
    {
      price: 'workflowDuration',
      amount: RUNS * (RUN_MS / 1000) * RUN_GB,
      basis: 'estimate',
      how: `${runs} runs × ${RUN_MS} ms × 64 MB`,
    },
    {
      price: 'readUnit',
      amount: RUNS * queries * UNITS_OF_EMPTY_QUERY,
      basis: 'counted',
      how: `${runs} runs × ${queries} queries × ${UNITS_OF_EMPTY_QUERY} units`,
    },
    {
      price: 'logIngestion',
      amount: (RUNS * logged * LOG_EVENT_BYTES) / 1e9,
      basis: 'estimate',
      how: `${runs} runs × ${logged} events × ${LOG_EVENT_BYTES} bytes`,
    },
    { price: 'trace', amount: RUNS, basis: 'estimate', how: 'every run is traced at this rate' },
    {
      price: 'keyRequest',
      amount: KEY_USERS * KEY_USES,
      basis: 'estimate',
      how: `${KEY_USERS} users of the key, once in five minutes`,
    },
  ];
}
