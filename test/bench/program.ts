import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** A mistake in the command line; the text says what is wrong and what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What is given on the command line; a `UsageError` with the usage for what is unknown. */
export function given<Config extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Config,
  usage: string,
) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}

interface Program<Options> {
  readonly usage: string;
  readonly read: (args: readonly string[]) => Options | 'help';
  readonly run: (options: Options) => Promise<void>;
}

/** Runs a benchmark as the command line says; exit code 2 for a mistake in it. */
export async function program<Options extends object>({
  usage,
  read,
  run,
}: Program<Options>): Promise<void> {
  try {
    const options = read(process.argv.slice(2));
    if (options === 'help') console.log(usage);
    else await run(options);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}
