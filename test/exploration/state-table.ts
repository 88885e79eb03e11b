/** Every state that was ever found, in the order of finding, with the way to it. */
export interface StateTable {
  readonly count: () => number;
  /** Copies the state of a number into `row`. */
  readonly read: (at: number, row: Int32Array) => void;
  /** Adds a state; false where it is there already. */
  readonly add: (row: Int32Array, parent: number, step: number) => boolean;
  /** The steps that lead to a state, from the beginning: a shortest way, since states are expanded in order. */
  readonly stepsTo: (at: number) => readonly number[];
  /** Bytes that the table takes. */
  readonly bytes: () => number;
}

const FIRST_ROOM = 1 << 16;
/** Slots of the index for each state that there is room for: sparse enough for short searches. */
const SPARSENESS = 2;
const EMPTY = -1;

function hashOf(row: Int32Array): number {
  let hash = 0x811c9dc5;
  for (const cell of row) {
    hash = Math.imul(hash ^ cell, 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  }
  return (hash ^ (hash >>> 13)) >>> 0;
}

function grown(old: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(old);
  return larger;
}

/** An empty table of rows of one width. Whole rows are compared: two states never pass for one by their hash. */
export function stateTable(width: number): StateTable {
  let room = FIRST_ROOM;
  let count = 0;
  let cells = new Int32Array(room * width);
  let parents = new Int32Array(room);
  let steps = new Int32Array(room);
  let index = new Int32Array(room * SPARSENESS).fill(EMPTY);
  const scratch = new Int32Array(width);

  function isAt(at: number, row: Int32Array): boolean {
    const from = at * width;
    for (let cell = 0; cell < width; cell += 1) {
      if (cells[from + cell] !== row[cell]) return false;
    }
    return true;
  }

  /** The slot of a row: where it is, or the empty one where it belongs. */
  function slotOf(row: Int32Array): number {
    const mask = index.length - 1;
    let slot = hashOf(row) & mask;
    for (;;) {
      const at = index[slot] ?? EMPTY;
      if (at === EMPTY || isAt(at, row)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  function read(at: number, row: Int32Array): void {
    row.set(cells.subarray(at * width, (at + 1) * width));
  }

  function makeRoom(): void {
    room *= 2;
    cells = grown(cells, room * width);
    parents = grown(parents, room);
    steps = grown(steps, room);
    index = new Int32Array(room * SPARSENESS).fill(EMPTY);
    for (let at = 0; at < count; at += 1) {
      read(at, scratch);
      index[slotOf(scratch)] = at;
    }
  }

  return {
    count: () => count,
    read,
    add(row, parent, step) {
      if (count === room) makeRoom();
      const slot = slotOf(row);
      if (index[slot] !== EMPTY) return false;
      index[slot] = count;
      cells.set(row, count * width);
      parents[count] = parent;
      steps[count] = step;
      count += 1;
      return true;
    },
    stepsTo(at) {
      const way: number[] = [];
      for (let here = at; here > 0; here = parents[here] ?? 0) way.push(steps[here] ?? 0);
      return way.toReversed();
    },
    bytes: () => 4 * (cells.length + parents.length + steps.length + index.length),
  };
}
