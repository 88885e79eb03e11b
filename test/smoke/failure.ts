/** What did not hold, and where to look. */
export class SmokeFailure extends Error {
  override readonly name = 'SmokeFailure';
  readonly expected: string;
  readonly seen: string;
  readonly lookAt: string;

  constructor(told: { readonly expected: string; readonly seen: string; readonly lookAt: string }) {
    super(`expected ${told.expected}, seen ${told.seen}`);
    this.expected = told.expected;
    this.seen = told.seen;
    this.lookAt = told.lookAt;
  }
}

/** The run was ended from outside. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  override readonly message = 'the run was ended from outside';
}

/** An error's own words, with the words of what caused it. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : ` (${wordsOf(error.cause)})`;
  return `${error.name}: ${error.message}${cause}`;
}
