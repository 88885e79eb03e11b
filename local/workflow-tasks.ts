import type { States } from '../shared/contract/states-language.ts';
import { type DatabaseCall, DatabaseError } from './database-client.ts';
import { isRecord, parseJson } from './json.ts';
import type { WorkerAnswer } from './worker-messages.ts';

/** What the workflow's tasks reach. */
export interface TaskTargets {
  readonly database: DatabaseCall;
  /** Starts the function of that ARN with a payload. */
  readonly invoke: (functionArn: string, payload: string) => Promise<WorkerAnswer>;
}

type Task = (input: unknown) => Promise<unknown>;

/** An error as a workflow names it: `Retry` and `Catch` see nothing but the name. */
class TaskError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** The tasks of a definition by the name of their state, as the interpreter wants them, nested Maps too. */
export function taskHandlers(
  definition: States,
  targets: TaskTargets,
): Readonly<Record<string, Task>> {
  return Object.fromEntries(
    taskStates(definition).map(([name, resource]) => [name, taskOf(resource, targets)]),
  );
}

/** Name and resource of every Task. */
export function taskStates({ States: states }: States): readonly (readonly [string, string])[] {
  return Object.entries(states).flatMap(([name, state]) => [
    ...(state.Type === 'Task' ? [[name, state.Resource ?? ''] as const] : []),
    ...(state.ItemProcessor === undefined ? [] : taskStates(state.ItemProcessor)),
  ]);
}

function taskOf(resource: string, targets: TaskTargets): Task {
  const integration = resource.split(':::')[1];
  switch (integration) {
    case 'aws-sdk:dynamodb:query':
      return async (input) => query(targets, input);
    case 'lambda:invoke':
      return async (input) => invoke(targets, input);
    case undefined:
    default:
      throw new Error(`the local run knows no task ${resource}`);
  }
}

async function query({ database }: TaskTargets, input: unknown): Promise<unknown> {
  try {
    return await database('Query', isRecord(input) ? input : {});
  } catch (error) {
    if (!(error instanceof DatabaseError)) {
      throw new TaskError('DynamoDb.SdkClientException', String(error));
    }
    throw new TaskError(`DynamoDb.${error.name.replace(/Exception$/, '')}Exception`, error.message);
  }
}

async function invoke({ invoke: start }: TaskTargets, input: unknown): Promise<unknown> {
  const { FunctionName: arn, Payload: payload } = isRecord(input) ? input : {};
  const answer = await start(String(arn), JSON.stringify(payload));
  if ('error' in answer) throw new TaskError(answer.error.errorType, answer.error.errorMessage);
  return { ExecutedVersion: '$LATEST', StatusCode: 200, Payload: parseJson(answer.payload) };
}
