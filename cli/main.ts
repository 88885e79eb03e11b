import { CommanderError } from 'commander';
import { CliError, EXIT, errorText } from './errors.ts';
import { program, usageOf } from './program.ts';

/** `npx veriff-ops …` */
async function main(args: readonly string[]): Promise<void> {
  try {
    await program().parseAsync([...args], { from: 'user' });
  } catch (error) {
    process.exitCode = report(error, args);
  }
}

/** Prints an error and answers its exit code. */
function report(error: unknown, args: readonly string[]): number {
  const known = knownError(error, args);
  if (known === undefined) return EXIT.done;
  console.error(errorText(known));
  return known.exit;
}

function knownError(error: unknown, args: readonly string[]): CliError | undefined {
  if (error instanceof CliError) return error;
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? undefined : usageOf(error, args);
  }
  // A bug of ours: what it was is all that helps.
  return new CliError(error instanceof Error ? error.message : String(error), {
    exit: EXIT.noAnswer,
    details: error instanceof Error ? (error.stack ?? '').split('\n').slice(1, 4) : [],
    tryThis: 'npx veriff-ops doctor',
  });
}

// An exit of our own ends the run that `scenario run` started.
process.once('SIGINT', () => process.exit(EXIT.interrupted));
process.once('SIGTERM', () => process.exit(EXIT.interrupted));
// Whoever reads us may stop reading: `veriff-ops events tail | head`.
process.stdout.once('error', () => process.exit(EXIT.done));
await main(process.argv.slice(2));
