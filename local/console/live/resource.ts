import { type ReadonlySignal, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { CallError } from '../calls/send.ts';

/** Something that is read from the local run, and read again when there is news. */
export interface Resource<T> {
  /** The last answer; it stays while a newer one is on its way or has failed. */
  readonly data: ReadonlySignal<T | undefined>;
  readonly error: ReadonlySignal<CallError | undefined>;
  readonly isLoading: ReadonlySignal<boolean>;
  /** Reads it again. Calls that come during a read make one more read after it. */
  readonly reload: () => Promise<void>;
  /** Puts something better than the last answer in its place, from an answer or an event. */
  readonly put: (change: (held: T) => T) => void;
}

export function resource<T>(load: () => Promise<T>): Resource<T> {
  const data = signal<T | undefined>(undefined);
  const error = signal<CallError | undefined>(undefined);
  const isLoading = signal(false);
  const turns = { asked: 0, begun: 0 };
  const read = async (): Promise<void> => {
    try {
      data.value = await load();
      error.value = undefined;
    } catch (reason) {
      if (!(reason instanceof CallError)) throw reason;
      error.value = reason;
    }
  };
  const reload = async (): Promise<void> => {
    turns.asked += 1;
    if (isLoading.value) return;
    isLoading.value = true;
    // What is asked for during a read may be newer than what it answers: read once more.
    while (turns.begun < turns.asked) {
      turns.begun = turns.asked;
      await read();
    }
    isLoading.value = false;
  };
  const put = (change: (held: T) => T): void => {
    if (data.value !== undefined) data.value = change(data.value);
  };
  return { data, error, isLoading, reload, put };
}

/** The resource of a component: made anew, and read, whenever the key is another one. */
export function useResource<T>(key: string, load: () => Promise<T>): Resource<T> {
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- the key says what `load` reads
  const made = useMemo(() => resource(load), [key]);
  useEffect(() => {
    void made.reload();
  }, [made]);
  return made;
}
