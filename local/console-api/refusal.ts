import type { Mistake, ProblemCode } from '../../shared/contract/http/problems.ts';

/** A call that cannot be served; everything in it is shown to the caller. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: ProblemCode;
  readonly errors: readonly Mistake[];

  constructor(code: ProblemCode, detail: string, errors: readonly Mistake[] = []) {
    super(detail);
    this.code = code;
    this.errors = errors;
  }
}

/** Mistakes in a body or a query: all of them, each with its place. */
export function badRequest(...errors: readonly Mistake[]): Refusal {
  const detail = errors.map((each) => `${each.pointer || 'body'}: ${each.detail}`).join('; ');
  return new Refusal('invalid-request', detail, errors);
}
