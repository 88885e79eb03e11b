import { type FileHandle, mkdir, open, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRecord, parseJson } from './json.ts';

/** One event that was published. */
export interface PublishedEvent {
  /** 1 for the first; `after` of the list refers to it. */
  readonly seq: number;
  /** Virtual time, ISO 8601. */
  readonly publishedAt: string;
  readonly source: string;
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What was published, oldest first; kept over a restart where there is a folder. */
export interface EventLog {
  /** Resolves when they are written. */
  append(events: readonly Omit<PublishedEvent, 'seq'>[]): Promise<readonly PublishedEvent[]>;
  /** The newest `limit` of those that fit, oldest first; `after` leaves out what the caller has seen. */
  list(filter: EventFilter): readonly PublishedEvent[];
  /** How often the event of the same id had been published by then, that one included. */
  timesUntil(event: PublishedEvent): number;
  close(): Promise<void>;
}

export interface EventFilter {
  readonly session?: string;
  readonly limit: number;
  /** A `seq`: with it the oldest `limit` after it, so that nothing is skipped. */
  readonly after?: number;
}

/** In memory and, after the next start, on disk no more than this is kept. */
const MOST_EVENTS = 10_000;

/** Opens the log of a folder, or one in memory. A line that a crash cut off is dropped. */
export async function openEventLog(folder: string | undefined): Promise<EventLog> {
  const events = folder === undefined ? [] : await load(join(folder, 'events.jsonl'));
  const byId = new Map<unknown, number[]>();
  for (const event of events) count(byId, event);
  let seq = events.at(-1)?.seq ?? 0;
  const file = folder === undefined ? undefined : await open(join(folder, 'events.jsonl'), 'a');
  let writing = Promise.resolve();
  return {
    append: async (fresh) => {
      const numbered = fresh.map((event) => {
        seq += 1;
        return { seq, ...event };
      });
      writing = writing.then(async () => write(file, numbered));
      await writing;
      events.push(...numbered);
      for (const event of numbered) count(byId, event);
      if (events.length > 2 * MOST_EVENTS) {
        for (const { detail } of events.splice(0, events.length - MOST_EVENTS)) {
          byId.delete(detail['id']);
        }
      }
      return numbered;
    },
    list: ({ session, limit, after }) => {
      const fitting = events.filter(
        (event) => (session === undefined || isOf(event, session)) && event.seq > (after ?? 0),
      );
      return after === undefined ? fitting.slice(-limit) : fitting.slice(0, limit);
    },
    timesUntil: ({ detail, seq: until }) =>
      byId.get(detail['id'])?.filter((number) => number <= until).length ?? 1,
    close: async () => {
      await writing;
      await file?.close();
    },
  };
}

function count(byId: Map<unknown, number[]>, { detail, seq }: PublishedEvent): void {
  const known = byId.get(detail['id']);
  if (known === undefined) byId.set(detail['id'], [seq]);
  else known.push(seq);
}

function isOf({ detail }: PublishedEvent, session: string): boolean {
  return detail['sessionId'] === session || detail['id'] === session;
}

async function write(
  file: FileHandle | undefined,
  events: readonly PublishedEvent[],
): Promise<void> {
  await file?.appendFile(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
}

/** Reads the newest events and leaves only them and whole lines in the file, replaced in one step. */
async function load(path: string): Promise<PublishedEvent[]> {
  await mkdir(join(path, '..'), { recursive: true });
  const text = await readFile(path, 'utf8').catch(() => '');
  const lines = text.split('\n').filter((line) => line !== '');
  const events = lines.map(parseJson).filter(isPublishedEvent).slice(-MOST_EVENTS);
  if (events.length < lines.length || (text !== '' && !text.endsWith('\n'))) {
    await writeFile(`${path}.new`, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    await rename(`${path}.new`, path);
  }
  return events;
}

function isPublishedEvent(value: unknown): value is PublishedEvent {
  return isRecord(value) && typeof value['seq'] === 'number' && isRecord(value['detail']);
}
