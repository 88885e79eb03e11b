import type { Database } from '../database.ts';
import { isList } from '../json.ts';
import { type PlainItem, plainItem } from './plain-item.ts';
import { type HeldRecord, recordOf } from './record.ts';

/**
 * What the table holds of sessions, followed from outside: read once, then kept up by every write that is seen. A list
 * of thousands is answered from here; the table itself stays the truth.
 */
export interface Records {
  /** Reads the table; until it resolves only what was written since the start is known. */
  load(): Promise<void>;
  get(id: string): HeldRecord | undefined;
  /** Newest first. */
  all(): readonly HeldRecord[];
  /** Takes an item as a write has left it; an older version than the one known is passed over. */
  put(item: PlainItem): HeldRecord | undefined;
  remove(id: string): void;
}

interface Known {
  readonly record: HeldRecord;
  /** When it was created, as far as that is known; a tombstone has forgotten it. */
  readonly since: number;
}

const PAGE = 200;

/** A view of the table that knows nothing yet. */
export function records({ call, tableName }: Pick<Database, 'call' | 'tableName'>): Records {
  const known = new Map<string, Known>();
  /** While the table is being read: what must not come back from an older page. */
  let removed: Set<string> | undefined = new Set<string>();
  let newestFirst: readonly HeldRecord[] | undefined;
  let loading: Promise<void> | undefined;
  const put = (item: PlainItem): HeldRecord | undefined => {
    const record = recordOf(item);
    if (record === undefined) return undefined;
    const before = known.get(record.id);
    if (before !== undefined && before.record.revision > record.revision) return before.record;
    known.set(record.id, { record, since: before?.since ?? bornAt(record) });
    newestFirst = undefined;
    return record;
  };
  const read = async (): Promise<void> => {
    for await (const item of items(call, tableName)) {
      if (removed?.has(String(item['key'])) !== true) put(item);
    }
    removed = undefined;
  };
  return {
    load: async () => {
      loading ??= read().catch((error: unknown) => {
        loading = undefined;
        throw error;
      });
      return loading;
    },
    get: (id) => known.get(id)?.record,
    all: () => (newestFirst ??= sorted([...known.values()])),
    put,
    remove: (id) => {
      removed?.add(id);
      if (known.delete(id)) newestFirst = undefined;
    },
  };
}

function bornAt(record: HeldRecord): number {
  return record.kind === 'session' ? record.createdAt : record.erasedAt;
}

function sorted(known: readonly Known[]): readonly HeldRecord[] {
  return known
    .toSorted((a, b) => b.since - a.since || (a.record.id < b.record.id ? -1 : 1))
    .map(({ record }) => record);
}

async function* items(
  call: Database['call'],
  tableName: string,
): AsyncGenerator<PlainItem, void, undefined> {
  let from: unknown;
  do {
    const page = await call('Scan', {
      TableName: tableName,
      Limit: PAGE,
      ...(from !== undefined && { ExclusiveStartKey: from }),
    });
    const found = page['Items'];
    for (const item of isList(found) ? found : []) yield plainItem(item);
    from = page['LastEvaluatedKey'];
  } while (from !== undefined);
}
