import type { SimStatus } from '../../veriff/control.ts';

/** How a state looks; the shape says the same as the colour. */
export interface StatusLook {
  readonly word: string;
  readonly tone: Tone;
  readonly shape: Shape;
}

export type Tone = 'plain' | 'busy' | 'good' | 'bad' | 'warn' | 'mute';
export type Shape =
  | 'ring'
  | 'half'
  | 'dot'
  | 'check'
  | 'cross'
  | 'again'
  | 'eye'
  | 'clock'
  | 'dash';

const LOOKS: Readonly<Record<SimStatus, StatusLook>> = {
  created: { word: 'created', tone: 'plain', shape: 'ring' },
  started: { word: 'started', tone: 'busy', shape: 'half' },
  submitted: { word: 'submitted', tone: 'busy', shape: 'dot' },
  approved: { word: 'approved', tone: 'good', shape: 'check' },
  declined: { word: 'declined', tone: 'bad', shape: 'cross' },
  resubmission_requested: { word: 'resubmission', tone: 'warn', shape: 'again' },
  review: { word: 'in review', tone: 'warn', shape: 'eye' },
  expired: { word: 'expired', tone: 'mute', shape: 'clock' },
  abandoned: { word: 'abandoned', tone: 'mute', shape: 'dash' },
};

/** What may have become of a record instead of having a state. */
const GONE: Readonly<Record<string, StatusLook>> = {
  erased: { word: 'erased', tone: 'mute', shape: 'cross' },
  unknown: { word: 'no record', tone: 'mute', shape: 'dash' },
};

/** Every state of a session, in the order of its life. */
export const STATUSES = Object.keys(LOOKS).filter(isStatus);

function isStatus(text: string): text is SimStatus {
  return Object.hasOwn(LOOKS, text);
}

/** How a state is shown; one that this page does not know is shown by its own name. */
export function statusLook(status: string): StatusLook {
  if (isStatus(status)) return LOOKS[status];
  return GONE[status] ?? { word: status, tone: 'mute', shape: 'dash' };
}
