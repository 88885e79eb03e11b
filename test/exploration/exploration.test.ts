import { describe, expect, it } from 'vitest';
import { memoryIdempotencyStore } from '../../shared/adapters/memory/idempotency-store.ts';
import { DAY } from '../support/given.ts';
import { TABLE_RULES } from './effects.ts';
import { explore } from './explore.ts';
import { canonical, interner } from './interner.ts';
import { readOptions } from './options.ts';
import { SIZES } from './sizes.ts';
import { stateTable } from './state-table.ts';

describe('every state of the small models', () => {
  it.each(Object.entries(SIZES.small))('holds: %s', async (_, model) => {
    const found = await explore(model);

    expect(found).toMatchObject({ complete: true });
    expect(found.violation).toBeUndefined();
    expect(found.states).toBeGreaterThan(50_000);
  });
});

describe('an exploration', () => {
  it('tells a shortest way to what is wrong', async () => {
    const rules = {
      ...TABLE_RULES,
      claims: (items: Parameters<typeof memoryIdempotencyStore>[0]) => {
        const real = memoryIdempotencyStore(items);
        const claim: typeof real.claim = async (fresh, now) =>
          real.claim({ ...fresh, expiresAt: fresh.expiresAt + 30 * DAY }, now);
        return { ...real, claim };
      },
    };

    const { violation } = await explore(SIZES.small['one key'], { rules });

    expect(violation).toEqual({
      sentence: 'the idempotency item outlives its session',
      steps: [
        'create 1 begins',
        'create 1: claims.claim',
        'create 1: veriff.create',
        'create 1: claims.answer',
        'create 1: sessions.insert',
      ],
    });
  });

  it('that is stopped says that it is not complete', async () => {
    expect(await explore(SIZES.small['one key'], { mostStates: 100 })).toMatchObject({
      complete: false,
    });
  });
});

describe('the table of states', () => {
  const row = (...cells: number[]) => Int32Array.from(cells);

  it('holds each state once, however many there are', () => {
    const table = stateTable(2);
    const many = 200_000;
    for (let cell = 0; cell < many; cell += 1) table.add(row(cell, cell % 7), cell - 1, cell);

    expect(table.add(row(3, 3), 0, 0)).toBe(false);
    expect(table.add(row(3, 4), 0, 0)).toBe(true);
    expect(table.count()).toBe(many + 1);

    const last = row(0, 0);
    table.read(many - 1, last);
    expect([...last]).toEqual([many - 1, (many - 1) % 7]);
  });

  it('knows the way to a state', () => {
    const table = stateTable(1);
    table.add(row(0), -1, -1);
    table.add(row(1), 0, 10);
    table.add(row(2), 0, 20);
    table.add(row(3), 2, 30);

    expect(table.stepsTo(3)).toEqual([20, 30]);
    expect(table.stepsTo(0)).toEqual([]);
  });
});

describe('numbers for values', () => {
  it('are the same for the same content, whatever the order of its keys', () => {
    const numbers = interner<object>({});

    expect(numbers.idOf({ a: 1, b: { c: 2, d: 3 } })).toBe(1);
    expect(numbers.idOf({ b: { d: 3, c: 2 }, a: 1 })).toBe(1);
    expect(numbers.idOf({ a: 1, b: { c: 2, d: 4 } })).toBe(2);
    expect(numbers.valueOf(2)).toEqual({ a: 1, b: { c: 2, d: 4 } });
    expect(() => numbers.valueOf(3)).toThrow('no value has the number 3');
    expect(canonical([2, 1])).toBe('[2,1]');
  });
});

describe('the command line', () => {
  it('takes a size, ci without one', () => {
    expect(readOptions([])).toBe('ci');
    expect(readOptions(['--size', 'small'])).toBe('small');
    expect(readOptions(['--help'])).toBe('help');
  });

  it.each([
    [['--size', 'huge'], '--size: there is no "huge". There are: small, ci, release'],
    [['--seeds', '3'], "Unknown option '--seeds'. Allowed: --size, --help"],
  ])('refuses %j', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });
});
