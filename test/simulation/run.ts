import { planFor, runRandomly } from './history.ts';
import { note } from './ledger.ts';
import type { Strike, Waiting } from './machine.ts';
import { prelude } from './prelude.ts';
import { settle } from './settle.ts';
import { cellName, type Step } from './steps.ts';
import { close, type Onlooker, type World, worldOf } from './world.ts';

/** What a set of histories came to. */
export interface Tally {
  histories: number;
  calls: number;
  /** How often each fault struck each step, and how often each status followed which. */
  readonly struck: Record<string, number>;
  readonly moves: Record<string, number>;
  readonly violations: { readonly seed: number; readonly violation: string }[];
}

export function emptyTally(): Tally {
  return { histories: 0, calls: 0, struck: {}, moves: {}, violations: [] };
}

const MOST_VIOLATIONS = 20;

export function counted(counts: Record<string, number>, name: string, by = 1): void {
  counts[name] = (counts[name] ?? 0) + by;
}

/** Adds what another process found. */
export function added(sum: Tally, more: Tally): void {
  sum.histories += more.histories;
  sum.calls += more.calls;
  for (const [name, count] of Object.entries(more.struck)) counted(sum.struck, name, count);
  for (const [name, count] of Object.entries(more.moves)) counted(sum.moves, name, count);
  sum.violations.push(...more.violations.slice(0, MOST_VIOLATIONS - sum.violations.length));
}

/** An onlooker that only counts. */
export function counting(tally: Tally): Onlooker {
  return {
    watch: (step, _waiting, strike) => {
      tally.calls += 1;
      if (strike !== undefined) counted(tally.struck, cellName({ step, fault: strike.fault }));
    },
    moved: (from, to) => {
      counted(tally.moves, `${from} > ${to}`);
    },
  };
}

/** One line of a trace. */
export function lineOf(now: number, step: Step, waiting: Waiting, strike?: Strike): string {
  const { container, number } = waiting.invocation;
  const fault = strike === undefined ? '' : `  ! ${strike.fault}${strike.heals ? ' (once)' : ''}`;
  return `${new Date(now).toISOString()} #${number} ${container.name} ${step}${fault}`;
}

async function play(world: World, steps = Number.POSITIVE_INFINITY): Promise<string | undefined> {
  const plan = planFor(world);
  try {
    if (plan.beginning !== 'nothing') await prelude(world, plan.beginning, plan);
    await runRandomly(world, { ...plan, steps: Math.min(plan.steps, steps) });
    if (world.ledger.violation === undefined) await settle(world, plan);
  } catch (error) {
    // Something that the simulation did not foresee, and so nobody should do.
    note(world.ledger, error instanceof Error ? error.message : 'thrown');
  }
  close(world);
  return world.ledger.violation;
}

/** Runs the histories of some seeds, one after the other. */
export async function simulate(from: number, to: number, tally = emptyTally()): Promise<Tally> {
  const onlooker = counting(tally);
  for (let seed = from; seed < to; seed += 1) {
    const violation = await play(worldOf(String(seed), onlooker));
    tally.histories += 1;
    if (violation !== undefined) tally.violations.push({ seed, violation });
    if (tally.violations.length >= MOST_VIOLATIONS) break;
  }
  return tally;
}

/** One history, call by call. */
export interface Replay {
  readonly violation: string | undefined;
  readonly trace: readonly string[];
}

/** Runs one history again; its random part is cut after so many steps. */
export async function replay(seed: number, steps?: number): Promise<Replay> {
  const trace: string[] = [];
  const world: World = worldOf(String(seed), {
    watch: (step, waiting, strike) => {
      trace.push(lineOf(world.machine.now, step, waiting, strike));
    },
    moved: (from, to) => {
      trace.push(`    ${from} > ${to}`);
    },
  });
  return { violation: await play(world, steps), trace };
}

const MOST_STEPS = 60;

/** The smallest number of random steps after which the same invariant is violated. */
export async function shrunk(seed: number, violation: string): Promise<number> {
  for (let steps = 1; steps < MOST_STEPS; steps += 1) {
    if ((await replay(seed, steps)).violation === violation) return steps;
  }
  return MOST_STEPS;
}
