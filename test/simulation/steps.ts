import type { FunctionName } from '../../shared/contract/routes.ts';

/** What a call goes to. */
export type Service = 'table' | 'secret' | 'bus' | 'veriff' | 'function';

/** What can go wrong with one call, or with whoever makes it. */
export const FAULTS = [
  'throttled',
  'server-error',
  /** The time is up and nothing was done. */
  'no-answer',
  /** The time is up and it was done all the same. */
  'answer-lost',
  'reset',
  'crash-before',
  'crash-after',
  /** Veriff's 429, with `Retry-After`. */
  'rate-limited',
  /** HTML, nothing, half a body, or a signature of somebody else. */
  'malformed',
  /** Veriff's 404 for a session that it has. */
  'not-found',
  /** Veriff's 403: erasing is switched off. */
  'forbidden',
  /** `PutEvents` answers 200 and takes nothing. */
  'not-taken',
] as const;

export type Fault = (typeof FAULTS)[number];

/** Who works: a function, or the sweep's own state machine. */
export type Actor = FunctionName | 'sweep';

const BASIC: readonly Fault[] = [
  'throttled',
  'server-error',
  'no-answer',
  'reset',
  'crash-before',
  'crash-after',
];
const WRITE: readonly Fault[] = [...BASIC, 'answer-lost'];
const VERIFF_READ: readonly Fault[] = [
  'server-error',
  'no-answer',
  'reset',
  'crash-before',
  'crash-after',
  'rate-limited',
  'malformed',
];
const VERIFF_WRITE: readonly Fault[] = [...VERIFF_READ, 'answer-lost'];

/** Every point at which an invocation waits for somebody else, and what can go wrong there. */
export const STEPS = {
  'create.secret': BASIC,
  'create.claim': WRITE,
  'create.take-over': WRITE,
  'create.veriff': VERIFF_WRITE,
  'create.answer': WRITE,
  'create.release': WRITE,
  'create.put': WRITE,
  'create.read': BASIC,
  'create.publish': [...WRITE, 'not-taken'],
  'create.mark': WRITE,
  'create.done': WRITE,
  'webhook.secret': BASIC,
  'webhook.read': BASIC,
  'webhook.update': WRITE,
  'webhook.publish': [...WRITE, 'not-taken'],
  'webhook.mark': WRITE,
  'poll.secret': BASIC,
  'poll.read': BASIC,
  'poll.claim': WRITE,
  'poll.decision': [...VERIFF_READ, 'not-found'],
  'poll.attempts': [...VERIFF_READ, 'not-found'],
  'poll.update': WRITE,
  'poll.postpone': WRITE,
  'poll.publish': [...WRITE, 'not-taken'],
  'poll.mark': WRITE,
  'poll.delete': [...VERIFF_WRITE, 'forbidden'],
  'poll.settle': WRITE,
  'erase.read': BASIC,
  'erase.bury': WRITE,
  'erase.done': WRITE,
  'read.read': BASIC,
  'list.query': BASIC,
  'list.read': BASIC,
  'sweep.query': ['throttled', 'server-error', 'no-answer', 'reset', 'crash-before'],
  'sweep.invoke': [
    'throttled',
    'server-error',
    'no-answer',
    'answer-lost',
    'reset',
    'crash-before',
  ],
} as const satisfies Readonly<Record<string, readonly Fault[]>>;

export type Step = keyof typeof STEPS;

/** One fault at one step. */
export interface Cell {
  readonly step: Step;
  readonly fault: Fault;
}

const isStep = (text: string): text is Step => Object.hasOwn(STEPS, text);

/** The steps, in the order in which they are listed. */
export const ALL_STEPS: readonly Step[] = Object.keys(STEPS).filter(isStep);

/** All single faults. */
export const CELLS: readonly Cell[] = ALL_STEPS.flatMap((step) =>
  STEPS[step].map((fault) => ({ step, fault })),
);

/** How a cell is written in tables and on the command line. */
export const cellName = ({ step, fault }: Cell): string => `${step}:${fault}`;

/** What can go wrong at a step. */
export function faultsAt(step: Step): readonly Fault[] {
  return STEPS[step];
}
