import { parseArgs } from 'node:util';
import { SIZES, type SizeName } from './sizes.ts';

/** A mistake in the command line; the text says what is wrong and what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What `--help` prints. */
export const USAGE = `Visits every state that small models of the system can come to, and checks each state and each step.

  node test/exploration/main.ts [--size small|ci|release]

  --size NAME  small: seconds; ci (default): minutes; release: as much as a big machine holds
  --help       this text

Exit codes: 0 every state holds, 1 one does not (with the shortest way to it), 2 a mistake in the command line.`;

const isSize = (name: string): name is SizeName => Object.hasOwn(SIZES, name);

function parsed(args: readonly string[]) {
  try {
    const options = { size: { type: 'string' }, help: { type: 'boolean' } } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    const why = error instanceof Error ? error.message.split('.')[0] : String(error);
    throw new UsageError(`${why}. Allowed: --size, --help`);
  }
}

/** Reads the command line; throws a `UsageError` for what cannot be meant. */
export function readOptions(args: readonly string[]): SizeName | 'help' {
  const { size = 'ci', help } = parsed(args);
  if (help === true) return 'help';
  if (isSize(size)) return size;
  throw new UsageError(
    `--size: there is no "${size}". There are: ${Object.keys(SIZES).join(', ')}`,
  );
}
