import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';

/** Of the ZIP format, in bytes: a file's local header and its entry in the directory, without the name, which is in both. */
const PER_FILE = 30 + 46;
const END = 22;

function zipped(name: string, contents: Uint8Array): number {
  return PER_FILE + 2 * name.length + deflateRawSync(contents, { level: 9 }).length;
}

/** What a folder weighs as a ZIP, in bytes, without the files that are left out. */
export function zipBytes(folder: string, isLeftOut: (name: string) => boolean): number {
  const names = readdirSync(folder).filter((name) => !isLeftOut(name));
  return names.reduce((sum, name) => sum + zipped(name, readFileSync(join(folder, name))), END);
}
