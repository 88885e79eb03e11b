import { parseArgs } from 'node:util';

/** What one run is told on the command line. */
export interface Options {
  /** How often the local run is killed. */
  readonly kills: number;
  /** Decides every story and every moment of a kill. */
  readonly seed: number;
}

/** A mistake in the command line; the text says what is wrong and what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What `--help` prints. */
export const USAGE = `Kills the local run with -9 at random moments under load, over one data folder, and counts what is lost.
Build the bundles first: npm run build.

  node test/crash/main.ts [options]

  --kills N   how often it is killed (50)
  --seed N    decides the sessions' stories and the moments (1)
  --help      this text

Exit codes: 0 nothing was lost, 1 something was, 2 a mistake in the command line.`;

const DEFAULTS: Options & Readonly<Record<string, number>> = { kills: 50, seed: 1 };
const ALLOWED = '--kills N, --seed N, --help';

function wholeNumber(name: string, text: unknown): number {
  if (typeof text === 'string' && /^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(`--${name} needs a whole number, as in --${name} ${DEFAULTS[name]}`);
}

function numbersIn(args: readonly string[]): ReadonlyMap<string, number> {
  const options = { kills: { type: 'string' as const }, seed: { type: 'string' as const } };
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  return new Map(
    tokens.map((token) => {
      if (token.kind !== 'option' || DEFAULTS[token.name] === undefined) {
        throw new UsageError(`${args[token.index]} is unknown. Allowed: ${ALLOWED}`);
      }
      return [token.name, wholeNumber(token.name, token.value)];
    }),
  );
}

/** Reads the command line; throws a `UsageError` for what cannot be meant. */
export function readOptions(args: readonly string[]): Options | 'help' {
  if (args.includes('--help')) return 'help';
  const given = numbersIn(args);
  const { kills, seed } = { ...DEFAULTS, ...Object.fromEntries(given) };
  if (kills === 0) throw new UsageError('--kills must be 1 or more');
  return { kills, seed };
}
