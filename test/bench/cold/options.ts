import { given, UsageError } from '../program.ts';

/** What one run is told on the command line. */
export interface Options {
  /** How often each variant is run: cold under Lambda's flags, cold without, and warm. */
  readonly rounds: Readonly<Record<'lambda' | 'bare' | 'warm', number>>;
  readonly write: boolean;
  readonly strict: boolean;
  /** Every process is given the same one core. */
  readonly oneCore: boolean;
  /** An earlier result to compare with. */
  readonly compare?: string;
}

const QUICK = { lambda: 5, bare: 2, warm: 1 };
const FULL = { lambda: 30, bare: 8, warm: 6 };

/** What `--help` prints. */
export const USAGE = `Measures cold starts of the functions against what is usually built and what could be, and warm ones.

  npm run bench -- [options]

  --quick         a look: few rounds, about a minute
  --rounds N      so many rounds of cold starts (30)
  --write         writes docs/performance.md and its pictures
  --compare FILE  tells what has moved beyond the quartiles since that result (bench-results/cold.json of then)
  --one-core      every process on one core, by taskset: V8 and OpenSSL do some of their work beside the main thread
  --strict        exit code 1 where a goal is missed
  --help          this text

The result is in bench-results/cold.json.`;

const FLAG = { type: 'boolean', default: false } as const;
const TEXT = { type: 'string' } as const;
const SHAPE = {
  quick: FLAG,
  write: FLAG,
  strict: FLAG,
  'one-core': FLAG,
  help: FLAG,
  rounds: TEXT,
  compare: TEXT,
};

/** Reads the command line; throws a `UsageError` for what cannot be meant. */
export function readOptions(args: readonly string[]): Options | 'help' {
  const { 'one-core': oneCore, ...all } = given(args, SHAPE, USAGE);
  const { quick, write, strict, help, rounds, compare } = all;
  if (help) return 'help';
  const most = quick ? QUICK : FULL;
  if (rounds !== undefined && !/^[1-9]\d{0,3}$/.test(rounds)) {
    throw new UsageError(`--rounds needs a whole number above 0, as in --rounds 10; got ${rounds}`);
  }
  return {
    rounds: rounds === undefined ? most : { ...most, lambda: Number(rounds) },
    write,
    strict,
    oneCore,
    ...(compare !== undefined && { compare }),
  };
}
