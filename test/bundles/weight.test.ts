import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BUDGETS } from '../../build/budgets.ts';
import { zipBytes } from '../../build/zip.ts';
import { FUNCTIONS } from '../../shared/contract/routes.ts';

const folderOf = (name: string) => join('dist/functions', name);

function bundleOf(name: string): string {
  const folder = folderOf(name);
  const [file = '', ...others] = readdirSync(folder).filter((each) => each.endsWith('.js'));
  expect(others).toEqual([]);
  return join(folder, file);
}

/** Node builds differ in their V8, so the cache is not the same everywhere; the rest is. */
const isNotCounted = (file: string) => file.endsWith('.map') || file.endsWith('.cache');

describe.each(FUNCTIONS)('%s', (name) => {
  const { bundle, zip } = BUDGETS[name];

  it('keeps within its budget of bytes', () => {
    expect(statSync(bundleOf(name)).size).toBeLessThanOrEqual(bundle);
  });

  it('keeps within its budget of zipped bytes', () => {
    expect(zipBytes(folderOf(name), isNotCounted)).toBeLessThanOrEqual(zip);
  });

  it('has budgets that fit: more than a tenth above what it weighs would let too much in', () => {
    expect(statSync(bundleOf(name)).size).toBeGreaterThan(bundle * 0.9);
    expect(zipBytes(folderOf(name), isNotCounted)).toBeGreaterThan(zip * 0.9);
  });

  it('holds no import(), which a script cannot resolve, and nothing but ASCII', () => {
    const text = readFileSync(bundleOf(name));

    expect(text.toString('latin1')).not.toMatch(/[^\w.$]import\s*\(/);
    expect(text.every((byte) => byte < 0x80)).toBe(true);
  });

  it('is called by its own hash, and its cache by the same', () => {
    const files = readdirSync(folderOf(name)).filter((file) => file !== 'index.mjs');

    expect(new Set(files.map((file) => file.split('.')[1])).size).toBe(1);
    expect(readFileSync(join(folderOf(name), 'index.mjs'), 'utf8')).toContain(
      `'${files[0]?.split('.')[1]}'`,
    );
  });
});
