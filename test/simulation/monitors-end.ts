import type { Item } from '../../shared/adapters/dynamodb/attributes.ts';
import {
  decisionIn,
  first,
  isFinalItem,
  isSession,
  nineDigits,
  unless,
  type Verdict,
} from './monitors-order.ts';
import type { Truth } from './veriff-model.ts';

const NO_TIME = '';

/** An open record holds a decision that is not older than Veriff's newest. */
function knowsNewest(item: Item, newest: Truth | undefined): Verdict {
  if (newest === undefined || isFinalItem(item)) return undefined;
  const held = decisionIn(item);
  const isKnown =
    held !== undefined &&
    (held['decidedAt']?.S ?? NO_TIME) >= (nineDigits(newest.decisionTime) ?? NO_TIME);
  return unless(isKnown, `Veriff's decision ${String(newest.status)} did not arrive`);
}

/** What holds once the faults are over and the sweep has run: nothing is owed to the bus or to Veriff, and Veriff's newest decision is there. */
export function converged(item: Item, newest: Truth | undefined): Verdict {
  if (item['kind']?.S === 'tombstone') {
    return unless(item['dueAt'] === undefined, 'an erasure is still owed to Veriff');
  }
  if (!isSession(item)) return undefined;
  return first(
    () => unless((item['outbox']?.L ?? []).length === 0, 'a publication is still owed'),
    () => knowsNewest(item, newest),
  );
}
