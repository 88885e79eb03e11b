import { type Rules, TABLE_RULES } from './effects.ts';
import type { Size } from './sizes.ts';
import { convergenceChecks, stateChecks } from './state-checks.ts';
import { stateTable } from './state-table.ts';
import { stepsOf } from './steps.ts';
import { universeOf } from './universe.ts';

/** What an exploration found. */
export interface Exploration {
  readonly states: number;
  readonly transitions: number;
  /** Whether every state was expanded: false at a violation or at the bound. */
  readonly complete: boolean;
  readonly violation?: { readonly sentence: string; readonly steps: readonly string[] };
  readonly seconds: number;
  readonly megabytes: number;
}

export interface ExploreOptions {
  readonly rules?: Rules;
  /** Stops there, incomplete. */
  readonly mostStates?: number;
  /** Sentences that are no violation here: to see what follows from one that was let pass. */
  readonly ignored?: readonly string[];
}

type Found = Pick<Exploration, 'violation'> & { readonly transitions: number };

/** Numbers for texts, without the cost of an interner: there is one for each step. */
function numbering() {
  const numbers = new Map<string, number>();
  const texts: string[] = [];
  return {
    numberOf(text: string): number {
      const known = numbers.get(text);
      if (known !== undefined) return known;
      numbers.set(text, texts.length);
      return texts.push(text) - 1;
    },
    textOf: (number: number): string => texts[number] ?? '',
  };
}

/** The states of a model, expanded one after the other, nearest first. */
function walk(size: Size, { rules = TABLE_RULES, ignored = [] }: ExploreOptions) {
  const universe = universeOf(size, rules);
  const { width } = universe.layout;
  const table = stateTable(width);
  const labels = numbering();
  const steps = stepsOf(universe);
  const stateHolds = stateChecks(universe);
  const converges = convergenceChecks(universe);
  const row = new Int32Array(width);
  table.add(row, -1, -1);
  let transitions = 0;
  let violation: Exploration['violation'];
  let from = 0;

  function emit(next: Int32Array, label: string, verdict: string | undefined): void {
    transitions += 1;
    const isNew = table.add(next, from, labels.numberOf(label));
    judge(verdict ?? (isNew ? stateHolds(next) : undefined), label);
  }

  function judge(sentence: string | undefined, ...more: readonly string[]): void {
    if (sentence === undefined || ignored.includes(sentence)) return;
    violation ??= { sentence, steps: [...table.stepsTo(from).map(labels.textOf), ...more] };
  }

  return {
    table,
    found: (): Found => ({ transitions, ...(violation && { violation }) }),
    async expand(at: number) {
      from = at;
      table.read(at, row);
      judge(await converges(row));
      await steps(row, emit);
    },
  };
}

/**
 * Visits every state that the model can come to, once each, nearest first, and checks each step and each
 * state. The way to a violation is a shortest one.
 */
export async function explore(size: Size, options: ExploreOptions = {}): Promise<Exploration> {
  const from = performance.now();
  const { mostStates = Infinity } = options;
  const { table, found, expand } = walk(size, options);
  let at = 0;
  while (at < Math.min(table.count(), mostStates) && found().violation === undefined) {
    await expand(at);
    at += 1;
  }
  const { violation, transitions } = found();
  return {
    states: table.count(),
    transitions,
    complete: violation === undefined && at === table.count(),
    ...(violation && { violation }),
    seconds: (performance.now() - from) / 1000,
    megabytes: Math.round((table.bytes() + process.memoryUsage().heapUsed) / 1e6),
  };
}
