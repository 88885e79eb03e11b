import { isRecord } from './json.ts';

/** Edits of a JSON document by pointer (RFC 6901). */
export interface Edits {
  /** Replaces what is there; a path that does not exist is a mistake. */
  readonly set?: Readonly<Record<string, unknown>>;
  /** Adds or replaces; only the parent must exist. */
  readonly add?: Readonly<Record<string, unknown>>;
  /** Takes away what is there. */
  readonly remove?: readonly string[];
}

export type Edited =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly missing: readonly string[] };

type Container = Record<string, unknown> | unknown[];

/** A copy of the document with the edits made, or the paths that it lacks; never half of them. */
export function edit(document: unknown, edits: Edits): Edited {
  const copy: unknown = structuredClone(document);
  const missing: string[] = [];
  const change = (pointer: string, how: (parent: Container, key: string) => boolean): void => {
    const place = locate(copy, pointer);
    if (place === undefined || !how(place.parent, place.key)) missing.push(pointer);
  };
  for (const [pointer, value] of Object.entries(edits.set ?? {})) {
    change(pointer, (parent, key) => has(parent, key) && write(parent, key, value));
  }
  for (const [pointer, value] of Object.entries(edits.add ?? {})) {
    change(pointer, (parent, key) => write(parent, key, value));
  }
  for (const pointer of edits.remove ?? []) change(pointer, take);
  return missing.length === 0 ? { ok: true, value: copy } : { ok: false, missing };
}

/** Every path of a document, for "did you mean". */
export function pathsOf(value: unknown, base = ''): readonly string[] {
  if (!isContainer(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const path = `${base}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    return [path, ...pathsOf(child, path)];
  });
}

/** A pointer names a place inside the document: it starts with a slash. */
export function isPointer(text: string): boolean {
  return /^(\/([^~/]|~[01])*)+$/.test(text);
}

function locate(
  document: unknown,
  pointer: string,
): { readonly parent: Container; readonly key: string } | undefined {
  const steps = pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const key = steps.pop();
  let parent: unknown = document;
  for (const step of steps) parent = isContainer(parent) ? read(parent, step) : undefined;
  return key !== undefined && isContainer(parent) ? { parent, key } : undefined;
}

function isContainer(value: unknown): value is Container {
  return Array.isArray(value) || isRecord(value);
}

function has(parent: Container, key: string): boolean {
  return Array.isArray(parent)
    ? /^\d+$/.test(key) && Number(key) < parent.length
    : Object.hasOwn(parent, key);
}

function read(parent: Container, key: string): unknown {
  if (!has(parent, key)) return undefined;
  return Array.isArray(parent) ? parent[Number(key)] : parent[key];
}

function write(parent: Container, key: string, value: unknown): boolean {
  if (!Array.isArray(parent)) {
    Object.defineProperty(parent, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
    return true;
  }
  if (key !== '-' && !has(parent, key)) return false;
  parent[key === '-' ? parent.length : Number(key)] = value;
  return true;
}

function take(parent: Container, key: string): boolean {
  if (!has(parent, key)) return false;
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else Reflect.deleteProperty(parent, key);
  return true;
}
