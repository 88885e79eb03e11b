import { resolve } from 'node:path';
import type { Bug } from './bug.ts';
import { BUGS } from './bugs.ts';
import { type Copy, copyOf } from './copy.ts';
import { type Outcome, outcomeOf, soundness } from './harness.ts';
import { type Options, readOptions, USAGE, UsageError } from './options.ts';

// Tests that bite: every bug of the list is planted once, and some test has to turn red.

const PROJECT = resolve(import.meta.dirname, '../..');

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

function wordsOf({ seen }: Outcome): string {
  switch (seen.kind) {
    case 'caught':
      return `caught by ${seen.file}: ${seen.by}`;
    case 'missed':
      return 'NOT CAUGHT: write the test that states the rule';
    case 'unfair':
    case 'stale':
      return `UNFAIR: ${seen.why}`;
  }
}

function simulationOf({ simulated }: Outcome): string {
  if (simulated === undefined) return '';
  switch (simulated.kind) {
    case 'found':
      return ` | simulation: seed ${simulated.seed}`;
    case 'not-found':
      return ' | simulation: NOT FOUND';
    case 'broken':
      return ` | simulation: broken: ${simulated.why}`;
  }
}

function report(outcome: Outcome): void {
  const { bug, seconds } = outcome;
  print(`${bug.id.padEnd(5)}${bug.sentence}`);
  print(`     ${wordsOf(outcome)}${simulationOf(outcome)} (${seconds.toFixed(1)} s)`);
}

async function work(copy: Copy, waiting: Bug[], seeds: number | undefined): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let bug = waiting.shift(); bug !== undefined; bug = waiting.shift()) {
    const outcome = await outcomeOf(copy, bug, seeds);
    report(outcome);
    outcomes.push(outcome);
  }
  return outcomes;
}

async function plantAll({ only, processes, seeds }: Options): Promise<boolean> {
  const from = performance.now();
  const bugs = BUGS.filter(({ id }) => only.length === 0 || only.includes(id));
  const copies = Array.from({ length: processes }, () => copyOf(PROJECT));
  try {
    const [first] = copies;
    const red = first === undefined ? undefined : await soundness(first, bugs);
    if (red !== undefined) {
      print(`red before anything was planted: ${red}`);
      return false;
    }
    const waiting = [...bugs];
    const turns = await Promise.all(copies.map(async (copy) => work(copy, waiting, seeds)));
    const outcomes = turns.flat();
    const caught = outcomes.filter(({ seen }) => seen.kind === 'caught').length;
    const looked = outcomes.flatMap(({ simulated }) => simulated ?? []);
    const found = looked.filter(({ kind }) => kind === 'found').length;
    const seconds = Math.round((performance.now() - from) / 1000);
    print(`${caught} of ${bugs.length} bugs caught by a test, ${seconds} s`);
    if (seeds !== undefined)
      print(`${found} of ${looked.length} found by the simulation in ${seeds} seeds`);
    return caught === bugs.length && found === looked.length;
  } finally {
    for (const copy of copies) copy.remove();
  }
}

try {
  const options = readOptions(
    process.argv.slice(2),
    BUGS.map(({ id }) => id),
  );
  if (options === 'help') print(USAGE);
  else process.exitCode = (await plantAll(options)) ? 0 : 1;
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
