import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ENCODING_NAMES, ENCODINGS } from './canaries.ts';
import { searchFor } from './search.ts';

interface Ran {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** Runs the planted leaks in a vitest of their own, with the watch as the levels have it. */
async function leaking(): Promise<Ran['testResults'][number]['assertionResults']> {
  const folder = mkdtempSync(join(tmpdir(), 'leaking-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const output = join(folder, 'output.json');
  const given = ['run', '--config=test/privacy/leaking/vitest.config.ts', '--root=.'];
  const report = ['--reporter=json', `--outputFile=${output}`];
  const child = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', ...given, ...report], {
    stdio: 'ignore',
  });
  await once(child, 'exit');
  const { testResults } = JSON.parse(readFileSync(output, 'utf8')) as Ran;
  return testResults.flatMap(({ assertionResults }) => assertionResults);
}

describe('the watch over the suite', () => {
  it('fails each test in which something leaks, in every encoding and on every way out, and no other', async () => {
    const results = await leaking();
    const wrong = results.filter(
      ({ ancestorTitles, status }) => (status === 'failed') !== ancestorTitles.includes('leaks'),
    );

    expect(results).toHaveLength(19);
    expect(wrong.map(({ title }) => title)).toEqual([]);
    expect(results[0]?.failureMessages.join()).toContain('printed what nobody may see: address');
  });
});

describe('the search', () => {
  const search = searchFor([{ name: 'it', value: 'Zoë "Ämy" O’Neil & Søn' }]);
  const forms = ENCODING_NAMES.filter((name) => name !== 'split');

  it.each(forms)('finds a value as %s, wherever it stands in a text', (encoding) => {
    for (let before = 0; before < 4; before += 1) {
      const value = `${'x'.repeat(before)}Zoë "Ämy" O’Neil & Søn${'y'.repeat(before)}`;
      expect(search(`one {"two":"${ENCODINGS[encoding](value)}"} three`)).toEqual(['it']);
    }
  });

  it('finds nothing where there is nothing', () => {
    expect(search('Zoë "Ämy" O’Neil and son')).toEqual([]);
    expect(search('')).toEqual([]);
  });

  it('finds a short value as a whole word alone', () => {
    const short = searchFor([{ name: 'it', value: 'John' }]);

    expect(short('dear JOHN,')).toEqual(['it']);
    expect(short('Johnson, Ajohn, John2')).toEqual([]);
  });
});
