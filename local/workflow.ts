import type { StateMachineDefinition } from 'aws-local-stepfunctions';
import type { Definition } from '../shared/contract/states-language.ts';
import { sweepWorkflow } from '../shared/contract/sweep-workflow.ts';
import { functionArn } from './lambda-context.ts';
import { type TaskTargets, taskHandlers, taskStates } from './workflow-tasks.ts';

/**
 * Runs the real definition once, with `startedAt` as the start of its execution; rejects where it fails. Every event of
 * the interpreter has been told before it settles.
 */
export type RunWorkflow = (startedAt: number, onEvent: (event: unknown) => void) => Promise<void>;

/** The interpreter as it is used here; its own types know JSON by another name than unknown. */
interface Machine {
  run(
    input: Record<string, never>,
    options: object,
  ): { readonly result: Promise<unknown>; readonly eventLogs: Events };
}

type Events = AsyncIterable<unknown, unknown, unknown>;

/** Milliseconds of real time between tries: the definition's seconds would hold a moved clock up. */
const RETRY_MS = [50, 100, 200];

/**
 * The sweep's state machine in a local interpreter. Nothing is taken from it but its names: its one
 * definition is what deploys.
 */
export function localWorkflow(
  definition: Definition,
  targets: TaskTargets,
  now: () => number,
): RunWorkflow {
  const handlers = taskHandlers(definition, targets);
  const retries = Object.fromEntries(taskStates(definition).map(([name]) => [name, RETRY_MS]));
  const overrides = { taskResourceLocalHandlers: handlers, retryIntervalOverrides: retries };
  // Loaded now: at the first minute it would hold everything up for a tenth of a second.
  const machine = interpreter(definition);
  machine.catch(() => undefined);
  return async (startedAt, onEvent) => {
    const context = {
      Local: {
        StartTime: new Date(startedAt).toISOString(),
        get Time() {
          return new Date(now()).toISOString();
        },
      },
    };
    const { result, eventLogs } = (await machine).run({}, { overrides, context });
    const told = tellAll(eventLogs, onEvent);
    try {
      await result;
    } finally {
      await told;
    }
  };
}

async function tellAll(events: Events, onEvent: (event: unknown) => void): Promise<void> {
  for await (const event of events) onEvent(event);
}

/** The definition with local names. */
export function localDefinition(tableName: string): Definition {
  return sweepWorkflow({
    tableName,
    pollDecisionArn: functionArn('poll-decision'),
    partition: 'aws',
  });
}

/** A module of its own weight: it brings AWS clients along that only use memory here. */
async function interpreter(definition: Definition): Promise<Machine> {
  const { StateMachine } = await import('aws-local-stepfunctions');
  return new StateMachine(onVirtualTime(definition));
}

/**
 * The interpreter writes real time into `$$.Execution` and knows no `$$.State.EnteredTime` (3.0.0), so both are read from
 * beside it.
 */
function onVirtualTime(definition: Definition): StateMachineDefinition {
  const text = JSON.stringify(definition);
  const renamed = text
    .replaceAll('$$.Execution.StartTime', () => '$$.Local.StartTime')
    .replaceAll('$$.State.EnteredTime', () => '$$.Local.Time');
  // oxlint-disable-next-line no-unsafe-type-assertion -- the interpreter's own validator reads it when the machine is made
  return JSON.parse(renamed) as StateMachineDefinition;
}
