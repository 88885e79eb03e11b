import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** In one step, so that a run which starts during a build finds the old file or the new one. */
export async function replaceFile(path: string, contents: Uint8Array): Promise<void> {
  const held = await readFile(path).catch(() => undefined);
  if (held?.equals(contents) === true) return;
  await mkdir(dirname(path), { recursive: true });
  const fresh = `${path}.${process.pid}`;
  await writeFile(fresh, contents);
  await rename(fresh, path);
}

/** Takes everything else out of a folder: what is gone would otherwise be deployed and run for ever. */
export async function removeOthers(folder: string, kept: readonly string[]): Promise<void> {
  const held = await readdir(folder).catch((): string[] => []);
  const others = held.filter((each) => !kept.includes(each));
  await Promise.all(
    others.map(async (each) => rm(join(folder, each), { recursive: true, force: true })),
  );
}
