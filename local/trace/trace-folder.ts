import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { emptySegment, fileStorage, type LineHead, note, type Segment } from './segment.ts';

/** The files of a trace: `<id>-<number of the first line>.jsonl`. */
export interface TraceFolder {
  /** The same as long as the numbering goes on. */
  readonly id: string;
  /** Oldest first; the last one is indexed, the others are not yet. */
  readonly segments: readonly Segment[];
  /** Indexes the others, a file at a time. */
  readonly indexRest: () => Promise<void>;
  readonly pathOf: (first: number) => string;
}

const NAME = /^([0-9a-f]{8})-(\d{12})\.jsonl$/;
const NEWLINE = 10;

/** Reads what is there. The last file is cut behind its last whole line: a crash may have torn one. */
export async function openFolder(folder: string): Promise<TraceFolder> {
  mkdirSync(folder, { recursive: true });
  const files = readdirSync(folder)
    .filter((name) => NAME.test(name))
    .toSorted(byNumber);
  const last = files.at(-1);
  const id = NAME.exec(last ?? '')?.[1] ?? randomBytes(4).toString('hex');
  const pathOf = (first: number): string =>
    join(folder, `${id}-${String(first).padStart(12, '0')}.jsonl`);
  const segments = files.map((name) =>
    emptySegment(numberOf(name), fileStorage(join(folder, name))),
  );
  const newest = segments.at(-1);
  if (last !== undefined && newest !== undefined) {
    const bytes = readFileSync(join(folder, last));
    index(newest, bytes);
    if (newest.size < bytes.length) await newest.storage.cut(newest.size);
  }
  const indexRest = async (): Promise<void> => {
    for (const [i, name] of files.slice(0, -1).entries()) {
      const segment = segments[i];
      if (segment !== undefined) index(segment, await readFile(join(folder, name)));
    }
  };
  return { id, segments, indexRest, pathOf };
}

function numberOf(name: string): number {
  return Number(NAME.exec(name)?.[2]);
}

function byNumber(left: string, right: string): number {
  return numberOf(left) - numberOf(right);
}

/** Line by line, up to the first that is none of ours. */
function index(segment: Segment, bytes: Buffer): void {
  for (;;) {
    const end = bytes.indexOf(NEWLINE, segment.size);
    if (end < 0) return;
    const head = headOf(bytes.toString('latin1', segment.size, Math.min(end, segment.size + 300)));
    if (head === undefined) return;
    note(segment, end + 1 - segment.size, head);
  }
}

const HEAD =
  /^\{"seq":\d+,"order":\d+,"at":"[^"]*","kind":"([a-z]+)","outcome":"([a-z]+)"(?:,"session":"([^"]*)")?/;

/** The first fields of a line, which `trace-log.ts` writes in this order. */
function headOf(text: string): LineHead | undefined {
  const found = HEAD.exec(text);
  if (found === null) return undefined;
  const [, kind, outcome, session] = found;
  return {
    isRefusal: kind === 'webhook' && outcome === 'refused',
    ...(session !== undefined && { session }),
  };
}
