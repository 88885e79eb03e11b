import type { Command } from '../../local/veriff/sessions.ts';
import { act, begin, type Stage } from './stage.ts';
import type { AtVeriff } from './veriff-model.ts';

/** One history that has a name, and what the record says at its end. */
export interface History {
  readonly name: string;
  readonly ends: string;
  /** Where it is another end if every webhook is lost: a record that is final is polled no more. */
  readonly endsByPolls?: string;
  readonly play: (stage: Stage) => Promise<void>;
}

/** What people do at Veriff. */
export const START = { action: 'start' } as const satisfies Command;
export const SUBMIT = { action: 'submit' } as const satisfies Command;
export const APPROVE = { action: 'approve' } as const satisfies Command;
export const DECLINE = { action: 'decline' } as const satisfies Command;
export const RESUBMIT = { action: 'resubmit' } as const satisfies Command;

/** Of whole numbers, both ends included. */
export const count = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at);

/** A session whose user has submitted; nobody has told us yet. */
export async function submitted(stage: Stage): Promise<AtVeriff> {
  const known = await begin(stage);
  act(stage, known, START, SUBMIT);
  return known;
}
