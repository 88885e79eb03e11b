import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { IgnoreStrategy } from 'aws-cdk-lib';
import { afterEach, describe, expect, it } from 'vitest';
import { bundleFolder, MissingBundleError, NOT_DEPLOYED } from '../../infra/bundles.ts';
import { FUNCTIONS } from '../../shared/contract/routes.ts';

const made: string[] = [];

/** An app that has this project as an installed package. */
function installedPackage({ built }: { readonly built: boolean }): string {
  const app = mkdtempSync(join(tmpdir(), 'veriff-app-'));
  made.push(app);
  const root = join(app, 'node_modules', 'veriff-sessions');
  mkdirSync(join(root, 'dist/package/infra'), { recursive: true });
  mkdirSync(join(root, 'dist/functions/read-session'), { recursive: true });
  // What must not be taken for the package's.
  mkdirSync(join(app, 'dist/functions/read-session'), { recursive: true });
  writeFileSync(join(app, 'package.json'), '{}');
  writeFileSync(join(app, 'dist/functions/read-session/index.mjs'), '');
  writeFileSync(join(root, 'package.json'), '{}');
  if (built) writeFileSync(join(root, 'dist/functions/read-session/index.mjs'), '');
  return root;
}

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

describe('the bundle of a function', () => {
  it.each(FUNCTIONS)('%s is found from the source', (name) => {
    expect(bundleFolder(name)).toBe(resolve('dist/functions', name));
  });

  it('is found from the published package', () => {
    const root = installedPackage({ built: true });

    const folder = bundleFolder('read-session', join(root, 'dist/package/infra'));

    expect(folder).toBe(join(root, 'dist/functions/read-session'));
  });

  it('is missed with the command that makes it, and never taken from another package', () => {
    const root = installedPackage({ built: false });
    const find = () => bundleFolder('read-session', join(root, 'dist/package/infra'));

    expect(find).toThrow(MissingBundleError);
    expect(find).toThrow(/read-session\/index\.mjs is missing\. Run: npm run build$/);
  });
});

describe('what is deployed of a bundle', () => {
  const folder = resolve('dist/functions/read-session');
  const strategy = IgnoreStrategy.glob(folder, [...NOT_DEPLOYED]);

  it.each([
    ['index.mjs', true],
    ['b.0123456789abcdef.js', true],
    ['b.0123456789abcdef.linux-arm64-13.6.233.17.cache', true],
    ['b.0123456789abcdef.linux-x64-13.6.233.17.cache', false],
    ['b.0123456789abcdef.darwin-arm64-13.6.233.17.cache', false],
    ['b.0123456789abcdef.js.map', false],
  ])('%s: %s', (file, isDeployed) => {
    expect(!strategy.ignores(join(folder, file))).toBe(isDeployed);
  });
});
