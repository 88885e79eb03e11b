import { parseArgs } from 'node:util';

/** What one run is told on the command line. */
export interface Options {
  /** Of each rate. */
  readonly seconds: number;
  readonly sessions: number;
  /** Of all rates at once; 0 takes them one by one. */
  readonly minutes: number;
  readonly profile: boolean;
}

/** A mistake in the command line; the text says what is wrong and what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What `--help` prints. */
export const USAGE = `Measures the local run under load from a process of its own.

  npm run bench:local -- [options]

  --seconds N   of each rate: reads, creates, webhooks, one after the other (20)
  --sessions N  that there are before (3000)
  --minutes N   creates, reads and webhooks at once for so long, and the memory each second; instead of one by one
  --profile     tells where the time of each thread went; it slows everything down
  --help        this text`;

function wholeNumber(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new UsageError(`--${name} needs a whole number above 0, as in --${name} 10; got ${text}`);
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: { seconds: text, sessions: text, minutes: text, profile: flag, help: flag },
    }).values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
}

/** Reads the command line; throws a `UsageError` for what cannot be meant. */
export function readOptions(args: readonly string[]): Options | 'help' {
  const { seconds, sessions, minutes, profile = false, help = false } = parsed(args);
  if (help) return 'help';
  if (minutes !== undefined && (seconds ?? sessions) !== undefined) {
    throw new UsageError('--minutes goes without --seconds and --sessions');
  }
  return {
    seconds: wholeNumber('seconds', seconds, 20),
    sessions: wholeNumber('sessions', sessions, 3000),
    minutes: wholeNumber('minutes', minutes, 0),
    profile,
  };
}
