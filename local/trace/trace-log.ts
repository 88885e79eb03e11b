import { randomBytes } from 'node:crypto';
import { isRecord, parseJson } from '../json.ts';
import type { Kept, Untold } from './seen.ts';
import {
  emptySegment,
  endOf,
  fileStorage,
  memoryStorage,
  note,
  placeOf,
  type Segment,
  type Storage,
} from './segment.ts';
import { openFolder } from './trace-folder.ts';

/** What is asked for: of one session or of all. */
export interface TraceFilter {
  readonly session?: string;
  /** A `seq`: the oldest after it. Without one: the newest, or of a session the oldest. */
  readonly after?: number;
  readonly limit: number;
}

/** Every message, numbered in the order in which they were told; kept over a restart where there is a folder. */
export interface TraceLog {
  /** Random, and the same as long as the numbering goes on. */
  readonly id: string;
  /** The number of the newest message, 0 before the first. */
  readonly last: number;
  /** Older ones were let go. */
  readonly isCut: boolean;
  append(message: Untold): Kept;
  read(filter: TraceFilter): Promise<readonly Kept[]>;
  one(seq: number): Promise<Kept | undefined>;
  /** How many webhooks about a session were refused. */
  refusals(session: string): number;
  /** Takes away what was seen of a session's messages, on disk too; that there were any stays. */
  forget(session: string): Promise<void>;
  close(): Promise<void>;
}

export interface TraceLimits {
  readonly segmentBytes: number;
  /** At most so many; the oldest goes first. */
  readonly segments: number;
}

const ON_DISK: TraceLimits = { segmentBytes: 16 * 1024 * 1024, segments: 8 };
const IN_MEMORY: TraceLimits = { segmentBytes: 4 * 1024 * 1024, segments: 8 };

/** How long a message may wait for others to be written with; a crash loses no more than that. */
const WRITE_EVERY_MS = 200;

/** A line that is to be written. */
interface Waiting {
  readonly segment: Segment;
  readonly bytes: Buffer;
  readonly at: number;
}

interface Log {
  readonly id: string;
  readonly limits: TraceLimits;
  readonly segments: Segment[];
  readonly storageOf: (first: number) => Storage;
  readonly waiting: Waiting[];
  /** Settles when the files of earlier runs are indexed. */
  readonly indexed: Promise<void>;
  /** Settles when what was given out to be written is. */
  writing: Promise<void>;
  /** Settles when what was to be taken away is: nobody reads it meanwhile. */
  erasing: Promise<void>;
  timer: NodeJS.Timeout | undefined;
}

/** Opens the trace of a folder, or one in memory. */
export async function openTraceLog(
  folder: string | undefined,
  limits: TraceLimits = folder === undefined ? IN_MEMORY : ON_DISK,
): Promise<TraceLog> {
  const log = folder === undefined ? inMemory(limits) : await onDisk(folder, limits);
  return {
    id: log.id,
    get last() {
      return newest(log).first + newest(log).starts.length - 1;
    },
    get isCut() {
      return (log.segments[0]?.first ?? 1) > 1;
    },
    append: (message) => append(log, message),
    read: async (filter) => {
      await log.erasing;
      return read(log, filter);
    },
    one: async (seq) => {
      await log.erasing;
      return (await lines(log, [seq]))[0];
    },
    refusals: (session) =>
      log.segments.reduce((sum, { refusals }) => sum + (refusals.get(session) ?? 0), 0),
    forget: async (session) => {
      log.erasing = log.erasing.then(async () => forget(log, session));
      return log.erasing;
    },
    close: async () => {
      await log.indexed;
      await log.erasing;
      await written(log);
      await Promise.all(log.segments.map(async ({ storage }) => storage.close()));
    },
  };
}

function inMemory(limits: TraceLimits): Log {
  return {
    id: randomBytes(4).toString('hex'),
    limits,
    segments: [emptySegment(1, memoryStorage())],
    storageOf: memoryStorage,
    waiting: [],
    indexed: Promise.resolve(),
    writing: Promise.resolve(),
    erasing: Promise.resolve(),
    timer: undefined,
  };
}

async function onDisk(folder: string, limits: TraceLimits): Promise<Log> {
  const { id, segments, indexRest, pathOf } = await openFolder(folder);
  const storageOf = (first: number): Storage => fileStorage(pathOf(first));
  return {
    id,
    limits,
    segments: segments.length === 0 ? [emptySegment(1, storageOf(1))] : [...segments],
    storageOf,
    waiting: [],
    indexed: indexRest().catch(report),
    writing: Promise.resolve(),
    erasing: Promise.resolve(),
    timer: undefined,
  };
}

function report(error: unknown): void {
  console.error('trace:', error);
}

function newest(log: Log): Segment {
  const found = log.segments.at(-1);
  if (found === undefined) throw new Error('a trace has a segment');
  return found;
}

function append(log: Log, message: Untold): Kept {
  if (newest(log).size > log.limits.segmentBytes) roll(log);
  const segment = newest(log);
  const { order, at, kind, outcome, session, ...rest } = message;
  const kept: Kept = {
    seq: endOf(segment),
    order,
    at,
    kind,
    outcome,
    ...(session !== undefined && { session }),
    ...rest,
  };
  const bytes = Buffer.from(`${JSON.stringify(kept)}\n`);
  log.waiting.push({ segment, bytes, at: segment.size });
  const isRefusal = kind === 'webhook' && outcome === 'refused';
  note(segment, bytes.length, { isRefusal, ...(session !== undefined && { session }) });
  // A call for each message would cost more than everything else about it.
  log.timer ??= setTimeout(() => void written(log), WRITE_EVERY_MS);
  return kept;
}

function roll(log: Log): void {
  const first = endOf(newest(log));
  log.segments.push(emptySegment(first, log.storageOf(first)));
  if (log.segments.length <= log.limits.segments) return;
  const oldest = log.segments.shift();
  if (oldest === undefined) return;
  // What is still to be written to it, or read from it, goes first.
  void log.indexed
    .then(async () => written(log))
    .then(async () => oldest.storage.drop())
    .catch(report);
}

/** Writes what is waiting, in as few pieces as there are segments; settles when all that was appended is written. */
async function written(log: Log): Promise<void> {
  clearTimeout(log.timer);
  log.timer = undefined;
  const batch = log.waiting.splice(0);
  if (batch.length > 0) log.writing = log.writing.then(async () => writeAll(batch)).catch(report);
  return log.writing;
}

async function writeAll(batch: readonly Waiting[]): Promise<void> {
  for (const [segment, pieces] of Map.groupBy(batch, (each) => each.segment)) {
    const bytes = Buffer.concat(pieces.map((each) => each.bytes));
    await segment.storage.write(bytes, pieces[0]?.at ?? 0);
  }
}

async function read(log: Log, { session, after, limit }: TraceFilter): Promise<readonly Kept[]> {
  await log.indexed;
  if (session !== undefined) {
    const all = log.segments.flatMap(({ sessions }) => sessions.get(session) ?? []);
    return lines(log, all.filter((seq) => seq > (after ?? 0)).slice(0, limit));
  }
  const first = log.segments[0]?.first ?? 1;
  const end = endOf(newest(log));
  const from = Math.max(first, after === undefined ? end - limit : after + 1);
  const count = Math.max(0, Math.min(limit, end - from));
  return lines(
    log,
    Array.from({ length: count }, (_, i) => from + i),
  );
}

/** The lines of these numbers, those that are next to each other read at once; what is gone is left out. */
async function lines(log: Log, numbers: readonly number[]): Promise<readonly Kept[]> {
  await log.indexed;
  await written(log);
  const stretches = log.segments.flatMap((segment) =>
    neighbours(numbers.filter((seq) => seq >= segment.first && seq < endOf(segment))).map(
      (stretch) => ({ segment, stretch }),
    ),
  );
  const texts = await Promise.all(
    stretches.map(async ({ segment, stretch }) => textOf(segment, stretch)),
  );
  return texts.flatMap((text) => text.split('\n').map(parseJson).filter(isKept));
}

function neighbours(numbers: readonly number[]): readonly (readonly number[])[] {
  const stretches: number[][] = [];
  for (const seq of numbers) {
    const open = stretches.at(-1);
    if (open?.at(-1) === seq - 1) open.push(seq);
    else stretches.push([seq]);
  }
  return stretches;
}

async function textOf(segment: Segment, stretch: readonly number[]): Promise<string> {
  const [first = 0] = stretch;
  const from = placeOf(segment, first);
  const to = placeOf(segment, stretch.at(-1) ?? first);
  const length = to.position + to.length - from.position;
  return (await segment.storage.read(from.position, length)).toString('utf8');
}

function isKept(value: unknown): value is Kept {
  return isRecord(value) && typeof value['seq'] === 'number' && isRecord(value['seen']);
}

async function forget(log: Log, session: string): Promise<void> {
  const kept = await read(log, { session, limit: Number.MAX_SAFE_INTEGER }).catch(none);
  for (const line of kept) {
    if (line.seen.type === 'none' || line.seen.type === 'erased') continue;
    const segment = log.segments.find((each) => line.seq >= each.first && line.seq < endOf(each));
    if (segment !== undefined) {
      await overwrite(segment, { ...line, seen: { type: 'erased' } }).catch(report);
    }
  }
}

function none(error: unknown): readonly Kept[] {
  report(error);
  return [];
}

/** In place: nothing of the old line is left, and every other stays where it is. */
async function overwrite(segment: Segment, line: Kept): Promise<void> {
  const { position, length } = placeOf(segment, line.seq);
  const bytes = Buffer.alloc(length, ' ');
  bytes.write(JSON.stringify(line));
  bytes.write('\n', length - 1);
  await segment.storage.write(bytes, position);
}
