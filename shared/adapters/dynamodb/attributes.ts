import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** An item, or a map within one, as DynamoDB gives and takes it. */
export type Item = Readonly<Record<string, AttributeValue>>;

/** An item that this project cannot have written. It names the place and never the value. */
export class CorruptItemError extends Error {
  override readonly name = 'CorruptItemError';
  readonly code = 'corrupt-item';
  readonly retryable = false;

  constructor(key: string, attribute: string) {
    super(`Item ${key}: attribute ${attribute} is missing or not readable`);
  }
}

export const text = (value: string): AttributeValue => ({ S: value });
export const number = (value: number): AttributeValue => ({ N: String(value) });
export const map = (value: Item): AttributeValue => ({ M: { ...value } });

/** The attribute under its name, or nothing where there is no value: absent is never stored as null. */
export function given<Value>(
  name: string,
  value: Value | undefined,
  write: (value: Value) => AttributeValue,
): Item {
  return value === undefined ? {} : { [name]: write(value) };
}

/** Reads the attributes of one map. What is missing or of another type is a `CorruptItemError`. */
export interface AttributeReader {
  readonly names: readonly string[];
  readonly has: (name: string) => boolean;
  readonly text: (name: string) => string;
  /** A string that the guard accepts. */
  readonly exactly: <Value extends string>(
    name: string,
    is: (text: string) => text is Value,
  ) => Value;
  readonly number: (name: string) => number;
  readonly map: (name: string) => AttributeReader;
  /** A list of maps. */
  readonly maps: (name: string) => readonly AttributeReader[];
}

/** Reads an item; `key` and `path` only name the place in an error. */
export function readerOf(item: Item, key: string, path = ''): AttributeReader {
  const corrupt = (name: string) => new CorruptItemError(key, path + name);
  function found<Value>(name: string, value: Value | undefined): Value {
    if (value === undefined) throw corrupt(name);
    return value;
  }
  const string = (name: string) => found(name, item[name]?.S);
  return {
    names: Object.keys(item),
    has: (name) => item[name] !== undefined,
    text: string,
    exactly(name, is) {
      const value = string(name);
      if (!is(value)) throw corrupt(name);
      return value;
    },
    number(name) {
      const value = Number(found(name, item[name]?.N));
      if (!Number.isFinite(value)) throw corrupt(name);
      return value;
    },
    map: (name) => readerOf(found(name, item[name]?.M), key, `${path}${name}.`),
    maps: (name) =>
      found(name, item[name]?.L).map((value, index) => {
        const place = `${name}[${index}]`;
        return readerOf(found(place, value.M), key, `${path}${place}.`);
      }),
  };
}
