import { MINUTE, T0 } from '../support/given.ts';
import { EXHAUSTIVE } from './exhaustive.ts';
import { forgery } from './forgeries.ts';
import { RUN_SECRET } from './genuine.ts';
import { rig } from './rig.ts';
import { observe, peopled } from './run.ts';
import { leakOf } from './verdict.ts';

/** What a flood did to one container. */
export interface Flooded {
  readonly forgeries: number;
  /** Readings of the secret. */
  readonly reads: number;
  /** What was not refused as documented, or touched a port. */
  readonly leaks: readonly string[];
}

/** The most readings that any flood may cause in ten minutes: one to begin with, and one in each of them. */
export const MOST_READS = 11;

/** Ten virtual minutes of forgeries on one container, evenly spread. */
export async function flood(forgeries: number, seed: number): Promise<Flooded> {
  const on = await peopled(rig({ secret: RUN_SECRET }));
  const leaks: string[] = [];
  const constant = new Map<number, string>();
  for (let index = 0; index < forgeries; index += 1) {
    on.at(T0 + (index * 10 * MINUTE) / forgeries);
    const { kind, event, status } = forgery(seed, EXHAUSTIVE + index);
    const leak = leakOf(await observe(on, 'webhook', event), status, constant);
    if (leak !== undefined) leaks.push(`${kind}: ${leak}`);
  }
  return { forgeries, reads: on.held.reads, leaks };
}
