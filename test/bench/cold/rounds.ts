import type { Environment, Sample } from './environment.ts';
import { type Spread, shuffled, spread } from './statistics.ts';
import { CASE_NAMES, type Case, type Variant } from './variants.ts';

/** One thing to measure in every round. */
export interface Entry {
  readonly of: Case;
  readonly variant: Variant;
}

/** How often, and how. */
export interface Plan {
  readonly rounds: number;
  readonly flags: readonly string[];
  readonly invocations?: number;
}

/** The samples of each entry, by `keyOf`; the first round is thrown away. */
export type Samples = ReadonlyMap<string, readonly Sample[]>;

function keyOf({ of, variant }: Entry): string {
  return `${of}/${variant.name}`;
}

/** Runs every entry once a round, each round in a new order, so that what the machine does besides hits all alike. */
export async function measure(
  environment: Environment,
  entries: readonly Entry[],
  { rounds, flags, invocations = 0 }: Plan,
): Promise<Samples> {
  const samples = new Map<string, Sample[]>(entries.map((entry) => [keyOf(entry), []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const entry of shuffled(entries)) {
      const sample = await environment.run({ ...entry, flags, invocations });
      if (round > 0) samples.get(keyOf(entry))?.push(sample);
    }
    process.stderr.write(`\r${round}/${rounds} rounds`);
  }
  process.stderr.write('\n');
  return samples;
}

type Figure = keyof Sample;

/** A figure of one entry above that of the empty function, round by round. */
function above(samples: Samples, key: string, figure: Figure): readonly number[] {
  const empty = samples.get('webhook/empty') ?? [];
  return (samples.get(key) ?? []).map(
    (sample, round) => (sample[figure] ?? Number.NaN) - (empty[round]?.[figure] ?? Number.NaN),
  );
}

/** A figure as it is. */
export function plain(samples: Samples, key: string, figure: Figure): Spread {
  return spread((samples.get(key) ?? []).map((sample) => sample[figure] ?? Number.NaN));
}

/** A figure above that of the empty function. */
export function delta(samples: Samples, key: string, figure: Figure): Spread {
  return spread(above(samples, key, figure));
}

/** How two entries compare, taken inside each round: what slows a round slows both. */
export function ratio(
  samples: Samples,
  [key, base]: readonly [string, string],
  figure: Figure,
): Spread {
  const bases = above(samples, base, figure);
  return spread(above(samples, key, figure).map((value, round) => value / (bases[round] ?? 1)));
}

/** The same without taking anything off: for memory, and for what is measured in a process that stays. */
export function plainRatio(
  samples: Samples,
  [key, base]: readonly [string, string],
  figure: Figure,
): Spread {
  const bases = samples.get(base) ?? [];
  const values = samples.get(key) ?? [];
  return spread(
    values.map((sample, round) => (sample[figure] ?? 0) / (bases[round]?.[figure] ?? 1)),
  );
}

/** Every variant has to make the same calls of AWS and Veriff, or it does less than it is said to. */
export async function sameCalls(
  environment: Environment,
  variants: ReadonlyMap<Case, readonly Variant[]>,
): Promise<void> {
  for (const of of CASE_NAMES) {
    const made = new Map<string, string>();
    for (const variant of variants.get(of) ?? []) {
      await environment.calls();
      await environment.run({ variant, of, flags: [] });
      made.set(variant.name, (await environment.calls()).toSorted().join('\n'));
    }
    for (const other of ['floor', 'peer']) checkCalls(of, made, other);
  }
}

/** Ours reads the table once more while it warms up. */
function checkCalls(of: Case, made: ReadonlyMap<string, string>, other: string): void {
  const ours = (made.get('ours') ?? '').replace('DynamoDB_20120810.GetItem\n', '');
  if (ours !== made.get(other)) {
    throw new Error(
      `${of}: ours makes other calls than the ${other}:\n${ours}\n\n${made.get(other)}`,
    );
  }
}
