import { parseArgs } from 'node:util';
import type { Matrix } from './matrix.ts';

/** What one run is told on the command line. */
export type Options =
  | {
      readonly mode: 'seeds';
      readonly seeds: number;
      readonly from: number;
      readonly processes: number;
    }
  | {
      readonly mode: 'seed';
      readonly seed: number;
      readonly steps?: number;
      readonly trace: boolean;
    }
  | {
      readonly mode: 'matrix';
      readonly matrix: Matrix;
      readonly processes: number;
      /** One run of the matrix, call by call. */
      readonly index?: number;
    }
  | { readonly mode: 'lost'; readonly sessions: number }
  | { readonly mode: 'help' };

/** A mistake in the command line; the text says what is wrong and what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What `--help` prints. */
export const USAGE = `Runs the real functions, adapters and sweep in a simulated world in which everything goes wrong that can.

  node test/simulation/main.ts [options]

  --seeds N           so many histories, each from its own seed (10000)
  --from S            the first seed (0)
  --processes N       spreads the work over so many processes (1)
  --seed S            one history again, --steps K cuts it after K random steps, --trace prints every call
  --matrix WHICH      singles: every fault at every step; pairs: every two of them; named: every history that has a name;
                      --index I one of them again, --trace
  --lost              all webhooks are lost: when decisions arrive, and how often Veriff is asked; --sessions N a group (300)
  --help              this text

Exit codes: 0 all is well, 1 an invariant was violated or a fault never struck, 2 a mistake in the command line.`;

const ALLOWED =
  '--seeds N, --from S, --processes N, --seed S, --steps K, --trace, --matrix singles|pairs|named, --index I, --lost, --sessions N, --help';

const TEXT = [
  'seeds',
  'from',
  'processes',
  'seed',
  'steps',
  'matrix',
  'index',
  'sessions',
] as const;
const FLAGS = ['trace', 'lost', 'help'] as const;

type TextName = (typeof TEXT)[number];
type FlagName = (typeof FLAGS)[number];

interface Given {
  readonly text: Partial<Readonly<Record<TextName, string>>>;
  readonly flags: ReadonlySet<FlagName>;
}

const isText = (name: string): name is TextName => TEXT.some((each) => each === name);
const isFlag = (name: string): name is FlagName => FLAGS.some((each) => each === name);

const SHAPE = {
  ...Object.fromEntries(TEXT.map((name) => [name, { type: 'string' as const }])),
  ...Object.fromEntries(FLAGS.map((name) => [name, { type: 'boolean' as const }])),
};

function given(args: readonly string[]): Given {
  const { tokens } = parseArgs({ args: [...args], options: SHAPE, strict: false, tokens: true });
  const text: Partial<Record<TextName, string>> = {};
  const flags = new Set<FlagName>();
  for (const token of tokens) {
    const { name, value } = token.kind === 'option' ? token : { name: '', value: undefined };
    if (isText(name)) text[name] = value ?? '';
    else if (isFlag(name) && value === undefined) flags.add(name);
    else throw new UsageError(`${args[token.index] ?? ''} is unknown. Allowed: ${ALLOWED}`);
  }
  return { text, flags };
}

/** What belongs to which kind of run. */
const OF_MODE: Readonly<Record<Exclude<Options['mode'], 'help'>, readonly string[]>> = {
  seeds: ['seeds', 'from', 'processes'],
  seed: ['seed', 'steps', 'trace'],
  matrix: ['matrix', 'processes', 'index', 'trace'],
  lost: ['lost', 'sessions'],
};

function modeOf({ text, flags }: Given): Exclude<Options['mode'], 'help'> {
  if (flags.has('lost')) return 'lost';
  if (text.matrix !== undefined) return 'matrix';
  return text.seed === undefined ? 'seeds' : 'seed';
}

function wholeNumber({ text }: Given, name: TextName, otherwise: number): number {
  const value = text[name];
  if (value === undefined) return otherwise;
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new UsageError(`--${name} needs a whole number, as in --${name} 2`);
}

function atLeastOne(of: Given, name: TextName, otherwise: number): number {
  const value = wholeNumber(of, name, otherwise);
  if (value === 0) throw new UsageError(`--${name} must be 1 or more`);
  return value;
}

const isMatrix = (text: string | undefined): text is Matrix =>
  text === 'singles' || text === 'pairs' || text === 'named';

function matrixOptions(of: Given): Options {
  const { matrix, index } = of.text;
  if (!isMatrix(matrix)) throw new UsageError('--matrix needs singles, pairs or named');
  const processes = atLeastOne(of, 'processes', 1);
  const one = index === undefined ? {} : { index: wholeNumber(of, 'index', 0) };
  return { mode: 'matrix', matrix, processes, ...one };
}

function checkTogether(mode: Exclude<Options['mode'], 'help'>, { text, flags }: Given): void {
  const stray = [...Object.keys(text), ...flags].find((name) => !OF_MODE[mode].includes(name));
  if (stray !== undefined) {
    const ours = OF_MODE[mode].map((name) => `--${name}`).join(', ');
    throw new UsageError(`--${stray} does not go with this run. Together go: ${ours}`);
  }
}

/** Reads the command line; throws a `UsageError` for what cannot be meant. */
export function readOptions(args: readonly string[]): Options {
  const of = given(args);
  if (of.flags.has('help')) return { mode: 'help' };
  const mode = modeOf(of);
  checkTogether(mode, of);
  switch (mode) {
    case 'lost':
      return { mode, sessions: atLeastOne(of, 'sessions', 300) };
    case 'matrix':
      return matrixOptions(of);
    case 'seed': {
      const steps = of.text.steps === undefined ? {} : { steps: atLeastOne(of, 'steps', 1) };
      return { mode, seed: wholeNumber(of, 'seed', 0), trace: of.flags.has('trace'), ...steps };
    }
    case 'seeds': {
      const [seeds, from] = [atLeastOne(of, 'seeds', 10_000), wholeNumber(of, 'from', 0)];
      return { mode, seeds, from, processes: atLeastOne(of, 'processes', 1) };
    }
  }
}
