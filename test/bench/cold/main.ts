import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { program } from '../program.ts';
import { earlierResult, moved } from './comparison.ts';
import { document } from './document.ts';
import { type Environment, LAMBDA_FLAGS, startEnvironment } from './environment.ts';
import { goals, goalTable, isReached } from './goals.ts';
import { micro } from './micro.ts';
import { type Options, readOptions, USAGE } from './options.ts';
import { coldTables, conditions, microTable, type Results, warmTable } from './report.ts';
import { type Entry, measure, type Samples, sameCalls } from './rounds.ts';
import {
  buildRunner,
  CASE_NAMES,
  type Case,
  emptyVariant,
  leverVariants,
  mainVariants,
  type Variant,
} from './variants.ts';

// npm run bench [-- --quick] [-- --write]: see docs/performance.md, which --write makes anew.

const INVOCATIONS = 400;

interface Built {
  readonly variants: ReadonlyMap<Case, readonly Variant[]>;
  readonly levers: readonly Variant[];
  readonly empty: Variant;
  readonly runner: string;
}

async function built(folder: string): Promise<Built> {
  return {
    variants: await mainVariants(folder),
    levers: await leverVariants(folder),
    empty: await emptyVariant(folder),
    runner: await buildRunner(folder),
  };
}

function creatorOf({ variants }: Built): Variant {
  const ours = variants.get('create')?.find(({ name }) => name === 'ours');
  if (ours === undefined) throw new Error('create-session was not built');
  return ours;
}

async function results(
  environment: Environment,
  all: Built,
  { rounds }: Options,
): Promise<Results> {
  const { variants, levers, empty } = all;
  const main = CASE_NAMES.flatMap((of) =>
    (variants.get(of) ?? []).map((variant): Entry => ({ of, variant })),
  );
  const nothing: Entry = { of: 'webhook', variant: empty };
  const others = levers.map((variant): Entry => ({ of: 'webhook', variant }));
  const loadBefore = loadavg()[0] ?? 0;
  await sameCalls(environment, variants);
  const run = async (
    entries: readonly Entry[],
    plan: Parameters<typeof measure>[2],
  ): Promise<Samples> => measure(environment, entries, plan);
  const lambda = await run([nothing, ...main, ...others], {
    rounds: rounds.lambda,
    flags: LAMBDA_FLAGS,
  });
  const bare = await run([nothing, ...main], { rounds: rounds.bare, flags: [] });
  const warm = await run(main, {
    rounds: rounds.warm,
    flags: LAMBDA_FLAGS,
    invocations: INVOCATIONS,
  });
  return { variants, levers, lambda, bare, warm, micro: micro(), rounds, loadBefore };
}

function print(all: Results): void {
  console.log(`\n## Under Lambda's flags\n\n${coldTables(all, all.lambda)}`);
  console.log(`\n## Without flags\n\n${coldTables(all, all.bare)}`);
  console.log(`\n## In a process that stays\n\n${warmTable(all)}`);
  console.log(`\n${microTable(all)}`);
  console.log(`\n## Goals\n\n${goalTable(all)}\n\n${conditions(all)}`);
}

function save(all: Results): void {
  mkdirSync('bench-results', { recursive: true });
  const { lambda, bare, warm, rounds } = all;
  const samples = Object.fromEntries(
    Object.entries({ lambda, bare, warm }).map(([name, map]) => [name, Object.fromEntries(map)]),
  );
  const text = {
    schema: 2,
    at: new Date().toISOString(),
    about: conditions(all),
    rounds,
    goals: goals(all),
    samples,
  };
  writeFileSync('bench-results/cold.json', `${JSON.stringify(text, null, 1)}\n`);
}

async function bench(options: Options): Promise<void> {
  const earlier = options.compare === undefined ? undefined : earlierResult(options.compare);
  const folder = mkdtempSync(join(tmpdir(), 'veriff-bench-'));
  const all = await built(folder);
  const started = { runner: all.runner, creator: creatorOf(all), isOneCore: options.oneCore };
  const environment = await startEnvironment(folder, started);
  try {
    const measured = await results(environment, all, options);
    print(measured);
    save(measured);
    if (options.write) document(measured);
    const aims = goals(measured);
    if (earlier !== undefined) console.log(`\n${moved(aims, earlier)}`);
    if (options.strict && !aims.every(isReached)) process.exitCode = 1;
  } finally {
    environment.close();
    rmSync(folder, { recursive: true });
  }
}

await program({ usage: USAGE, read: readOptions, run: bench });
