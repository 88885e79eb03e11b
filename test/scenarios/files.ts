import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A file in a folder of its own that is gone after the test. */
export function fileWith(text: string, name = 'story.json'): string {
  const folder = mkdtempSync(join(tmpdir(), 'scenario-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** A story about one session, a line a step: the steps begin on line 4. */
export function story(...steps: readonly object[]): string {
  const all = [{ create: { as: 'anna' } }, ...steps];
  const lines = all.map((each) => JSON.stringify(each)).join(',\n');
  return `{\n"name": "a story",\n"steps": [\n${lines}\n]}\n`;
}
