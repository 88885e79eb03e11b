import { given, UsageError } from '../program.ts';

/** What one run is told on the command line. */
export interface Options {
  /** Of each rate. */
  readonly seconds: number;
  readonly sessions: number;
  /** Of all rates at once; 0 takes them one by one. */
  readonly minutes: number;
  readonly profile: boolean;
  /** Everything, into docs/performance-local.md. */
  readonly write: boolean;
}

/** What `--help` prints. */
export const USAGE = `Measures the local run under load from a process of its own.

  npm run bench:local -- [options]

  --seconds N   of each rate: reads, creates, webhooks, one after the other (20)
  --sessions N  that there are before (3000)
  --minutes N   creates, reads and webhooks at once for so long, and the memory each second; instead of one by one
  --profile     tells where the time of each thread went; it slows everything down
  --write       one by one, ten minutes of all at once, a profile: into docs/performance-local.md; about 15 minutes
  --help        this text`;

function wholeNumber(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new UsageError(`--${name} needs a whole number above 0, as in --${name} 10; got ${text}`);
}

const FLAG = { type: 'boolean', default: false } as const;
const TEXT = { type: 'string' } as const;
const SHAPE = {
  seconds: TEXT,
  sessions: TEXT,
  minutes: TEXT,
  profile: FLAG,
  write: FLAG,
  help: FLAG,
};

type Given = ReturnType<typeof given<typeof SHAPE>>;

function checkTogether({ seconds, sessions, minutes, write }: Given): void {
  const isOneByOne = (seconds ?? sessions) !== undefined;
  if (minutes !== undefined && isOneByOne) {
    throw new UsageError('--minutes goes without --seconds and --sessions');
  }
  if (write && (minutes !== undefined || isOneByOne)) throw new UsageError('--write goes alone');
}

/** Reads the command line; throws a `UsageError` for what cannot be meant. */
export function readOptions(args: readonly string[]): Options | 'help' {
  const all = given(args, SHAPE, USAGE);
  if (all.help) return 'help';
  checkTogether(all);
  return {
    seconds: wholeNumber('seconds', all.seconds, 20),
    sessions: wholeNumber('sessions', all.sessions, 3000),
    minutes: wholeNumber('minutes', all.minutes, 0),
    profile: all.profile,
    write: all.write,
  };
}
