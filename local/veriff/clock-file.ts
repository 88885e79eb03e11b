import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord, parseJson } from './json.ts';

/** Where the clock stood, in ms ahead of real time, when this data folder was last used; 0 for a new one. */
export function loadClockOffset(dataDir: string): number {
  const file = join(dataDir, 'clock.json');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return 0;
  }
  const parsed = parseJson(text);
  const offset = isRecord(parsed) ? parsed['offsetMs'] : undefined;
  if (typeof offset !== 'number' || !Number.isFinite(offset) || offset < 0) {
    throw new Error(
      `${file} is damaged: it should hold {"offsetMs": number}. Delete it to go back to real time.`,
    );
  }
  return offset;
}

/** Remembers the offset; the file is replaced in one step, so a crash leaves the old or the new one. */
export function saveClockOffset(dataDir: string, offsetMs: number): void {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, 'clock.json');
  writeFileSync(`${file}.new`, JSON.stringify({ offsetMs }));
  renameSync(`${file}.new`, file);
}
