import { type FileHandle, open, rm } from 'node:fs/promises';

/** Where the lines of one stretch of the trace are: on disk or in memory. */
export interface Storage {
  write(bytes: Buffer, position: number): Promise<void>;
  read(position: number, length: number): Promise<Buffer>;
  /** Lets go of what comes after. */
  cut(length: number): Promise<void>;
  /** Takes it away for good. */
  drop(): Promise<void>;
  close(): Promise<void>;
}

/** Lines in a file, which is made where it is missing. */
export function fileStorage(path: string): Storage {
  const opened = openAnywhere(path);
  // Whoever uses it is told.
  opened.catch(() => undefined);
  let isDropped = false;
  return {
    write: async (bytes, position) => {
      await (await opened).write(bytes, 0, bytes.length, position);
    },
    read: async (position, length) => {
      // Let go between the question and the answer.
      if (isDropped) return Buffer.alloc(0);
      const read = await (await opened).read(Buffer.alloc(length), 0, length, position);
      return read.buffer.subarray(0, read.bytesRead);
    },
    cut: async (length) => (await opened).truncate(length),
    drop: async () => {
      isDropped = true;
      await (await opened).close();
      await rm(path, { force: true });
    },
    close: async () => (await opened).close(),
  };
}

/** Not for appending: what is erased is written over in its place. */
async function openAnywhere(path: string): Promise<FileHandle> {
  await (await open(path, 'a')).close();
  return open(path, 'r+');
}

/** Lines in memory, for a run without a folder. */
export function memoryStorage(): Storage {
  let held = Buffer.alloc(64 * 1024);
  return {
    write: async (bytes, position) => {
      const end = position + bytes.length;
      if (end > held.length) {
        const larger = Buffer.alloc(Math.max(end, 2 * held.length));
        held.copy(larger);
        held = larger;
      }
      bytes.copy(held, position);
    },
    read: async (position, length) => held.subarray(position, position + length),
    cut: async () => {},
    drop: async () => {
      held = Buffer.alloc(0);
    },
    close: async () => {},
  };
}

/** What the index knows of a line. */
export interface LineHead {
  readonly session?: string;
  readonly isRefusal: boolean;
}

/** One stretch of the trace: consecutive numbers from `first` on, and where each line begins. */
export interface Segment {
  readonly first: number;
  readonly storage: Storage;
  readonly starts: number[];
  size: number;
  /** Numbers by session. */
  readonly sessions: Map<string, number[]>;
  /** How many refused webhooks by session. */
  readonly refusals: Map<string, number>;
}

/** A stretch without lines. */
export function emptySegment(first: number, storage: Storage): Segment {
  return { first, storage, starts: [], size: 0, sessions: new Map(), refusals: new Map() };
}

/** The number after the last one. */
export function endOf({ first, starts }: Segment): number {
  return first + starts.length;
}

/** Takes note of a line of that length, which stands at the end. */
export function note(segment: Segment, length: number, { session, isRefusal }: LineHead): void {
  if (session !== undefined) {
    const known = segment.sessions.get(session);
    if (known === undefined) segment.sessions.set(session, [endOf(segment)]);
    else known.push(endOf(segment));
    if (isRefusal) segment.refusals.set(session, (segment.refusals.get(session) ?? 0) + 1);
  }
  segment.starts.push(segment.size);
  segment.size += length;
}

/** Where a line is. */
export interface LinePlace {
  readonly position: number;
  readonly length: number;
}

/** Where the line of a number is. */
export function placeOf({ first, starts, size }: Segment, seq: number): LinePlace {
  const position = starts[seq - first] ?? size;
  return { position, length: (starts[seq - first + 1] ?? size) - position };
}
