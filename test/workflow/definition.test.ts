import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';
import type { State, States } from '../../shared/contract/states-language.ts';
import { RUN_INCOMPLETE } from '../../shared/contract/sweep-workflow.ts';
import { DEFINITION } from './interpreter.ts';

function states({ States: all }: States): readonly (readonly [string, State])[] {
  return Object.entries(all).flatMap(([name, state]) => [
    [name, state] as const,
    ...(state.ItemProcessor === undefined ? [] : states(state.ItemProcessor)),
  ]);
}

/** What the local interpreter passes over in silence, or runs otherwise than AWS does. */
const IGNORED = [
  'JSONata',
  'QueryLanguage',
  'Arguments',
  'Output',
  'Assign',
  'ItemBatcher',
  'ItemReader',
  'ResultWriter',
  'ToleratedFailureCount',
  'ToleratedFailurePercentage',
  'DISTRIBUTED',
  'HeartbeatSeconds',
  'HeartbeatSecondsPath',
  'waitForTaskToken',
  '$$.Task',
  '$$.State.Name',
  '$$.State.RetryCount',
  '$$.StateMachine',
  'States.JsonMerge',
  // By their old names.
  'Iterator',
];

describe('the definition of the sweep', () => {
  it('is a valid state machine', () => {
    const options = { checkArn: true, checkPaths: true };
    const { errors } = validate(structuredClone(DEFINITION), options);

    expect(errors).toEqual([]);
  });

  it.each(IGNORED)('does without %s', (construct) => {
    const words = JSON.stringify(DEFINITION).split(/["({, )]/);

    expect(words.filter((word) => word === construct || word.startsWith(`${construct}.`))).toEqual(
      [],
    );
    expect(words.filter((word) => word.endsWith(`.${construct}`))).toEqual([]);
  });

  it('gives every state one name, by which the local run finds its task', () => {
    const names = states(DEFINITION).map(([name]) => name);

    expect(new Set(names).size).toBe(names.length);
  });

  it('names the errors of each retry, which are transient ones', () => {
    const retried = states(DEFINITION).flatMap(([, state]) => state.Retry ?? []);

    expect(retried).toHaveLength(2);
    for (const { ErrorEquals, MaxAttempts, JitterStrategy } of retried) {
      expect(ErrorEquals).not.toContain('States.ALL');
      expect(ErrorEquals).not.toContain('States.TaskFailed');
      expect([MaxAttempts, JitterStrategy]).toEqual([3, 'FULL']);
    }
  });

  it('catches every other error of a task, so that one failure ends no run early', () => {
    const tasks = states(DEFINITION).filter(([, { Type }]) => Type === 'Task');

    expect(tasks).toHaveLength(2);
    for (const [, task] of tasks) {
      expect(task['Catch']).toMatchObject([{ ErrorEquals: ['States.ALL'] }]);
    }
  });

  it('names what a run fails with, for whoever reads its log', () => {
    const failures = states(DEFINITION).filter(([, { Type }]) => Type === 'Fail');

    expect(failures).toMatchObject([
      [
        'Incomplete',
        {
          Error: RUN_INCOMPLETE,
          Cause: expect.stringContaining('BucketFailed, BatchFailed') as string,
        },
      ],
    ]);
  });

  it('ends within the five minutes of an Express execution', () => {
    expect(DEFINITION.TimeoutSeconds).toBeLessThanOrEqual(300);
  });
});
