import type { GroupReport } from './lost.ts';
import type { Tally } from './run.ts';
import { ALL_STEPS, CELLS, type Cell, cellName, faultsAt } from './steps.ts';

/** Below so many histories a fault that never struck is chance. */
export const ENOUGH_FOR_COVERAGE = 100_000;

/** The single faults that never struck. */
export function neverStruck({ struck }: Tally): readonly Cell[] {
  return CELLS.filter((cell) => (struck[cellName(cell)] ?? 0) === 0);
}

function struckAt(tally: Tally, step: Cell['step']): string {
  const counts = faultsAt(step).map((fault) => {
    const count = tally.struck[cellName({ step, fault })] ?? 0;
    return `${fault} ${count}`;
  });
  return `  ${step.padEnd(18)}${counts.join(', ')}`;
}

/** How often each fault struck each step, and which status followed which. */
export function coverageLines(tally: Tally): readonly string[] {
  const moves = Object.entries(tally.moves).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [
    'Faults that struck, step by step:',
    ...ALL_STEPS.map((step) => struckAt(tally, step)),
    `Changes of status: ${moves.length} kinds`,
    ...moves.map(([move, count]) => `  ${move.padEnd(44)}${count}`),
  ];
}

/** How fast it was, on the clock of whoever waits. */
export function rateLine({ histories, calls }: Tally, seconds: number): string {
  const rate = Math.round(histories / seconds);
  const each = (calls / Math.max(histories, 1)).toFixed(1);
  return `${histories} histories, ${calls} calls (${each} each) in ${seconds.toFixed(1)} s: ${rate} histories/s`;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A duration as people say it. */
function duration(ms: number): string {
  if (ms < MINUTE) return `${(ms / SECOND).toFixed(0)} s`;
  if (ms < 3 * HOUR) return `${(ms / MINUTE).toFixed(1)} min`;
  return `${(ms / HOUR).toFixed(1)} h`;
}

/** The report of the lost webhooks. */
export function lostLines(groups: readonly GroupReport[]): readonly string[] {
  const width = 42;
  const head = `${'all webhooks lost but as named'.padEnd(width)}${'sessions'.padStart(9)}${'late'.padStart(6)}   recovery p50 / p90 / p99 / max   polls p50 / p99 / max`;
  const rows = groups.map(({ name, sessions, late, took, polls }) => {
    const times = took === undefined ? 'none to recover' : took.map(duration).join(' / ');
    return `${name.padEnd(width)}${String(sessions).padStart(9)}${String(late).padStart(6)}   ${times}   ${polls.join(' / ')}`;
  });
  return [head, ...rows];
}
