import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseNews } from './database-news.ts';
import { isRecord } from './json.ts';
import { indexRules, type Level, type LevelOperation, levelOf } from './level.ts';

/** Says that the folder is in use; found at a start it says that the last run was killed. */
function markerOf(folder: string): string {
  return `${folder}.running`;
}

/**
 * Opens the folder with LevelDB itself, which says what is wrong with it where the database would only say
 * that it is closed. A folder without CURRENT is refused unopened: LevelDB takes it for a new one and
 * deletes what is in it.
 */
export async function prepareFolder(folder: string): Promise<DatabaseNews | undefined> {
  if (looksEmptied(folder)) return { kind: 'damaged', detail: 'the file CURRENT is missing' };
  const level = levelOf(folder);
  try {
    mkdirSync(folder, { recursive: true });
    await level.open();
    if (existsSync(markerOf(folder))) await rebuildIndexes(level);
    await level.close();
  } catch (error) {
    return newsOf(error);
  }
  writeFileSync(markerOf(folder), '');
  return undefined;
}

/** After a clean end. */
export function leaveFolder(folder: string): void {
  rmSync(markerOf(folder), { force: true });
}

function looksEmptied(folder: string): boolean {
  if (!existsSync(folder) || existsSync(join(folder, 'CURRENT'))) return false;
  return readdirSync(folder).some((name) => name !== 'LOCK');
}

/** LevelDB's own error is the cause of what is thrown. */
function newsOf(error: unknown): DatabaseNews {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return code === 'LEVEL_LOCKED' ? { kind: 'in-use' } : { kind: 'damaged', detail: String(cause) };
}

/** Greater than every key with the prefix. */
const END = '\u00ff';
const BATCH = 1000;

/**
 * The database writes an item's index entries before the item, not in one step. Whoever was killed between
 * the two left a debt that no query finds, or one that is never paid; so the indexes are made again.
 */
async function rebuildIndexes(level: Level): Promise<void> {
  const rules = indexRules();
  for await (const [key, table] of level.iterator({ gte: 'table~', lt: `table~${END}` })) {
    const name = key.slice('table~'.length);
    const prefix = `index-global~${name}~`;
    const pending: LevelOperation[] = [];
    for await (const entry of level.keys({ gte: prefix, lt: prefix + END })) {
      await add(level, pending, [{ type: 'del', key: entry }]);
    }
    const indexes = isRecord(table) ? table['GlobalSecondaryIndexes'] : [];
    const items = `item-${name}~`;
    for await (const [, item] of level.iterator({ gte: items, lt: items + END })) {
      const { puts } = rules.getIndexActions(indexes ?? [], null, item, table);
      const entries = puts.map((put) => entryOf(prefix, put));
      await add(level, pending, entries);
    }
    await level.batch(pending);
  }
}

function entryOf(
  prefix: string,
  put: { readonly index: string; readonly key: string; readonly item: unknown },
): LevelOperation {
  return { type: 'put', key: `${prefix}${put.index}~${put.key}`, value: put.item };
}

async function add(
  level: Level,
  pending: LevelOperation[],
  operations: readonly LevelOperation[],
): Promise<void> {
  pending.push(...operations);
  if (pending.length >= BATCH) await level.batch(pending.splice(0));
}
