import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FunctionName } from '../shared/contract/routes.ts';

/** A function that was not built. The message says what to run. */
export class MissingBundleError extends Error {
  override readonly name = 'MissingBundleError';

  constructor(folder: string) {
    super(`${join(folder, 'index.mjs')} is missing. Run: npm run build`);
  }
}

/**
 * What lies beside a bundle and is not deployed: the source map, five times the bundle, and V8's code caches of
 * other platforms than the one that the functions run on, where V8 would only read and refuse them.
 */
export const NOT_DEPLOYED: readonly string[] = ['*.map', '*.cache', '!*.linux-arm64-*.cache'];

/** The closest folder upwards that is a package's. */
function packageRoot(folder: string): string {
  const parent = dirname(folder);
  return existsSync(join(folder, 'package.json')) || parent === folder
    ? folder
    : packageRoot(parent);
}

/**
 * The folder of a function's bundle: `dist/functions/<name>` of the package that this file is in. So it is
 * found from the source, from `dist/package` and from `node_modules`, wherever `cdk` was started.
 */
export function bundleFolder(name: FunctionName, from: string = import.meta.dirname): string {
  const folder = join(packageRoot(from), 'dist', 'functions', name);
  if (!existsSync(join(folder, 'index.mjs'))) throw new MissingBundleError(folder);
  return folder;
}
