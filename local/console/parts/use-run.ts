import { type ReadonlySignal, useSignal } from '@preact/signals';
import { CallError } from '../calls/send.ts';
import { useNews } from '../live/stream.ts';

interface Run {
  readonly isBusy: ReadonlySignal<boolean>;
  /** Why the last one failed; gone when the next one begins. */
  readonly error: ReadonlySignal<CallError | undefined>;
  /** Runs a piece of work, never two at a time. */
  readonly run: (work: () => Promise<void>) => void;
}

/** Work that may fail because a call is refused: then its error is for the reader. */
export function useRun(): Run {
  const isBusy = useSignal(false);
  const error = useSignal<CallError | undefined>(undefined);
  const perform = async (work: () => Promise<void>): Promise<void> => {
    if (isBusy.value) return;
    isBusy.value = true;
    error.value = undefined;
    try {
      await work();
    } catch (reason) {
      if (!(reason instanceof CallError)) throw reason;
      error.value = reason;
    } finally {
      isBusy.value = false;
    }
  };
  // After a gap everything is read again: what failed in it says nothing any more.
  useNews('reset', () => {
    error.value = undefined;
  });
  return { isBusy, error, run: (work) => void perform(work) };
}
