/** Gives equal values the same small number, so that a state is a row of numbers. */
export interface Interner<Value> {
  readonly idOf: (value: Value) => number;
  readonly valueOf: (id: number) => Value;
  readonly size: () => number;
}

function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** The same text for the same content, whatever the order of the keys. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, sorted);
}

/** Number 0 is `first`. Values are told apart by their JSON: a member that is undefined is no member. */
export function interner<Value>(first: Value): Interner<Value> {
  const ids = new Map<string, number>();
  const values: Value[] = [];
  const idOf = (value: Value): number => {
    const key = canonical(value);
    const known = ids.get(key);
    if (known !== undefined) return known;
    ids.set(key, values.length);
    return values.push(value) - 1;
  };
  idOf(first);
  return {
    idOf,
    valueOf(id) {
      if (id < 0 || id >= values.length) throw new RangeError(`no value has the number ${id}`);
      return values[id] as Value;
    },
    size: () => values.length,
  };
}
