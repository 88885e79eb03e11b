import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { usageError } from './errors.ts';

/** The bytes of a file, or of stdin where it is called `-`. */
export async function readInput(path: string, typed: string): Promise<Buffer> {
  if (path === '-') return buffer(process.stdin);
  try {
    return await readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw usageError(`${path} cannot be read (${code})`, `${typed} --help`);
  }
}

/** A secret from stdin, its line end left out; never from the command line, where others can see it. */
export async function readSecret(): Promise<string> {
  const text = (await buffer(process.stdin)).toString('utf8');
  return text.replace(/\r?\n$/, '');
}
