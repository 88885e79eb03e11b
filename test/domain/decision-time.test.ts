import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decisionTime } from '../../shared/domain/decision-time.ts';

describe('a decision time', () => {
  it.each([
    ['2024-09-06T21:11:48.476108Z', '2024-09-06T21:11:48.476108000Z'],
    ['2024-09-06T21:11:48.476Z', '2024-09-06T21:11:48.476000000Z'],
    ['2024-09-06T21:11:48Z', '2024-09-06T21:11:48.000000000Z'],
    ['2024-12-31T23:59:60.123456789Z', '2024-12-31T23:59:60.123456789Z'],
    ['2024-01-01T00:00:00.1Z', '2024-01-01T00:00:00.100000000Z'],
    ['2024-11-15T09:00:00Z', '2024-11-15T09:00:00.000000000Z'],
    ['2024-10-30T19:00:00Z', '2024-10-30T19:00:00.000000000Z'],
  ])('%s is read as %s', (text, read) => {
    expect(decisionTime(text)).toBe(read);
  });

  it.each([
    '',
    'Jan 1 2030 (x)',
    '2024-09-06',
    '2024-09-06T21:11:48',
    '2024-09-06T21:11:48+00:00',
    '2024-09-06 21:11:48Z',
    '2024-09-06T21:11:48.Z',
    '2024-09-06T21:11:48.1234567890Z',
    '2024-00-06T21:11:48Z',
    '2024-13-06T21:11:48Z',
    '2024-09-00T21:11:48Z',
    '2024-09-32T21:11:48Z',
    '2024-09-40T21:11:48Z',
    '2024-09-06T24:11:48Z',
    '2024-09-06T30:11:48Z',
    '2024-09-06T21:60:48Z',
    '2024-09-06T21:11:61Z',
    '2024-09-06T21:11:70Z',
    ' 2024-09-06T21:11:48Z',
    '2024-09-06T21:11:48Z\n',
    'x2024-09-06T21:11:48Z',
    '2024-09-06T21:11:48Zx',
    '12024-09-06T21:11:48Z',
    'x2024-09-06T21:11:48.123456789Z',
    '2024-09-06T21:11:48.123456789Zx',
    '2024-09-06T21:11:48.476Z.1Z',
    'Z',
  ])('%j is none', (text) => {
    expect(decisionTime(text)).toBeUndefined();
  });

  it('microseconds keep their order, whatever the number of digits', () => {
    const micros = fc.integer({ min: 0, max: 999_999 });
    fc.assert(
      fc.property(micros, micros, fc.constantFrom(3, 6), (a, b, digits) => {
        const text = (value: number) => String(value).padStart(6, '0').slice(0, digits);
        const [first = '', second = ''] = [a, b].map(
          (value) => decisionTime(`2024-09-06T21:11:48.${text(value)}Z`) ?? '',
        );
        expect(Math.sign(first.localeCompare(second, 'en'))).toBe(
          Math.sign(Number(text(a)) - Number(text(b))),
        );
      }),
    );
  });
});
