/** The rows that are to be drawn, and the space that stands for the others, in pixels. */
export interface Window {
  readonly first: number;
  /** Exclusive. */
  readonly last: number;
  readonly before: number;
  readonly after: number;
}

/** What is in view: `top` is where the view begins, measured from the top of the first row. */
export interface View {
  readonly top: number;
  readonly height: number;
}

/** How many rows outside of the view are drawn with it, so that a quick scroll shows no hole. */
const MARGIN = 8;

/** The rows in view of a list whose rows may have different heights; `heights` in pixels, from the first. */
export function windowOf(heights: readonly number[], view: View): Window {
  const tops = topsOf(heights);
  const total = tops.at(-1) ?? 0;
  const first = Math.max(0, rowAt(tops, view.top) - MARGIN);
  const last = Math.min(heights.length, rowAt(tops, view.top + view.height) + 1 + MARGIN);
  return { first, last, before: tops[first] ?? 0, after: total - (tops[last] ?? total) };
}

/** Where each row begins, and at the end where the last one ends. */
export function topsOf(heights: readonly number[]): readonly number[] {
  const tops = [0];
  for (const height of heights) tops.push((tops.at(-1) ?? 0) + height);
  return tops;
}

/** The last row that begins at or above a position; 0 above the first. */
function rowAt(tops: readonly number[], position: number): number {
  let low = 0;
  let high = Math.max(0, tops.length - 2);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((tops[middle] ?? 0) <= position) low = middle;
    else high = middle - 1;
  }
  return low;
}
