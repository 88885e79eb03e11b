import type {
  LocalDoctor,
  LocalEvent,
  LocalSession,
  LocalSessionList,
  LocalSessionSummary,
  LocalSweepRun,
} from '../local/console-api/wire.ts';
import type { TraceEntry } from '../local/console-api/wire-trace.ts';
import {
  isEventList,
  isLocalDoctor,
  isLocalSession,
  isLocalSessionList,
  isSweep,
  isSweepList,
  isTraceList,
} from './answers.ts';
import type { Send } from './http.ts';
import { ask } from './problem.ts';

type Query = Readonly<Record<string, string>>;

/** `/_local` on the console port, as far as the program asks it. */
export interface LocalApi {
  session(id: string): Promise<LocalSession>;
  /** All pages, newest first. */
  sessions(): Promise<readonly LocalSessionSummary[]>;
  /** How many sessions are in which status. */
  counts(): Promise<LocalSessionList['counts']>;
  /** Everything that happened to a session, in order. */
  trace(session: string): Promise<readonly TraceEntry[]>;
  /** Oldest first. */
  events(query: Query): Promise<readonly LocalEvent[]>;
  /** Newest first. */
  sweeps(): Promise<readonly LocalSweepRun[]>;
  sweepNow(): Promise<LocalSweepRun>;
  doctor(): Promise<LocalDoctor>;
}

/** The local API at an address. Every method throws a `CliError` for what it refuses. */
export function localApiAt(url: string, send: Send): LocalApi {
  const at = (path: string, query: Query = {}): string =>
    `${url}/_local/${path}?${new URLSearchParams(query).toString()}`;
  const page = async (query: Query): Promise<LocalSessionList> =>
    ask(send, { url: at('sessions', query) }, { is: isLocalSessionList });
  return {
    session: async (id) =>
      ask(
        send,
        { url: at(`sessions/${encodeURIComponent(id)}`) },
        { is: isLocalSession, tryThis: 'npx veriff-ops sessions show latest' },
      ),
    sessions: async () => allSessions(page),
    counts: async () => (await page({ limit: '1' })).counts,
    trace: async (session) => {
      const { entries } = await ask(
        send,
        { url: at('trace', { session, limit: '1000' }) },
        { is: isTraceList },
      );
      return entries.toSorted((a, b) => a.order - b.order);
    },
    events: async (query) =>
      (await ask(send, { url: at('events', query) }, { is: isEventList })).events,
    sweeps: async () => (await ask(send, { url: at('sweeps') }, { is: isSweepList })).runs,
    doctor: async () => ask(send, { url: at('doctor') }, { is: isLocalDoctor }),
    sweepNow: async () => ask(send, { method: 'POST', url: at('sweeps') }, { is: isSweep }),
  };
}

async function allSessions(
  page: (query: Query) => Promise<LocalSessionList>,
): Promise<readonly LocalSessionSummary[]> {
  const sessions: LocalSessionSummary[] = [];
  let cursor: string | null = null;
  do {
    const answer = await page({ limit: '100', ...(cursor !== null && { cursor }) });
    sessions.push(...answer.sessions);
    cursor = answer.nextCursor;
  } while (cursor !== null);
  return sessions;
}
