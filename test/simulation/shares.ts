import { inChild, sharesOf } from '../support/shares.ts';
import { type Matrix, matrixShare } from './matrix.ts';
import { added, emptyTally, simulate, type Tally } from './run.ts';

/** Some of the work: the histories of a range of seeds, or a range of the fault matrix. */
export interface Share {
  readonly work: 'seeds' | Matrix;
  readonly from: number;
  /** The first that is no part of it. */
  readonly to: number;
}

/** Does a share in this process. */
export async function carriedOut({ work, from, to }: Share): Promise<Tally> {
  return work === 'seeds' ? simulate(from, to) : matrixShare(work, from, to);
}

const PROGRAM = new URL('share-process.ts', import.meta.url);

/** Does the work, spread over processes where there is more than one. */
export async function spread(whole: Share, processes: number): Promise<Tally> {
  const shares = sharesOf(whole, processes);
  const inPart = async (share: Share) => inChild(PROGRAM, share) as Promise<Tally>;
  const tallies = await Promise.all(shares.map(shares.length < 2 ? carriedOut : inPart));
  const sum = emptyTally();
  for (const tally of tallies) added(sum, tally);
  return sum;
}
