import type { Bug } from './bug.ts';
import { type Copy, StaleBug } from './copy.ts';
import { type Simulated, simulated } from './run-simulation.ts';
import { type Seen, seenBy } from './run-tests.ts';

/** What became of one bug. */
export interface Outcome {
  readonly bug: Bug;
  readonly seen: Seen | { readonly kind: 'stale'; readonly why: string };
  readonly simulated?: Simulated;
  readonly seconds: number;
}

/** Whether tests of the copy notice the bug, for a fair reason. */
async function judged(copy: Copy, bug: Bug): Promise<Seen> {
  for (const path of bug.tests) {
    const seen = await seenBy(copy.root, [path]);
    if (seen.kind !== 'missed') return seen;
  }
  return { kind: 'missed' };
}

async function tried(copy: Copy, bug: Bug, seeds: number | undefined) {
  const unplant = copy.plant(bug);
  try {
    const seen = await judged(copy, bug);
    if (seeds === undefined || bug.inSimulation !== true) return { seen };
    return { seen, simulated: await simulated(copy.root, seeds) };
  } finally {
    unplant();
  }
}

/** Plants a bug, lets the tests look for it, and takes it out again. */
export async function outcomeOf(copy: Copy, bug: Bug, seeds: number | undefined): Promise<Outcome> {
  const from = performance.now();
  const seconds = (): number => (performance.now() - from) / 1000;
  try {
    return { bug, ...(await tried(copy, bug, seeds)), seconds: seconds() };
  } catch (error) {
    if (!(error instanceof StaleBug)) throw error;
    return { bug, seen: { kind: 'stale', why: error.message }, seconds: seconds() };
  }
}

/** The tests of these bugs are green as long as nothing is planted; else their red would prove nothing. */
export async function soundness(copy: Copy, bugs: readonly Bug[]): Promise<string | undefined> {
  const seen = await seenBy(copy.root, [...new Set(bugs.flatMap(({ tests }) => tests))]);
  switch (seen.kind) {
    case 'missed':
      return undefined;
    case 'caught':
      return `${seen.file}: ${seen.by}`;
    case 'unfair':
      return seen.why;
  }
}
