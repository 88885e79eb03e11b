import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { BuildGateError, buildConsole } from '../../build.ts';

const SOURCE = 'local/console';

/** An empty folder, gone after the test. */
function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'veriff-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

function sources(): readonly string[] {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.tsx'))
    .map((file) => readFileSync(join(SOURCE, file), 'utf8'));
}

describe('the page', () => {
  it('is four files, which ask for nothing from elsewhere', async () => {
    const folder = emptyFolder();
    await buildConsole(SOURCE, folder);

    const html = readFileSync(join(folder, 'index.html'), 'utf8');
    const css = readFileSync(join(folder, 'console.css'), 'utf8');
    expect(readdirSync(folder).toSorted()).toEqual([
      'console.css',
      'console.js',
      'icon.svg',
      'index.html',
    ]);
    expect([...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, to]) => to)).toEqual([
      '/icon.svg',
      '/console.css',
      '/console.js',
    ]);
    expect(css).not.toMatch(/url\(|@import|@font-face/);
  });

  it('needs nothing that a strict content security policy forbids', async () => {
    const folder = emptyFolder();
    await buildConsole(SOURCE, folder);

    const html = readFileSync(join(folder, 'index.html'), 'utf8');
    const js = readFileSync(join(folder, 'console.js'), 'utf8');
    expect(html).not.toMatch(/<style|style=|<script(?![^>]* src=)|\son\w+=/);
    expect(/\beval\(|new Function\(/.test(js)).toBe(false);
    // Set as an attribute they would be blocked, and nothing here needs them.
    expect(sources().filter((text) => /\sstyle=|dangerouslySetInnerHTML/.test(text))).toEqual([]);
  });

  it('is not built when it weighs more than 150 KB', async () => {
    const source = emptyFolder();
    mkdirSync(join(source, 'styles'));
    for (const file of ['jsx.ts', 'index.html', 'icon.svg', 'styles/console.css']) {
      writeFileSync(join(source, file), '');
    }
    writeFileSync(join(source, 'main.tsx'), `console.log('${'x'.repeat(150_000)}');`);
    const failed = buildConsole(source, emptyFolder());

    await expect(failed).rejects.toThrow(BuildGateError);
    await expect(failed).rejects.toThrow(/^console: \d+ bytes, 150000 are allowed/);
  });
});
