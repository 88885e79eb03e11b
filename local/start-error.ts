/** The local run cannot start, for a reason that its user can mend; shown without a stack. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
