import { describe, expect, it } from 'vitest';
import {
  clockTime,
  countdown,
  distance,
  duration,
  fullTime,
  shortTime,
} from '../../local/console/words/time.ts';
import { T0 } from './given.ts';

describe('a length of time', () => {
  it.each([
    [0, '0 ms'],
    [840, '840 ms'],
    [1000, '1 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [101_000, '1 min 41 s'],
    [3_600_000, '1 h'],
    [3_840_000, '1 h 4 min'],
    [90_000_000, '1 d 1 h'],
    [31_536_000_000, '365 d'],
    [-5000, '5 s'],
  ])('of %d ms reads %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });

  it('never shows a unit that is zero', () => {
    expect(duration(86_400_000 + 59_000)).toBe('1 d');
  });
});

describe('a moment', () => {
  it('is told in UTC', () => {
    expect(clockTime(T0)).toBe('10:15:00');
    expect(fullTime(T0)).toBe('2026-03-02 10:15:00Z');
  });

  it('is short on the same day, has its day on another, and its year in another year', () => {
    expect(shortTime(T0, T0 + 1000)).toBe('10:15:00');
    expect(shortTime(T0, T0 + 86_400_000)).toBe('2 Mar 10:15');
    expect(shortTime(T0, T0 + 366 * 86_400_000)).toBe('2 Mar 2026');
  });

  it('is told by its distance, before and after', () => {
    expect(distance(T0, T0 + 9000)).toBe('9 s ago');
    expect(distance(T0 + 101_000, T0)).toBe('in 1 min 41 s');
    expect(distance(T0 + 500, T0)).toBe('now');
  });

  it('that is none does not break the page', () => {
    expect(clockTime(Number.NaN)).toBe('--:--:--');
    expect(clockTime(1e20)).toBe('--:--:--');
  });
});

describe('a countdown', () => {
  it.each([
    [101_000, '1:41'],
    [9000, '0:09'],
    [-5000, '0:00'],
    [3_840_000, '1 h 4 min'],
  ])('of %d ms reads %s', (ms, text) => {
    expect(countdown(ms)).toBe(text);
  });
});
