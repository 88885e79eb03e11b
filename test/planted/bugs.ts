import type { Bug } from './bug.ts';
import { BUGS_OF_DEBTS } from './bugs-of-debts.ts';
import { BUGS_OF_DECISIONS } from './bugs-of-decisions.ts';
import { BUGS_OF_THE_EDGES } from './bugs-of-the-edges.ts';
import { BUGS_OF_THE_TABLE } from './bugs-of-the-table.ts';

/** Every bug that is planted, by its id. */
export const BUGS: readonly Bug[] = [
  ...BUGS_OF_DECISIONS,
  ...BUGS_OF_THE_TABLE,
  ...BUGS_OF_DEBTS,
  ...BUGS_OF_THE_EDGES,
].toSorted((a, b) => (a.id < b.id ? -1 : 1));
