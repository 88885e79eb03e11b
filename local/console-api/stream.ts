import type { IncomingMessage, ServerResponse } from 'node:http';
import type { News, NewsItem } from '../news.ts';
import { headOf } from '../trace/detail.ts';
import type { TraceLog } from '../trace/trace-log.ts';
import { badRequest } from './refusal.ts';
import type { LocalSessionSummary } from './wire.ts';

/** Server-sent events: everything as it happens, to everybody who listens. */
export interface EventStream {
  /** Answers with events until either side ends it. */
  open(request: IncomingMessage, response: ServerResponse, from: string | undefined): Promise<void>;
  /** Ends every stream. */
  close(): void;
}

/** What the stream tells, and from where it goes on after a break. */
export interface StreamParts {
  readonly news: News;
  readonly log: TraceLog;
  /** What a listener is told first: how things stand. */
  readonly standing: () => Promise<readonly NewsItem[]>;
  /** Something listens, or nobody does any more. */
  readonly onHeard: (isHeard: boolean) => void;
  readonly heartbeatMs?: number;
}

/** In real time. */
const HEARTBEAT_MS = 15_000;
/** A session that changes more often than that is told once. */
const SESSIONS_EVERY_MS = 100;
/** Who has missed more than that reads everything again. */
const MOST_MISSED = 2000;
/** Who reads slower than that is cut off, and comes back with the number of the last message. */
const MOST_WAITING_BYTES = 8 * 1024 * 1024;

/** A stream that everybody gets the same of. */
export function eventStream(parts: StreamParts): EventStream {
  const open = new Set<ServerResponse>();
  const beat = setInterval(() => {
    for (const each of open) each.write(': still here\n\n');
  }, parts.heartbeatMs ?? HEARTBEAT_MS);
  // It is no reason for a process to stay alive.
  beat.unref();
  return {
    open: async (request, response, from) => {
      const missed = missedFrom(parts.log, from);
      const until = parts.log.last;
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      response.write('retry: 1000\n\n');
      open.add(response);
      parts.onHeard(true);
      const following = follow(parts, response);
      request.on('close', () => {
        following.end();
        open.delete(response);
        if (open.size === 0) parts.onHeard(false);
      });
      await tellMissed(parts, response, { missed, until });
      following.begin();
    },
    close: () => {
      clearInterval(beat);
      for (const each of open) each.end();
    },
  };
}

/** The number after which a listener wants to go on, or that it cannot. */
type Missed = { readonly after: number } | { readonly lost: string } | undefined;

/** `Last-Event-ID` is the id of the numbering and the number: an id of another run fits no message of this one. */
function missedFrom(log: TraceLog, from: string | undefined): Missed {
  if (from === undefined) return undefined;
  const [, id, number] = /^([0-9a-f]{8})\.(\d{1,15})$/.exec(from) ?? [];
  if (id === undefined) {
    throw badRequest({ pointer: 'Last-Event-ID', detail: 'is none of this stream: leave it out' });
  }
  const after = Number(number);
  if (id !== log.id || after > log.last) return { lost: 'This is another run than before.' };
  return log.last - after > MOST_MISSED ? { lost: 'Too much has happened since.' } : { after };
}

async function tellMissed(
  { log, standing }: StreamParts,
  response: ServerResponse,
  { missed, until }: { readonly missed: Missed; readonly until: number },
): Promise<void> {
  if (missed !== undefined && 'lost' in missed) {
    write(response, log, { name: 'reset', data: { why: missed.lost } });
  } else if (missed !== undefined) {
    const entries = await log.read({ after: missed.after, limit: MOST_MISSED });
    // Later ones are news, and told as such.
    for (const entry of entries.filter(({ seq }) => seq <= until)) {
      write(response, log, { name: 'trace', data: headOf(entry) });
    }
  }
  for (const event of await standing()) write(response, log, event);
}

/** Hears the news at once, and tells them from `begin` on: what was missed comes first. */
function follow(
  { news, log }: StreamParts,
  response: ServerResponse,
): { begin(): void; end(): void } {
  let waiting: NewsItem[] | undefined = [];
  const tell = (item: NewsItem): void => {
    if (waiting === undefined) write(response, log, item);
    else waiting.push(item);
  };
  const sessions = coalesced((data) => tell({ name: 'session', data }));
  const stop = news.listen((item) => {
    if (item.name === 'session') sessions.put(item.data);
    else tell(item);
  });
  return {
    begin: () => {
      const held = waiting ?? [];
      waiting = undefined;
      for (const item of held) write(response, log, item);
    },
    end: () => {
      stop();
      sessions.stop();
    },
  };
}

/** The last version of each session, a little later. */
function coalesced(tell: (session: LocalSessionSummary) => void) {
  const changed = new Map<string, LocalSessionSummary>();
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    timer = undefined;
    for (const session of changed.values()) tell(session);
    changed.clear();
  };
  return {
    put: (session: LocalSessionSummary): void => {
      changed.set(session.id, session);
      timer ??= setTimeout(flush, SESSIONS_EVERY_MS);
    },
    stop: () => clearTimeout(timer),
  };
}

function write(response: ServerResponse, log: TraceLog, { name, data }: NewsItem): void {
  if (response.writableLength > MOST_WAITING_BYTES) {
    response.destroy();
    return;
  }
  const id = name === 'trace' ? `id: ${log.id}.${data.seq}\n` : '';
  response.write(`${id}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
}
