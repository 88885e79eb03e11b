import { StoreUnavailable } from '../domain/failure.ts';

/** More lost races than this in a row are the table's trouble, not ours. */
const MOST_TRIES = 4;

/**
 * Runs load, decide and save until the save wins. `once` answers undefined where another writer was
 * faster, and is then run again on what the record has become.
 */
export async function untilUncontended<Result>(
  once: () => Promise<Result | undefined>,
): Promise<Result> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const result = await once();
    if (result !== undefined) return result;
  }
  throw new StoreUnavailable(new Error(`lost ${MOST_TRIES} races in a row`));
}
