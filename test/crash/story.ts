import type { SimSessionSummary, SimStatus } from '../../local/veriff/control.ts';
import { dice } from '../support/dice.ts';

/** What an end user and a reviewer do with one session. */
type Step = 'start' | 'submit' | 'approve' | 'decline' | 'resubmit';

/** What becomes of a session in the course of a run. */
export interface Story {
  readonly name: string;
  readonly steps: readonly Step[];
  /** The backend erases it once the steps are done. */
  readonly erased?: true;
}

const FIRST_ATTEMPT = ['start', 'submit'] as const;

const STORIES: readonly (readonly [share: number, story: Story])[] = [
  [0.45, { name: 'approved', steps: [...FIRST_ATTEMPT, 'approve'] }],
  [0.2, { name: 'declined', steps: [...FIRST_ATTEMPT, 'decline'] }],
  [
    0.15,
    {
      name: 'approved at the second attempt',
      steps: [...FIRST_ATTEMPT, 'resubmit', ...FIRST_ATTEMPT, 'approve'],
    },
  ],
  [0.08, { name: 'never opened', steps: [] }],
  [0.08, { name: 'left after the start', steps: ['start'] }],
  [0.04, { name: 'erased', steps: ['start'], erased: true }],
];

/** The story of a session, by seed and number alone. */
export function storyOf(seed: number, number: number): Story {
  let left = dice(`${seed} session ${number}`)();
  for (const [share, story] of STORIES) {
    left -= share;
    if (left < 0) return story;
  }
  return { name: 'never opened', steps: [] };
}

const STEPS_DONE: Partial<Readonly<Record<SimStatus, number>>> = {
  created: 0,
  started: 1,
  submitted: 2,
  resubmission_requested: 3,
};

/** The next step of a story for a session as Veriff has it; none where the story is told. */
export function nextStep(
  story: Story,
  { status, attempts }: Pick<SimSessionSummary, 'status' | 'attempts'>,
): Step | undefined {
  const done = STEPS_DONE[status];
  return done === undefined ? undefined : story.steps[done + 3 * (attempts - 1)];
}
