import { inChild, sharesOf } from '../support/shares.ts';
import { attackEvents, attackWebhooks, emptyTally, ROUND, type Share, type Tally } from './run.ts';

/** Carries out a share in this process. */
export async function carryOut(share: Share): Promise<Tally> {
  return share.attack === 'webhooks' ? attackWebhooks(share) : attackEvents(share);
}

function added(to: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(more)) to[name] = (to[name] ?? 0) + count;
}

/** All shares together. */
export function together(tallies: readonly Tally[]): Tally {
  const sum = emptyTally();
  for (const { kinds, taken, statuses, violations } of tallies) {
    added(sum.kinds, kinds);
    added(sum.taken, taken);
    added(sum.statuses, statuses);
    sum.violations.push(...violations);
  }
  return sum;
}

/** Carries out an attack, spread over processes where there is more than one. */
export async function attack(whole: Share, processes: number): Promise<Tally> {
  const shares = sharesOf(whole, processes, ROUND);
  if (shares.length < 2) return together(await Promise.all(shares.map(carryOut)));
  const program = new URL('share-process.ts', import.meta.url);
  const tallies = await Promise.all(shares.map(async (share) => inChild(program, share)));
  return together(tallies.map((tally) => tally as Tally));
}
