import { describe, expect, it } from 'vitest';
import { jsonLine } from '../../../shared/adapters/runtime/line.ts';
import { metricLine } from '../../../shared/adapters/runtime/metrics.ts';

const LONGEST = 4096;

/** A line of exactly so many bytes, of numbers alone: nothing in it can be cut. */
function numbers(bytes: number): readonly number[] {
  const fixed = '[]\n'.length;
  const digits = bytes - fixed - 2 * Math.floor((bytes - fixed - 1) / 2);
  return [
    10 ** (digits - 1),
    ...Array.from({ length: Math.floor((bytes - fixed - 1) / 2) }, () => 1),
  ];
}

describe('a line of JSON', () => {
  it('may have 4096 bytes with its end', () => {
    const line = jsonLine(numbers(LONGEST));

    expect(line).toHaveLength(LONGEST);
    expect(line.endsWith('\n')).toBe(true);
  });

  it('is not written at all where it is longer whatever is cut', () => {
    expect(jsonLine(numbers(LONGEST + 1))).toBe('');
  });
});

describe('a metric', () => {
  it.each([{}, { kind: '' }])('says none for a dimension without a value: %j', (dimensions) => {
    const line = metricLine(
      { name: 'WebhookReceived', value: 1, dimensions },
      { at: 0, service: 'receive-webhook', namespace: 'VeriffSessions' },
    );

    expect(JSON.parse(line)).toMatchObject({ kind: 'none' });
  });
});
