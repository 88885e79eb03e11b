import { flood, MOST_READS } from './flood.ts';
import { forgery } from './forgeries.ts';
import { fuzzed } from './fuzzed-events.ts';
import { type Options, readOptions, USAGE, UsageError } from './options.ts';
import { random } from './random.ts';
import { AT_ONCE, rotate, type Script, UNDER_A_FLOOD } from './rotation.ts';
import type { Share, Tally } from './run.ts';
import { attack, carryOut } from './shares.ts';

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

type Counts = Readonly<Record<string, number>>;

const byName = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

function rows(counts: Counts): string {
  const sorted = Object.entries(counts).toSorted(([a], [b]) => byName(a, b));
  return sorted
    .map(([name, count]) => `  ${name.padEnd(56)}${String(count).padStart(9)}`)
    .join('\n');
}

const line = (title: string, columns: readonly (string | number)[]): string =>
  `  ${title.padEnd(36)}${columns.map((each) => String(each).padStart(9)).join('')}`;

/** Kinds of the form `function, change`: one row a change, one column a function. */
function matrix(counts: Counts): string {
  const kinds = Object.keys(counts).map((kind) => kind.split(', '));
  const distinct = (at: number) =>
    [...new Set(kinds.map((kind) => kind[at] ?? ''))].toSorted(byName);
  const functions = distinct(0);
  const rowOf = (change: string) => functions.map((name) => counts[`${name}, ${change}`] ?? 0);
  return [line('', functions), ...distinct(1).map((change) => line(change, rowOf(change)))].join(
    '\n',
  );
}

const total = (counts: Counts): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

function report({ attack: name, seed }: Share, tally: Tally, seconds: number): void {
  const { kinds, taken, statuses, violations } = tally;
  const made = total(kinds);
  say(`${name}, by kind\n${name === 'events' ? matrix(kinds) : rows(kinds)}`);
  if (total(taken) > 0) say(`genuine ones between them, which have to be taken\n${rows(taken)}`);
  say(`answers\n${rows(statuses)}`);
  const rate = Math.round(made / seconds);
  say(`${made} ${name} in ${seconds.toFixed(1)} s (${rate}/s), ${violations.length} violations\n`);
  for (const { index, kind, what } of violations.slice(0, 20)) {
    say(`${kind}: ${what.slice(0, 500)}`);
    say(`  again: node test/attacks/main.ts --again ${name}:${index} --seed ${seed}`);
  }
}

async function run(whole: Share, processes: number): Promise<void> {
  const from = performance.now();
  const tally = await attack(whole, processes);
  report(whole, tally, (performance.now() - from) / 1000);
  if (tally.violations.length > 0) process.exitCode = 1;
}

async function again({ attack: name, index }: NonNullable<Options['again']>, seed: number) {
  const { event } = name === 'webhooks' ? forgery(seed, index) : fuzzed(random(seed, index));
  say(event === undefined ? 'undefined' : JSON.stringify(event).slice(0, 4000));
  const share = { attack: name, seed, from: index, to: index + 1 };
  const tally = await carryOut(share);
  report(share, tally, 1);
  if (tally.violations.length > 0) process.exitCode = 1;
}

async function drown({ forgeries, seed }: Options): Promise<void> {
  const from = performance.now();
  const { reads, leaks } = await flood(forgeries, seed);
  const seconds = ((performance.now() - from) / 1000).toFixed(1);
  say(`flood: ${forgeries} forgeries in ten virtual minutes on one container (${seconds} s)`);
  say(`  readings of the secret ${reads} (at most ${MOST_READS}), calls at the ports 0`);
  say(`  ${leaks.length} violations\n${leaks.slice(0, 20).join('\n')}`);
  if (leaks.length > 0 || reads > MOST_READS) process.exitCode = 1;
}

async function turn(title: string, script: Script, { deliveries, seed }: Options): Promise<void> {
  const { rejected, forged, accepted, byOld, reads } = await rotate(script, deliveries, seed);
  say(`rotation, ${title}: ${deliveries} deliveries, ${byOld} of them by the old secret`);
  say(`  rejected ${rejected}, forgeries ${forged}, of which accepted ${accepted}`);
  say(`  readings of the secret ${reads}`);
  if (rejected + accepted > 0) process.exitCode = 1;
}

async function main(options: Options): Promise<void> {
  const { seed, processes } = options;
  if (options.again !== undefined) {
    await again(options.again, seed);
    return;
  }
  await turn('at once', AT_ONCE, options);
  await turn('under a flood', UNDER_A_FLOOD, options);
  await drown(options);
  await run({ attack: 'webhooks', seed, from: 0, to: options.webhooks }, processes);
  await run({ attack: 'events', seed, from: 0, to: options.events }, processes);
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') say(USAGE);
  else await main(options);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
