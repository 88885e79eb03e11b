import type { SimAction } from '../../veriff/control.ts';

export interface Seed {
  readonly vendorData: string;
  readonly plays: readonly SimAction[];
}

const APPROVED: readonly SimAction[] = ['start', 'submit', 'approve'];
const WAITING: readonly SimAction[] = ['start', 'submit'];
const ASKED_AGAIN: readonly SimAction[] = [...WAITING, 'resubmit'];

/** How each of the twenty ends; a mix as a day brings it. */
export const SEEDS: readonly [Seed, ...Seed[]] = [
  seed(1, APPROVED),
  seed(2, [...WAITING, 'decline']),
  seed(3, WAITING),
  seed(4, APPROVED),
  seed(5, []),
  seed(6, ASKED_AGAIN),
  seed(7, APPROVED),
  seed(8, ['start']),
  seed(9, [...WAITING, 'review']),
  seed(10, ['expire']),
  seed(11, APPROVED),
  seed(12, [...ASKED_AGAIN, ...APPROVED]),
  seed(13, ['start', 'abandon']),
  seed(14, APPROVED),
  seed(15, [...WAITING, 'review', 'decline']),
  seed(16, WAITING),
  seed(17, APPROVED),
  seed(18, [...ASKED_AGAIN, 'start']),
  seed(19, []),
  seed(20, APPROVED),
];

function seed(number: number, plays: readonly SimAction[]): Seed {
  return { vendorData: `cust-${String(number).padStart(4, '0')}`, plays };
}
