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

function files(name: string, out = 'out'): readonly string[] {
  return readdirSync(join(folder, out, name)).toSorted();
}

/** The bundle itself, which `index.mjs` loads. */
function bundle(name: string, out = 'out'): Buffer {
  const file = files(name, out).find((each) => /^b\..*\.js$/.test(each)) ?? '';
  return readFileSync(join(folder, out, name, file));
}

async function answer(name: string): Promise<unknown> {
  // A module is loaded once by its address, whatever has become of its file.
  const index = `${join(folder, 'out', name, 'index.mjs')}?${Math.random()}`;
  const loaded = (await import(index)) as { handler(): unknown };
  return loaded.handler();
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
    expect(await answer('one')).toBe(1);
  });

  it('makes the same bytes of the same sources', async () => {
    write('functions/one/index.ts', importing('shared/contract/secret.ts'));

    await build('first');
    await build('again');

    expect(bundle('one', 'first').equals(bundle('one', 'again'))).toBe(true);
    expect(files('one', 'first')).toEqual(files('one', 'again'));
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

  it('refuses modules of Node that a cold start cannot afford', async () => {
    write(
      'functions/one/index.ts',
      `import { connect } from 'node:http2'; export const handler = connect;`,
    );

    await expect(build()).rejects.toThrow(/index\.ts: loads node:http2/);
  });

  it.each([
    [
      'the default credential chain',
      '@aws-sdk/credential-provider-env',
      /default credential chain/,
    ],
    ['a second HTTP client', '@smithy/fetch-http-handler', /a second HTTP client/],
  ])('refuses %s', async (_, name, text) => {
    write('functions/one/index.ts', importing(`node_modules/${name}/dist-es/index.js`));

    await expect(build()).rejects.toThrow(text);
  });

  it('gives a part of the SDK that is left out a stub, which says so when it is used', async () => {
    write(
      'functions/one/index.ts',
      `import { defaultProvider } from '@aws-sdk/credential-provider-node';
       export const handler = () => defaultProvider()();`,
    );

    await build();

    await expect(answer('one')).rejects.toThrow(/no credential provider chain: pass credentials/);
  });

  it('never gives a new bundle the code cache of an old one, though V8 would take it', async () => {
    write('functions/one/index.ts', `export const handler = () => 'old';`);
    await build();
    const old = bundle('one');
    const stale = files('one').find((file) => file.endsWith('.js')) ?? '';
    writeFileSync(join(folder, 'out/one', stale.replace(/js$/, 'cache')), '');
    write('functions/one/index.ts', `export const handler = () => 'new';`);

    await build();

    expect(bundle('one')).toHaveLength(old.length);
    expect(files('one').filter((file) => file.endsWith('.cache'))).toEqual([]);
    expect(await answer('one')).toBe('new');
  });
});
