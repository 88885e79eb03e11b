import { signal } from '@preact/signals';
import type { SimClockResult } from '../../veriff/control.ts';
import { CallError, send } from '../calls/send.ts';
import { announce } from '../frame/announcer.tsx';
import { due, setClock, virtualNow } from '../live/clock.ts';
import { plural } from '../words/plural.ts';
import { type Step, stretches } from './steps.ts';

/** An advance under way: how far it is, 0 to 1, and how many things were done on the way. */
export interface Advance {
  readonly done: number;
  readonly ran: number;
}

export const advance = signal<Advance | undefined>(undefined);
export const advanceError = signal<CallError | undefined>(undefined);

const stopped = signal(false);

function isStopped(): boolean {
  return stopped.value;
}

/** Ends an advance after the stretch that is under way. */
export function stopAdvance(): void {
  stopped.value = true;
}

/** Moves the clock; a long way in stretches, each of which does everything that falls due in it. */
export async function move(step: Step): Promise<void> {
  if (advance.value !== undefined) return;
  stopped.value = false;
  advanceError.value = undefined;
  advance.value = { done: 0, ran: 0 };
  try {
    for (const [i, body, count] of bodiesOf(step)) {
      if (isStopped()) break;
      const moved = await send<SimClockResult>({ ...step.call, body });
      setClock(moved.now);
      advance.value = { done: (i + 1) / count, ran: advance.value.ran + moved.ran };
    }
    announce(`The clock moved; ${plural(advance.value.ran, 'thing')} done`);
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    advanceError.value = error;
  } finally {
    advance.value = undefined;
    void due.reload();
  }
}

/** The requests of a step, numbered; one is sent as it stands, as its twin says. */
function bodiesOf({ call, length }: Step): readonly (readonly [number, unknown, number])[] {
  const from = virtualNow.value;
  const ends = length === undefined ? [from] : stretches(from, from + length);
  if (ends.length === 1) return [[0, call.body, 1]];
  return ends.map((end, i) => [i, { to: new Date(end).toISOString() }, ends.length]);
}
