/** A bundle that must not ship; the message names the offender and how it came in. */
export class BuildGateError extends Error {
  override readonly name = 'BuildGateError';
}
