import type { LocalSessionSummary } from '../../console-api/wire.ts';
import type { SimDeliverySummary } from '../../veriff/control.ts';

/** What has happened so far, from which the ticks follow. */
export interface Happened {
  readonly sessions: readonly LocalSessionSummary[];
  readonly deliveries: readonly SimDeliverySummary[];
  /** What only this page can know. */
  readonly visited: ReadonlySet<'twin' | 'deploy'>;
}

export interface TourStep {
  readonly id: string;
  readonly what: string;
  readonly sees: string;
  readonly isDone: (happened: Happened) => boolean;
}

/** The first five minutes; a step is ticked when it has happened, not when it was clicked. */
export const TOUR: readonly TourStep[] = [
  {
    id: 'create',
    what: 'Create a session (key c).',
    sees: 'Its page opens: the call in, the call to Veriff, the write, the answer out.',
    isDone: ({ sessions }) => sessions.length > 0,
  },
  {
    id: 'approve',
    what: 'Open its end-user page, submit, and choose Approve. Or press Start, Submit, Approve beside the record.',
    sees: 'Events 7001 and 7002 and decision 9001 arrive, signed; the pill turns green.',
    isDone: ({ sessions }) =>
      sessions.some(
        ({ status, decision }) => status === 'approved' && decision?.source === 'webhook',
      ),
  },
  {
    id: 'drop',
    what: 'Faults (key f): drop the next decision. Then approve a second session.',
    sees: 'A dashed arrow ends in the air, and the state stays submitted.',
    isDone: ({ deliveries }) =>
      deliveries.some(({ outcome, kind }) => outcome === 'dropped' && kind === 'decision'),
  },
  {
    id: 'fallback',
    what: 'Jump to next (key n).',
    sees: 'The sweep wakes, asks Veriff, and writes: decided by the fallback.',
    isDone: ({ sessions }) => sessions.some(({ decision }) => decision?.source === 'poll'),
  },
  {
    id: 'forge',
    what: 'Faults: corrupt the next signature. Then approve a third session.',
    sees: '401, with the digest received and the digest computed side by side.',
    isDone: ({ deliveries }) =>
      deliveries.some(
        ({ answerStatus, faults }) =>
          answerStatus === 401 && faults.some(({ kind }) => kind === 'corruptSignature'),
      ),
  },
  {
    id: 'resend',
    what: 'Open any webhook in a timeline and press Resend.',
    sees: 'It arrives again and changes nothing, and says why.',
    isDone: ({ deliveries }) => deliveries.some(({ origin }) => origin === 'resend'),
  },
  {
    id: 'twin',
    what: 'Copy the command at the foot of a session page and run it in a terminal.',
    sees: 'The same timeline as text, same words, same order.',
    isDone: ({ visited }) => visited.has('twin'),
  },
  {
    id: 'deploy',
    what: 'Look at the page Deploy.',
    sees: 'The way from here into your own account.',
    isDone: ({ visited }) => visited.has('deploy'),
  },
];
