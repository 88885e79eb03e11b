import { signal } from '@preact/signals';
import { type Step, toDaySeven } from './steps.ts';

/** When the seven days of the session on the page are over, ms since 1970; set by its page. */
export const endOfSession = signal<number | undefined>(undefined);

/** The step that only a session page offers. */
export function daySeven(now: number): Step | undefined {
  return endOfSession.value === undefined ? undefined : toDaySeven(endOfSession.value, now);
}
