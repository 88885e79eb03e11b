import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FUNCTIONS } from '../../shared/contract/routes.ts';
import { ran } from './run.ts';
import { loopback } from './services.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'veriff-bundles-'));
  cpSync('dist/functions', folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

function caches(): readonly string[] {
  return FUNCTIONS.flatMap((name) =>
    readdirSync(join(folder, name))
      .filter((file) => file.endsWith('.cache'))
      .map((file) => join(folder, name, file)),
  );
}

/** The answer without what is new each time. */
function statusOf(answer: unknown): unknown {
  return answer instanceof Object && 'statusCode' in answer ? answer.statusCode : answer;
}

describe('the code cache', () => {
  it('is there for every function, and V8 takes it', async () => {
    const { address } = await loopback();

    expect(caches()).toHaveLength(FUNCTIONS.length);
    for (const name of FUNCTIONS) {
      expect((await ran(name, address, { folder })).refused).toBe(false);
    }
  });

  it('is taken under the flags of Lambda as well, one of which would make V8 refuse it', async () => {
    const { address } = await loopback();
    const flags = ['--expose-gc', '--max-old-space-size=460', '--max-semi-space-size=24'];

    expect((await ran('receive-webhook', address, { folder, flags })).refused).toBe(false);
  });

  it('is counted where V8 refuses it, by a function that has an init', async () => {
    const { address } = await loopback();
    const env = { AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand' };
    const printed = async () => (await ran('receive-webhook', address, { folder, env })).printed;
    expect(await printed()).not.toContain('CodeCacheRefused');

    for (const file of caches()) writeFileSync(file, Buffer.alloc(600_000, 7));

    expect(await printed()).toContain('"CodeCacheRefused":1');
  });

  it.each([
    ['missing', (file: string) => rmSync(file)],
    ['empty', (file: string) => writeFileSync(file, '')],
    ['of something else', (file: string) => writeFileSync(file, Buffer.alloc(600_000, 7))],
  ])('may be %s: every function answers the same', async (_, spoil) => {
    const { address } = await loopback();
    const before = new Map<string, unknown>();
    for (const name of FUNCTIONS) before.set(name, statusOf((await ran(name, address)).answer));
    for (const file of caches()) spoil(file);

    for (const name of FUNCTIONS) {
      const { answer, refused } = await ran(name, address, { folder });
      expect(statusOf(answer)).toEqual(before.get(name));
      expect(refused).not.toBe(false);
    }
  });
});
