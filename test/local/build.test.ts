import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildAll } from '../../build.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'veriff-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): void {
  const file = join(folder, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
}

async function build(out = 'out'): Promise<void> {
  await buildAll({ functions: join(folder, 'functions'), out: join(folder, out) });
}

function bundle(name: string, out = 'out'): Buffer {
  return readFileSync(join(folder, out, name, 'index.mjs'));
}

/** A function that imports this file of the project. */
function importing(file: string): string {
  return `export * from ${JSON.stringify(join(PROJECT, file))}; export const handler = () => 1;`;
}

describe('the build', () => {
  it('makes one bundle of each function, and none of what functions share', async () => {
    write('functions/one/index.ts', 'export const handler = (): number => 1;');
    write('functions/http/part.ts', 'export const part = 1;');

    await build();

    expect(readdirSync(join(folder, 'out'))).toEqual(['one']);
    const loaded = (await import(join(folder, 'out/one/index.mjs'))) as { handler(): number };
    expect(loaded.handler()).toBe(1);
  });

  it('makes the same bytes of the same sources', async () => {
    write('functions/one/index.ts', importing('shared/contract/secret.ts'));

    await build('first');
    await build('again');

    expect(bundle('one', 'first').equals(bundle('one', 'again'))).toBe(true);
  });

  it('takes bundles of functions away that are gone', async () => {
    write('functions/one/index.ts', 'export const handler = 1;');
    write('out/old/index.mjs', '');

    await build();

    expect(readdirSync(join(folder, 'out'))).toEqual(['one']);
  });

  it('writes nothing but ASCII, which loads fastest', async () => {
    write('functions/one/index.ts', `export const handler = () => 'Zoë 💶';`);

    await build();

    expect(bundle('one').every((byte) => byte < 0x80)).toBe(true);
  });

  it.each([
    ['the whole of zod', 'node_modules/zod/v4/classic/index.js', /zod\/v4\/classic.*zod\/mini/],
    ['the languages of zod', 'node_modules/zod/v4/locales/index.js', /zod\/v4\/locales/],
    ['the local run', 'local/listen.ts', /local\/listen\.ts: this folder is not part/],
    ['a test', 'test/local/http.ts', /test\/local\/http\.ts: this folder is not part/],
  ])('refuses %s, and names the way it came in', async (_, file, text) => {
    write('functions/one/index.ts', `export * from './inner.ts';`);
    write('functions/one/inner.ts', importing(file));

    const failed = build();

    await expect(failed).rejects.toThrow(text);
    await expect(failed).rejects.toThrow(/^bundle one: /);
    await expect(failed).rejects.toThrow(
      /functions\/one\/index\.ts\n.*functions\/one\/inner\.ts\n/,
    );
  });

  it('refuses what a bare Node could not load', async () => {
    write('functions/one/index.ts', `import 'unknown-package'; export const handler = 1;`);

    await expect(build()).rejects.toThrow(/unknown-package/);
  });

  it('refuses a require that an ES module does not have', async () => {
    write('functions/one/index.ts', `import './old.cjs'; export const handler = 1;`);
    write('functions/one/old.cjs', `module.exports = require('node:fs');`);

    await expect(build()).rejects.toThrow(/calls require\("node:fs"\)/);
  });
});
