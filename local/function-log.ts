import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Takes what functions print. */
export interface FunctionLog {
  write(text: string): void;
  /** Resolves when everything is on disk. */
  close(): Promise<void>;
}

/** One file of this size and the one before it are kept. */
const LARGEST_FILE = 5_000_000;
/** Text that waits for a slow disk; more of it is dropped. */
const MOST_WAITING = 1_000_000;

/** The log in `logs/functions.log` of the data folder; without a folder everything is dropped. */
export async function openFunctionLog(folder: string | undefined): Promise<FunctionLog> {
  if (folder === undefined) return { write: () => {}, close: async () => {} };
  const path = join(folder, 'logs', 'functions.log');
  await mkdir(join(folder, 'logs'), { recursive: true });
  let size = (await stat(path).catch(() => undefined))?.size ?? 0;
  let waiting = '';
  let writing: Promise<void> | undefined;
  const drain = async (): Promise<void> => {
    while (waiting !== '') {
      const text = waiting;
      waiting = '';
      if (size > LARGEST_FILE) await rename(path, join(folder, 'logs', 'functions.1.log'));
      size = (size > LARGEST_FILE ? 0 : size) + Buffer.byteLength(text);
      await appendFile(path, text);
    }
    writing = undefined;
  };
  return {
    write: (text) => {
      if (waiting.length < MOST_WAITING) waiting += text;
      writing ??= drain().catch((error: unknown) => console.error('function log:', error));
    },
    close: async () => writing,
  };
}
