import type { Simulator } from '../simulator.ts';

/** Longer than every retry, poll and expiry. */
const REST_SECONDS = 15 * 86_400;

/** Between two stories on one run: nothing of the first is left that could reach the second. */
export async function rest(simulator: Simulator): Promise<void> {
  await simulator.advance({ advanceSeconds: REST_SECONDS });
}
