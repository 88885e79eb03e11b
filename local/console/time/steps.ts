import { type Call, cliOf } from '../calls/call.ts';
import { duration, fullTime } from '../words/time.ts';

/** One of the controls that move the virtual clock. */
export interface Step {
  readonly id: string;
  readonly word: string;
  readonly call: Call;
  /** How far, in ms; absent where only the simulator knows. */
  readonly length?: number;
}

/** To the next moment at which anything is owed. */
export const NEXT: Step = {
  id: 'next',
  word: 'Jump to next',
  call: clockCall('jump to what is due next', { to: 'next' }, 'next'),
};

/** The next thing of the list, where the clock itself owes nothing: records expire unseen. */
export function nextOf(
  next: string | null | undefined,
  first: string | undefined,
): Step | undefined {
  if (next !== null) return NEXT;
  if (first === undefined) return undefined;
  return { ...NEXT, call: clockCall(NEXT.call.does, { to: first }) };
}

export const STEPS: readonly Step[] = [
  by({ id: 'minute', word: '+1 min', seconds: 60, command: '+1m' }),
  by({ id: 'hour', word: '+1 h', seconds: 3600, command: '+1h' }),
  by({ id: 'day', word: '+1 day', seconds: 86_400, command: '+1d' }),
];

/** The end of a session's seven days; undefined once they are over. */
export function toDaySeven(validUntil: number, now: number): Step | undefined {
  if (validUntil <= now) return undefined;
  const body = { to: new Date(validUntil).toISOString() };
  // The command's own day7 means the newest session.
  const seconds = Math.ceil((validUntil - now) / 1000);
  return {
    id: 'day7',
    word: 'to day 7',
    call: clockCall(`move the clock to ${fullTime(validUntil)}`, body, `+${seconds}s`),
    length: validUntil - now,
  };
}

function by(of: {
  readonly id: string;
  readonly word: string;
  readonly seconds: number;
  readonly command: string;
}): Step {
  const { id, word, seconds, command } = of;
  const does = `advance by ${duration(seconds * 1000)}`;
  return {
    id,
    word,
    call: clockCall(does, { advanceSeconds: seconds }, command),
    length: seconds * 1000,
  };
}

function clockCall(does: string, body: object, command = ''): Call {
  const cli = command === '' ? {} : { cli: cliOf('sim', 'clock', command) };
  return { does, method: 'POST', path: '/_sim/clock', body, ...cli };
}

const MOST_STRETCHES = 24;
const SHORTEST_STRETCH_MS = 60_000;

/**
 * The moments at which an advance stops on its way, so that it shows progress and can be stopped: at most 24,
 * a minute apart or more, the last one being the goal.
 */
export function stretches(from: number, to: number): readonly number[] {
  const length = Math.max((to - from) / MOST_STRETCHES, SHORTEST_STRETCH_MS);
  const count = Math.max(1, Math.ceil((to - from) / length));
  return Array.from({ length: count }, (_, i) =>
    i === count - 1 ? to : Math.round(from + (i + 1) * length),
  );
}
