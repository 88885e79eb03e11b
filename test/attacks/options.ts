import { parseArgs } from 'node:util';
import type { Share } from './run.ts';

/** What one run is told on the command line. */
export interface Options {
  /** Forged webhooks; the exhaustive ones come first. */
  readonly webhooks: number;
  /** Events of any shape. */
  readonly events: number;
  /** Forgeries in the ten virtual minutes of the flood. */
  readonly forgeries: number;
  /** Genuine deliveries across each rotation of the secret. */
  readonly deliveries: number;
  readonly seed: number;
  /** Over how many processes the work is spread. */
  readonly processes: number;
  /** One attack that is made again, alone. */
  readonly again?: Pick<Share, 'attack'> & { readonly index: number };
}

/** A mistake in the command line; the text says what is wrong and what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What `--help` prints. */
export const USAGE = `Attacks the real functions over memory with forged webhooks and events of any shape; nothing of it may get in.

  node test/attacks/main.ts [options]

  --webhooks N     forged webhooks: every bit flip, cut and extension of every fixture first, then random ones (1000000)
  --events N       API Gateway events of any shape, for every function (1000000)
  --forgeries N    a flood of so many in ten virtual minutes (100000)
  --deliveries N   genuine webhooks across each rotation of the secret (10000)
  --seed N         decides the random ones (1)
  --processes N    spreads the work over so many processes (1)
  --again KIND:N   makes the Nth attack again, as in --again webhooks:76520 or --again events:12
  --help           this text

Exit codes: 0 nothing got in, 1 something did, 2 a mistake in the command line.`;

const NUMBERS = {
  webhooks: 1_000_000,
  events: 1_000_000,
  forgeries: 100_000,
  deliveries: 10_000,
  seed: 1,
  processes: 1,
};
const ALLOWED =
  '--webhooks N, --events N, --forgeries N, --deliveries N, --seed N, --processes N, --again KIND:N, --help';

const isNumbered = (name: string): name is keyof typeof NUMBERS => Object.hasOwn(NUMBERS, name);

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(`--${name} needs a whole number, as in --${name} 2`);
}

function attackOf(text: string): NonNullable<Options['again']> {
  const [, attack, index = ''] = /^(webhooks|events):(\d{1,9})$/.exec(text) ?? [];
  if (attack === 'webhooks' || attack === 'events') return { attack, index: Number(index) };
  throw new UsageError('--again needs an attack, as in --again webhooks:12 or --again events:12');
}

interface Given {
  readonly numbers: typeof NUMBERS;
  readonly again?: NonNullable<Options['again']>;
}

function withOne(given: Given, name: string, value: string): Given | undefined {
  if (name === 'again') return { ...given, again: attackOf(value) };
  if (!isNumbered(name)) return undefined;
  return { ...given, numbers: { ...given.numbers, [name]: wholeNumber(name, value) } };
}

/** Reads the command line; throws a `UsageError` for what cannot be meant. */
export function readOptions(args: readonly string[]): Options | 'help' {
  if (args.includes('--help')) return 'help';
  const names = [...Object.keys(NUMBERS), 'again'];
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  let given: Given = { numbers: NUMBERS };
  for (const token of tokens) {
    const next =
      token.kind === 'option' ? withOne(given, token.name, token.value ?? '') : undefined;
    if (next === undefined) {
      throw new UsageError(`${args[token.index]} is unknown. Allowed: ${ALLOWED}`);
    }
    given = next;
  }
  const { numbers, again } = given;
  if (numbers.processes === 0) throw new UsageError('--processes must be 1 or more');
  return { ...numbers, ...(again !== undefined && { again }) };
}
