import { describe, expect, it } from 'vitest';
import { readOptions, UsageError } from './options.ts';

const read = (line: string) => readOptions(line.split(' ').filter(Boolean));

describe('the command line', () => {
  it.each([
    ['', { mode: 'seeds', seeds: 10_000, from: 0, processes: 1 }],
    ['--seeds 5 --from 7 --processes 2', { mode: 'seeds', seeds: 5, from: 7, processes: 2 }],
    ['--seed 12 --trace', { mode: 'seed', seed: 12, trace: true }],
    ['--seed 12 --steps 3', { mode: 'seed', seed: 12, steps: 3, trace: false }],
    ['--matrix singles', { mode: 'matrix', matrix: 'singles', processes: 1 }],
    [
      '--matrix pairs --index 4 --trace',
      { mode: 'matrix', matrix: 'pairs', index: 4, processes: 1 },
    ],
    ['--lost', { mode: 'lost', sessions: 300 }],
    ['--lost --sessions 9', { mode: 'lost', sessions: 9 }],
    ['--help', { mode: 'help' }],
  ])('reads "%s"', (line, options) => {
    expect(read(line)).toEqual(options);
  });

  it.each([
    ['--sede 1', '--sede is unknown. Allowed: --seeds N'],
    ['stray', 'stray is unknown'],
    ['--seeds many', '--seeds needs a whole number'],
    ['--seeds 0', '--seeds must be 1 or more'],
    ['--matrix triples', '--matrix needs singles, pairs or named'],
    [
      '--seed 1 --processes 2',
      '--processes does not go with this run. Together go: --seed, --steps, --trace',
    ],
    ['--lost --seed 1', '--seed does not go with this run'],
  ])('refuses "%s"', (line, message) => {
    expect(() => read(line)).toThrow(UsageError);
    expect(() => read(line)).toThrow(message);
  });
});
