/** An object of JSON. */
export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `Array.isArray` says `any[]`. */
export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
