import { parseArgs } from 'node:util';

/** What one run is told on the command line. */
export interface Options {
  /** Ids of bugs; all where none is named. */
  readonly only: readonly string[];
  readonly processes: number;
  /** Seeds that the simulation gets for each bug that it is to find; without it, it is not run. */
  readonly seeds: number | undefined;
}

/** A mistake in the command line; the text says what is wrong and what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What `--help` prints. */
export const USAGE = `Plants one bug after the other into a copy of the sources and expects a red test each time.

  node test/planted/main.ts [options]

  --only ID[,ID]      these bugs only
  --processes NUMBER  copies that are worked on at the same time, 1 to 8 (1)
  --seeds NUMBER      the simulation has to find the bug too, in so many seeds: those that are about time
  --help              this text

Exit codes: 0 every bug was caught (and found), 1 one was not or no longer applies, 2 a mistake in the command line.`;

function wholeNumber(name: string, text: string, most: number): number {
  const number = /^[1-9]\d{0,8}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= most) return number;
  throw new UsageError(`--${name}: "${text}" is no whole number from 1 to ${most}`);
}

function parsed(args: readonly string[]) {
  try {
    const text = { type: 'string' } as const;
    return parseArgs({
      args: [...args],
      options: { only: text, processes: text, seeds: text, help: { type: 'boolean' } },
    }).values;
  } catch (error) {
    const why = error instanceof Error ? error.message.split('.')[0] : String(error);
    throw new UsageError(`${why}. Allowed: --only, --processes, --seeds, --help`);
  }
}

/** Reads the command line; throws a `UsageError` for what cannot be meant. */
export function readOptions(args: readonly string[], known: readonly string[]): Options | 'help' {
  const { only, processes = '1', seeds, help } = parsed(args);
  if (help === true) return 'help';
  const ids = only?.split(',') ?? [];
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown !== undefined) {
    throw new UsageError(`--only: there is no bug "${unknown}". There are: ${known.join(' ')}`);
  }
  return {
    only: ids,
    processes: wholeNumber('processes', processes, 8),
    seeds: seeds === undefined ? undefined : wholeNumber('seeds', seeds, 10_000_000),
  };
}
