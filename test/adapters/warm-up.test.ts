import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readAhead } from '../../shared/adapters/warm-up.ts';
import type { Telemetry } from '../../shared/ports/telemetry.ts';

let notes: unknown[];
const telemetry: Telemetry = {
  count: () => {},
  measure: () => {},
  note: (...told) => notes.push(told),
};

const hang = async () => new Promise<never>(() => {});
const fail = async () => Promise.reject(new Error('down'));
const work = async () => Promise.resolve('read');

beforeEach(() => {
  notes = [];
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('reading ahead', () => {
  it('waits for every read and says nothing where all came', async () => {
    const slow = Promise.withResolvers<void>();
    let ended = false;
    const read = async () => {
      await readAhead([work, async () => slow.promise], telemetry);
      ended = true;
    };
    const reading = read();
    await vi.advanceTimersByTimeAsync(999);
    expect(ended).toBe(false);

    slow.resolve();
    await reading;

    expect(notes).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('never fails: it tells once how many reads did', async () => {
    await readAhead([fail, work, fail], telemetry);

    expect(notes).toEqual([['warn', 'not warmed up', { failed: 2 }]]);
  });

  it('starts every read at once, and takes a second at most', async () => {
    let started = 0;
    const counted = async () => {
      started += 1;
      return hang();
    };
    const reading = readAhead([counted, counted, work], telemetry);
    await vi.advanceTimersByTimeAsync(0);
    expect(started).toBe(2);

    await vi.advanceTimersByTimeAsync(1000);
    await reading;

    expect(notes).toEqual([['warn', 'not warmed up', { failed: 2 }]]);
  });
});
