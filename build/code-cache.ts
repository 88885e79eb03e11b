import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BuildGateError } from './gate-error.ts';
import { bundleName, cacheName } from './loader.ts';

/** What the functions run on. */
const DEPLOYED = 'linux-arm64';

/** What to know about a build on this machine, if it is not of the platform that the functions run on. */
export function cacheNotice(): string | undefined {
  const here = `${process.platform}-${process.arch}`;
  return here === DEPLOYED
    ? undefined
    : `The code caches are for ${here}. Deployed from here, the functions (${DEPLOYED}) compile their bundles at every cold start: build on ${DEPLOYED} with Node 24 to ship caches.`;
}

const REHEARSAL = fileURLToPath(new URL('./rehearsal/main.ts', import.meta.url));

/**
 * Makes the code cache of a bundle for this platform and this V8, where there is none yet: the bundle goes
 * through one event in a process of its own, without the flags of ours, which V8 would count as part of it.
 */
export async function makeCodeCache(folder: string, hash: string): Promise<void> {
  const cache = resolve(folder, cacheName(hash));
  if (existsSync(cache)) return;
  const args = [REHEARSAL, resolve(folder, bundleName(hash)), cache];
  try {
    await promisify(execFile)(process.execPath, args, { env: {}, timeout: 60_000 });
  } catch (error) {
    throw new BuildGateError(`no code cache of ${folder}: ${String(error)}`);
  }
}
