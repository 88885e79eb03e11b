import { access, constants, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FUNCTIONS } from '../../shared/contract/routes.ts';
import { bad, type Check, good } from './check.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What can be said without anything running. */
export async function machineChecks(env: Environment): Promise<readonly Check[]> {
  return Promise.all([node(), bundles(), dataFolder(env)]);
}

async function node(): Promise<Check> {
  // An older one has been refused before this was loaded.
  return good('node', `Node ${process.versions.node}`);
}

async function bundles(): Promise<Check> {
  const missing: string[] = [];
  for (const name of FUNCTIONS) {
    const found = await stat(`${ROOT}dist/functions/${name}/index.mjs`).catch(() => undefined);
    if (found === undefined) missing.push(name);
  }
  return missing.length === 0
    ? good('bundles', `${FUNCTIONS.length} in dist/functions`)
    : bad('bundles', `not built: ${missing.join(', ')}`, 'npm run build');
}

/** What is not there yet is made by the run, so the folder around it counts. */
async function dataFolder({ DATA_DIR }: Environment): Promise<Check> {
  const folder = resolve(DATA_DIR === undefined || DATA_DIR === '' ? '.local' : DATA_DIR);
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() === false) {
    return bad('data', `${folder} is a file`, 'DATA_DIR=.local npm start');
  }
  const place = found === undefined ? dirname(folder) : folder;
  const writable = await access(place, constants.W_OK).then(
    () => true,
    () => false,
  );
  return writable
    ? good('data', found === undefined ? `${folder}, to be made` : folder)
    : bad('data', `${place} cannot be written`, 'npm start -- --ephemeral');
}
