/** What is due first comes out first; equal entries in the order of `before`. */
export interface Heap<T> {
  readonly size: () => number;
  push(item: T): void;
  peek(): T | undefined;
  pop(): T | undefined;
}

/** A binary heap: adding and taking cost O(log n), however many webhooks wait. */
export function heap<T>(before: (left: T, right: T) => boolean): Heap<T> {
  const items: T[] = [];
  return {
    size: () => items.length,
    peek: () => items[0],
    push: (item) => {
      items.push(item);
      rise(items, before);
    },
    pop: () => {
      const first = items[0];
      const last = items.pop();
      if (items.length > 0 && last !== undefined) {
        items[0] = last;
        sink(items, before);
      }
      return first;
    },
  };
}

function rise<T>(items: T[], before: (left: T, right: T) => boolean): void {
  let at = items.length - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!swapped(items, { from: at, to: parent }, before)) return;
    at = parent;
  }
}

function sink<T>(items: T[], before: (left: T, right: T) => boolean): void {
  let at = 0;
  for (;;) {
    const left = items[2 * at + 1];
    const right = items[2 * at + 2];
    if (left === undefined) return;
    const child = right !== undefined && before(right, left) ? 2 * at + 2 : 2 * at + 1;
    if (!swapped(items, { from: child, to: at }, before)) return;
    at = child;
  }
}

/** Exchanges the two places if the one below belongs above. */
function swapped<T>(
  items: T[],
  places: { readonly from: number; readonly to: number },
  before: (left: T, right: T) => boolean,
): boolean {
  const below = items[places.from];
  const above = items[places.to];
  if (below === undefined || above === undefined || !before(below, above)) return false;
  items[places.to] = below;
  items[places.from] = above;
  return true;
}
