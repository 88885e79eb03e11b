/** What the program ends with; scripts rely on these numbers. */
export const EXIT = {
  done: 0,
  /** A check or an expectation failed. */
  failed: 1,
  /** The command line, a file or the environment is wrong. */
  usage: 2,
  notFound: 3,
  /** The local run or the simulator did not answer as needed. */
  noAnswer: 4,
  /** What would be lost was not confirmed. */
  refused: 5,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

interface Parts {
  readonly exit: ExitCode;
  /** Facts, a line each. */
  readonly details?: readonly string[];
  /** What to type next, without `Try:`. */
  readonly tryThis: string;
}

/** An error that the user can do something about: what is wrong, the facts, and what to try. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exit: ExitCode;
  readonly details: readonly string[];
  readonly tryThis: string;

  constructor(message: string, { exit, details = [], tryThis }: Parts) {
    super(message);
    this.exit = exit;
    this.details = details;
    this.tryThis = tryThis;
  }
}

/** A mistake of the caller's: exit code 2. */
export function usageError(
  message: string,
  tryThis: string,
  details: readonly string[] = [],
): CliError {
  return new CliError(message, { exit: EXIT.usage, tryThis, details });
}

/** The error as it is printed, the last line always begins with `Try:`. */
export function errorText(error: CliError): string {
  return [
    `veriff-ops: ${error.message}`,
    ...error.details.map((line) => `  ${line}`),
    `  Try: ${error.tryThis}`,
  ].join('\n');
}
