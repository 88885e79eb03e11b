import { createRequire } from 'node:module';

/** The parts of LevelDB that are used here, beside the store's own use of it. */
export interface Level {
  open(): Promise<void>;
  close(): Promise<void>;
  get(key: string): Promise<unknown>;
  iterator(range: Range): AsyncIterable<readonly [string, unknown]>;
  keys(range: Range): AsyncIterable<string>;
  batch(operations: readonly LevelOperation[]): Promise<void>;
}

export type LevelOperation =
  | { readonly type: 'put'; readonly key: string; readonly value: unknown }
  | { readonly type: 'del'; readonly key: string };

interface Range {
  readonly gte: string;
  readonly lt: string;
}

interface LevelModule {
  readonly Level: new (folder: string, options: object) => Level;
}

/** The embedded database's own rules of which index entries an item has. */
export interface IndexRules {
  getIndexActions(
    indexes: unknown,
    existing: null,
    item: unknown,
    table: unknown,
  ): { readonly puts: readonly { index: string; key: string; item: unknown }[] };
}

// The embedded database's own packages, so that both read the folder the same way.
const load = createRequire(createRequire(import.meta.url).resolve('dynalite'));

/** LevelDB on a folder, with values as JSON. */
export function levelOf(folder: string): Level {
  const found: unknown = load('level');
  if (!isLevelModule(found)) throw new Error('the embedded database has another store');
  return new found.Level(folder, { valueEncoding: 'json' });
}

function isLevelModule(value: unknown): value is LevelModule {
  return typeof value === 'object' && value !== null && 'Level' in value;
}

/** See `IndexRules`. */
export function indexRules(): IndexRules {
  // oxlint-disable-next-line no-unsafe-type-assertion -- an internal module of a version that is pinned; a test holds it
  return load('./db') as IndexRules;
}
