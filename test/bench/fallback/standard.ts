import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';

/** What one usually builds: an execution for each session, which waits, asks and decides whether to wait again. */
const DEFINITION: StateMachineDefinition = {
  StartAt: 'Wait',
  States: {
    Wait: { Type: 'Wait', SecondsPath: '$.seconds', Next: 'Poll' },
    Poll: {
      Type: 'Task',
      Resource: 'arn:aws:lambda:us-east-1:111122223333:function:poll',
      Next: 'IsDecided',
    },
    IsDecided: {
      Type: 'Choice',
      Choices: [{ Variable: '$.decided', BooleanEquals: true, Next: 'Done' }],
      Default: 'Wait',
    },
    Done: { Type: 'Succeed' },
  },
};

/** Transitions of one execution that asks so many times, counted by running it. */
export async function transitionsOf(polls: number): Promise<number> {
  let asked = 0;
  const Poll = async () => {
    asked += 1;
    return Promise.resolve({ seconds: 0, decided: asked >= polls });
  };
  const machine = new StateMachine(structuredClone(DEFINITION));
  const { result, eventLogs } = machine.run(
    { seconds: 0 },
    { overrides: { taskResourceLocalHandlers: { Poll }, waitTimeOverrides: { Wait: 0 } } },
  );
  let transitions = 0;
  for await (const event of eventLogs) if (event.type === 'StateEntered') transitions += 1;
  await result;
  return transitions;
}
