import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { parseJson } from './json.ts';

/** A file of JSON lines that only grows; each line is one transaction, written before anybody is answered. */
export interface Journal {
  append(records: readonly unknown[]): void;
  /** Replaces the file by these transactions in one step. */
  rewrite(transactions: Iterable<readonly unknown[], void, undefined>): void;
  /** Bytes in the file. */
  size(): number;
  close(): void;
}

const NEWLINE = 0x0a;

export function openJournal(file: string): Journal {
  mkdirSync(dirname(file), { recursive: true });
  let fd = openSync(file, 'a');
  let size = statSync(file).size;
  return {
    append: (records) => {
      size += writeLine(fd, records, size);
    },
    rewrite: (transactions) => {
      const temporary = `${file}.new`;
      const target = openSync(temporary, 'w');
      let written = 0;
      for (const records of transactions) written += writeLine(target, records, written);
      closeSync(target);
      closeSync(fd);
      renameSync(temporary, file);
      fd = openSync(file, 'a');
      size = written;
    },
    size: () => size,
    close: () => closeSync(fd),
  };
}

/** A journal for those who keep nothing. */
export function noJournal(): Journal {
  return { append: () => {}, rewrite: () => {}, size: () => 0, close: () => {} };
}

/**
 * The transactions of a journal, oldest first. A last line without its end was being written when the
 * process was killed: nobody was answered, so it never happened. Any other damage is an error and changes nothing.
 */
export function* readJournal(file: string): Generator<readonly unknown[], void, undefined> {
  if (!existsSync(file)) return;
  const bytes = readFileSync(file);
  let start = 0;
  for (let line = 1; start < bytes.length; line += 1) {
    const end = bytes.indexOf(NEWLINE, start);
    if (end === -1) return;
    const parsed = parseJson(bytes.toString('utf8', start, end));
    if (!Array.isArray(parsed)) throw damaged(file, line);
    const records: readonly unknown[] = parsed;
    yield records;
    start = end + 1;
  }
}

export function damaged(file: string, line: number): Error {
  return new Error(
    `${file}, line ${line} is damaged. Nothing was changed. Mend or delete that line, or move the file away to start empty.`,
  );
}

function writeLine(fd: number, records: readonly unknown[], size: number): number {
  const line = Buffer.from(`${JSON.stringify(records)}\n`);
  try {
    let written = 0;
    while (written < line.length) written += writeSync(fd, line, written);
  } catch (error) {
    // A full disk must not leave half a line in front of the next one.
    ftruncateSync(fd, size);
    throw error;
  }
  return line.length;
}
