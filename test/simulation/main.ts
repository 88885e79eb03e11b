import { GROUPS, groupReport } from './lost.ts';
import { MATRIX_SIZES, matrixTrace } from './matrix.ts';
import { type Options, readOptions, USAGE, UsageError } from './options.ts';
import { coverageLines, ENOUGH_FOR_COVERAGE, lostLines, neverStruck, rateLine } from './report.ts';
import { replay, shrunk, simulate, type Tally } from './run.ts';
import KNOWN from './seeds.json' with { type: 'json' };
import { spread } from './shares.ts';
import { cellName } from './steps.ts';

const PROGRAM = 'node test/simulation/main.ts';

type Of<Mode extends Options['mode']> = Extract<Options, { mode: Mode }>;

function print(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

const isKnown = (seed: unknown): seed is { readonly seed: number; readonly why: string } =>
  typeof seed === 'object' && seed !== null && 'seed' in seed && 'why' in seed;

/** Seeds that once failed go first. */
async function knownSeeds(): Promise<Tally['violations']> {
  const found: Tally['violations'] = [];
  for (const known of (KNOWN as readonly unknown[]).filter(isKnown)) {
    found.push(...(await simulate(known.seed, known.seed + 1)).violations);
  }
  return found;
}

const LAST_LINES = 40;

async function tellViolation({ seed, violation }: Tally['violations'][number]): Promise<void> {
  const steps = await shrunk(seed, violation);
  const { trace } = await replay(seed, steps);
  print(
    '',
    `VIOLATION ${violation}`,
    `${PROGRAM} --seed ${seed} --steps ${steps} --trace`,
    ...trace.slice(-LAST_LINES).map((line) => `  ${line}`),
  );
}

async function runSeeds({ seeds, from, processes }: Of<'seeds'>): Promise<number> {
  const startedAt = performance.now();
  const violations = await knownSeeds();
  const tally = await spread({ work: 'seeds', from, to: from + seeds }, processes);
  print(rateLine(tally, (performance.now() - startedAt) / 1000), ...coverageLines(tally));
  violations.push(...tally.violations);
  for (const each of violations.slice(0, 3)) await tellViolation(each);
  const missing = neverStruck(tally);
  if (missing.length > 0) print('', `Never struck: ${missing.map(cellName).join(', ')}`);
  print('', `${violations.length} violations in seeds ${from} to ${from + seeds - 1}`);
  const isUncovered = seeds >= ENOUGH_FOR_COVERAGE && missing.length > 0;
  return violations.length > 0 || isUncovered ? 1 : 0;
}

async function runSeed({ seed, steps, trace }: Of<'seed'>): Promise<number> {
  const told = await replay(seed, steps);
  if (trace) print(...told.trace);
  print(told.violation === undefined ? 'no violation' : `VIOLATION ${told.violation}`);
  return told.violation === undefined ? 0 : 1;
}

async function runMatrix({ matrix, processes, index }: Of<'matrix'>): Promise<number> {
  if (index !== undefined) {
    const { trace, violation } = await matrixTrace(matrix, index);
    print(...trace, violation === undefined ? 'no violation' : `VIOLATION ${violation}`);
    return violation === undefined ? 0 : 1;
  }
  const startedAt = performance.now();
  const tally = await spread({ work: matrix, from: 0, to: MATRIX_SIZES[matrix] }, processes);
  print(rateLine(tally, (performance.now() - startedAt) / 1000));
  for (const { seed, violation } of tally.violations) {
    print(`VIOLATION ${violation}`, `  ${PROGRAM} --matrix ${matrix} --index ${seed} --trace`);
  }
  print(`${tally.violations.length} violations in ${MATRIX_SIZES[matrix]} runs of ${matrix}`);
  return tally.violations.length > 0 ? 1 : 0;
}

async function runLost({ sessions }: Of<'lost'>): Promise<number> {
  const reports = [];
  for (const group of GROUPS) reports.push(await groupReport(group, sessions));
  print(...lostLines(reports));
  const late = reports.filter((report) => report.late > 0);
  for (const { name, seeds } of late) print(`LATE ${name}: sessions ${seeds.join(', ')}`);
  return late.length > 0 ? 1 : 0;
}

async function run(options: Options): Promise<number> {
  switch (options.mode) {
    case 'help':
      print(USAGE);
      return 0;
    case 'seeds':
      return runSeeds(options);
    case 'seed':
      return runSeed(options);
    case 'matrix':
      return runMatrix(options);
    case 'lost':
      return runLost(options);
  }
}

// A stack is dear and nobody reads it: most errors here are meant.
Error.stackTraceLimit = 0;
process.on('unhandledRejection', (reason) => {
  print(`VIOLATION a rejection that nobody handles: ${String(reason)}`);
  process.exit(1);
});
try {
  process.exitCode = await run(readOptions(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  print(error.message);
  process.exitCode = 2;
}
