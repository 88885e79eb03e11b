import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Bug } from './bug.ts';
import { BUGS } from './bugs.ts';
import { filesOf } from './copy.ts';
import { readOptions } from './options.ts';
import { seenIn } from './run-tests.ts';

const PROJECT = resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(PROJECT, file), 'utf8');

const IDS = BUGS.map(({ id }) => id);

function bug(found: string, becomes = ''): Bug {
  return {
    id: 'B00',
    sentence: 'An example.',
    changes: [{ file: 'a.ts', found, becomes }],
    tests: [],
  };
}

describe('the list of bugs', () => {
  it('has B01 to B45, and every id once', () => {
    const numbered = Array.from({ length: 45 }, (_, at) => `B${String(at + 1).padStart(2, '0')}`);

    expect(IDS).toEqual(expect.arrayContaining(numbered));
    expect(new Set(IDS).size).toBe(IDS.length);
  });

  it.each(BUGS)('$id applies to the sources as they are: $sentence', (each) => {
    for (const [file, text] of filesOf(each, read)) expect(text).not.toBe(read(file));
  });

  it.each(BUGS)('$id names tests that exist', ({ tests }) => {
    expect(tests.filter((path) => !existsSync(join(PROJECT, path)))).toEqual([]);
    expect(tests).not.toEqual([]);
  });
});

describe('a bug that is planted', () => {
  it('replaces exactly what it says, in several places of a file too', () => {
    const both: Bug = {
      ...bug('one', 'eins'),
      changes: [...bug('one', 'eins').changes, ...bug('two', '$& zwei').changes],
    };

    expect([...filesOf(both, () => 'one two')]).toEqual([['a.ts', 'eins $& zwei']]);
  });

  it.each(['nowhere', 'twice, twice'])('is refused where its text stands %s', (text) => {
    expect(() => filesOf(bug('twice'), () => text)).toThrow(
      /^B00 no longer applies: a\.ts holds [02] times instead of once: "twice"\. Adapt it/,
    );
  });
});

const reported = (status: string, ...messages: string[]) => ({
  testResults: [
    {
      name: '/copy/test/a.test.ts',
      status,
      message: 'Cannot find module',
      assertionResults: messages.map((message) => ({
        status: 'failed',
        fullName: 'a rule holds',
        failureMessages: [message],
      })),
    },
  ],
});

describe('a report of vitest', () => {
  it('with a failed test is a bug caught, by that test', () => {
    expect(seenIn(reported('failed', 'AssertionError: expected 1 to be 2'), '/copy')).toEqual({
      kind: 'caught',
      by: 'a rule holds',
      file: 'test/a.test.ts',
    });
  });

  it('without one is a bug missed', () => {
    expect(seenIn(reported('passed'), '/copy')).toEqual({ kind: 'missed' });
  });

  it.each(['ReferenceError: x is not defined', 'SyntaxError: Unexpected token'])(
    'with a %s proves nothing',
    (message) => {
      expect(seenIn(reported('failed', message), '/copy')).toMatchObject({ kind: 'unfair' });
    },
  );

  it('with a file that does not load proves nothing', () => {
    expect(seenIn(reported('failed'), '/copy')).toEqual({
      kind: 'unfair',
      why: '/copy/test/a.test.ts does not load: Cannot find module',
    });
  });

  it('of no test at all proves nothing', () => {
    expect(seenIn({ testResults: [] }, '/copy')).toMatchObject({ kind: 'unfair' });
  });
});

describe('the command line', () => {
  it('takes bugs, processes and seeds', () => {
    expect(readOptions(['--only', 'B02,B07', '--processes', '2', '--seeds', '1000'], IDS)).toEqual({
      only: ['B02', 'B07'],
      processes: 2,
      seeds: 1000,
    });
    expect(readOptions([], IDS)).toEqual({ only: [], processes: 1, seeds: undefined });
  });

  it.each([
    [['--only', 'B99'], '--only: there is no bug "B99". There are: B01'],
    [['--processes', '0'], '--processes: "0" is no whole number from 1 to 8'],
    [['--seeds', '1e3'], '--seeds: "1e3" is no whole number'],
    [['--every'], "Unknown option '--every'. Allowed: --only, --processes, --seeds, --help"],
  ])('refuses %j', (args, message) => {
    expect(() => readOptions(args, IDS)).toThrow(message);
  });
});
