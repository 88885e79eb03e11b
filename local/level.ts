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
  readonly Level: {
    new (folder: string, options: object): Level;
    readonly prototype: { _open: (this: Level, options: object) => Promise<void> };
  };
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

function levelModule(): LevelModule {
  const found: unknown = load('level');
  if (isLevelModule(found)) return found;
  throw new Error('the embedded database has another store');
}

/** LevelDB on a folder, with values as JSON. */
export function levelOf(folder: string): Level {
  return new (levelModule().Level)(folder, { valueEncoding: 'json' });
}

/**
 * LevelDB maps each file that it has open, a thousand unless told otherwise, so a long run would take as much memory as
 * it has data. These are the smallest numbers that it takes: ten of the files are no tables (db_impl.cc, SanitizeOptions).
 */
const FEW_FILES = { maxOpenFiles: 74, maxFileSize: 2 ** 20 };

/** From here on whoever opens a folder in this process keeps few of its files in memory; the database itself takes no such option. */
export function keepFewFilesOpen(): void {
  const { prototype } = levelModule().Level;
  // oxlint-disable no-underscore-dangle -- where abstract-level gives the options to the store that it is made of
  const open = prototype._open;
  prototype._open = function openFew(options) {
    return open.call(this, { ...FEW_FILES, ...options });
  };
  // oxlint-enable no-underscore-dangle
}

function isLevelModule(value: unknown): value is LevelModule {
  return typeof value === 'object' && value !== null && 'Level' in value;
}

/** See `IndexRules`. */
export function indexRules(): IndexRules {
  // oxlint-disable-next-line no-unsafe-type-assertion -- an internal module of a version that is pinned; a test holds it
  return load('./db') as IndexRules;
}
