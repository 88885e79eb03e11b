import type { FunctionName } from '../shared/contract/routes.ts';

/** The most that a function may weigh, in bytes: the bundle, and the zip without a code cache. */
interface Budget {
  readonly bundle: number;
  readonly zip: number;
}

/** Raise one only with the reason in the commit. */
export const BUDGETS: Readonly<Record<FunctionName, Budget>> = {
  'create-session': { bundle: 292_000, zip: 97_000 },
  'read-session': { bundle: 200_000, zip: 68_000 },
  'list-sessions': { bundle: 200_000, zip: 68_000 },
  'erase-session': { bundle: 201_000, zip: 68_000 },
  'receive-webhook': { bundle: 278_000, zip: 91_000 },
  'poll-decision': { bundle: 285_000, zip: 94_000 },
};
