import { useRef } from 'preact/hooks';
import type { LocalSession } from '../../console-api/wire.ts';
import type { TraceEntry, TraceEntryInFull, TraceList } from '../../console-api/wire-trace.ts';
import { pathOf } from '../calls/call.ts';
import { send } from '../calls/send.ts';
import { withEntries } from '../diagram/rows.ts';
import { announce } from '../frame/announcer.tsx';
import { useReloadOn } from '../live/reload.ts';
import { type Resource, useResource } from '../live/resource.ts';
import { useNews } from '../live/stream.ts';
import { plural } from '../words/plural.ts';

/** An entry as the list has it, or as the stream told it: then without its detail. */
export type Told = TraceEntry | TraceEntryInFull;

export interface History {
  /** In order. */
  readonly entries: readonly Told[];
  /** Older ones were let go. */
  readonly cut: boolean;
}

interface SessionData {
  readonly session: Resource<LocalSession>;
  readonly history: Resource<History>;
}

/** A session with its history, kept up to date. */
export function useSession(id: string): SessionData {
  const session = useResource(id, async () =>
    send<LocalSession>({
      does: 'read the session',
      method: 'GET',
      path: pathOf(['_local', 'sessions', id]),
    }),
  );
  // What was streamed while the history was read: the answer may be older than it.
  const told = useRef<Told[]>([]);
  const history = useResource(id, async () => {
    const read = await readHistory(id);
    return { ...read, entries: withEntries(read.entries, told.current) };
  });
  useNews('session', (changed) => {
    if (changed.id === id) void session.reload();
  });
  useReloadOn(session, ['delivery', 'clock', 'reset']);
  useReloadOn(history, ['reset']);
  useEntries(id, (entry) => {
    told.current.push(entry);
    history.put((held) => ({ ...held, entries: withEntries(held.entries, [entry]) }));
  });
  return { session, history };
}

/** Takes new messages in, and says now and then how many there were. */
function useEntries(id: string, take: (entry: TraceEntry) => void): void {
  const heard = useRef(0);
  useNews('trace', (entry) => {
    if (entry.session !== id) return;
    take(entry);
    heard.current += 1;
    if (heard.current > 1) return;
    setTimeout(() => {
      announce(plural(heard.current, 'new message'));
      heard.current = 0;
    }, ANNOUNCE_MS);
  });
}

const ANNOUNCE_MS = 1000;
const PAGE_SIZE = 500;

async function readHistory(id: string): Promise<History> {
  let entries: readonly Told[] = [];
  let after = 0;
  let page: TraceList;
  do {
    page = await send<TraceList>({
      does: 'read the history',
      method: 'GET',
      path: pathOf(['_local', 'trace'], { session: id, after, limit: PAGE_SIZE }),
    });
    entries = withEntries(entries, page.entries);
    after = page.last;
  } while (page.entries.length === PAGE_SIZE);
  return { entries, cut: page.cut };
}
