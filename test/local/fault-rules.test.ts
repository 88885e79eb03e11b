import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LocalFaultsRequest } from '../../local/console-api/wire-faults.ts';
import { parseFaults } from '../../local/faults/fault-rules.ts';
import { type OwnFaults, ownFaults } from '../../local/faults/own-faults.ts';

const SESSION = 'aaaaaaaa-0000-4000-8000-000000000000';
const OTHER = 'bbbbbbbb-0000-4000-8000-000000000000';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faults-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function having(faults: LocalFaultsRequest['faults'], dataDir?: string): OwnFaults {
  const own = ownFaults(dataDir);
  set(own, { faults });
  return own;
}

function set(own: OwnFaults, request: LocalFaultsRequest): void {
  const parsed = parseFaults(request);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  own.replace(parsed.faults);
}

function mistakes(body: unknown): readonly (readonly [string, string])[] {
  const parsed = parseFaults(body);
  return parsed.ok ? [] : parsed.errors.map(({ pointer, detail }) => [pointer, detail] as const);
}

describe('faults of our own side that are refused', () => {
  it.each([
    [{}, '/faults', 'must be an object of faults'],
    [{ faults: {}, sed: 1 }, '/sed', 'Did you mean seed?'],
    [{ tableSlow: { next: 1 } }, '/tableSlow', 'stands in faults'],
    [{ seed: -1, faults: {} }, '/seed', 'a whole number'],
    [{ faults: { tableThrotled: { next: 1 } } }, '/faults/tableThrotled', 'mean tableThrottled?'],
    [{ faults: { tableSlow: 2 } }, '/faults/tableSlow', 'must be an object'],
    [{ faults: { tableSlow: {} } }, '/faults/tableSlow', 'needs a scope'],
    [{ faults: { tableSlow: { next: 1, always: true } } }, '/faults/tableSlow', 'two scopes'],
    [{ faults: { tableSlow: { next: 0 } } }, '/faults/tableSlow/next', '1 or more'],
    [{ faults: { tableSlow: { next: 1, sconds: 1 } } }, '/faults/tableSlow/sconds', 'seconds?'],
    [{ faults: { tableSlow: { next: 1, seconds: 61 } } }, '/faults/tableSlow/seconds', '0 to 60'],
    [
      { faults: { tableSlow: { next: 1, steps: ['table.instert'] } } },
      '/faults/tableSlow/steps/0',
      'Did you mean table.insert?',
    ],
    [
      { faults: { tableSlow: { next: 1, steps: ['veriff.create'] } } },
      '/faults/tableSlow/steps/0',
      'unknown value',
    ],
    [
      { faults: { secretMissing: { next: 1, functions: ['receive-webhok'] } } },
      '/faults/secretMissing/functions/0',
      'Did you mean receive-webhook?',
    ],
    [{ faults: { crashAfter: { next: 1 } } }, '/faults/crashAfter/step', 'must name the call'],
    [
      { faults: { crashAfter: { next: 1, step: 'veriff.crate' } } },
      '/faults/crashAfter/step',
      'Did you mean veriff.create?',
    ],
    [
      { faults: { crashAfter: { next: 1, step: 'table.due' } } },
      '/faults/crashAfter/step',
      'unknown step',
    ],
    [
      { faults: { publishFails: [{ next: 1 }, { next: 1, how: 'loudly' }] } },
      '/faults/publishFails/1/how',
      'one of refused, down',
    ],
    [
      { faults: { secretMissing: { session: SESSION } } },
      '/faults/secretMissing/session',
      'for no session in particular',
    ],
    [
      { faults: { crashBefore: { session: SESSION, step: 'veriff.create' } } },
      '/faults/crashBefore/session',
      'is not yet about a session',
    ],
    [
      { faults: { ttlLag: { always: true, functions: [] } } },
      '/faults/ttlLag/functions',
      'unknown',
    ],
  ])('%o', (body, pointer, words) => {
    expect(mistakes(body)).toContainEqual([pointer, expect.stringContaining(words)]);
  });

  it('are told all at once', () => {
    const body = { seed: 'x', faults: { nothing: {}, tableSlow: { next: 0, seconds: 'long' } } };

    expect(mistakes(body).map(([pointer]) => pointer)).toEqual([
      '/seed',
      '/faults/nothing',
      '/faults/tableSlow/next',
      '/faults/tableSlow/seconds',
    ]);
  });
});

describe('faults of our own side', () => {
  it('strike so often as they say, and stay listed as spent', () => {
    const own = having({ tableThrottled: { next: 2 } });

    const hits = [1, 2, 3].map(() => own.strike('tableThrottled', {})?.id);

    expect(hits).toEqual(['tableThrottled-1', 'tableThrottled-1', undefined]);
    expect(own.view().faults.tableThrottled).toEqual([
      { id: 'tableThrottled-1', next: 2, left: 0, struck: 2 },
    ]);
    expect(own.active()).toEqual([]);
  });

  it('strike only what they are narrowed to', () => {
    const own = having({
      tableSlow: [
        { session: SESSION, seconds: 1 },
        { always: true, functions: ['poll-decision'], steps: ['table.read'] },
      ],
    });
    const strike = (candidate: Parameters<OwnFaults['strike']>[1]) =>
      own.strike('tableSlow', candidate)?.id;

    expect(strike({ session: SESSION, caller: 'receive-webhook' })).toBe('tableSlow-1');
    expect(strike({ session: OTHER, caller: 'receive-webhook' })).toBeUndefined();
    expect(strike({ caller: 'poll-decision', step: 'table.read' })).toBe('tableSlow-2');
    expect(strike({ caller: 'poll-decision', step: 'table.save' })).toBeUndefined();
    expect(own.strike('tableThrottled', { session: SESSION })).toBeUndefined();
  });

  it('draw the same story from the same seed, and another from another', () => {
    const story = (seed: number): string => {
      const own = having({ tableSlow: { probability: 0.5, seed } });
      return Array.from({ length: 64 }, () => (own.strike('tableSlow', {}) ? 'x' : '.')).join('');
    };

    expect(story(1)).toBe(story(1));
    expect(story(1)).not.toBe(story(2));
    expect(story(1).split('x').length - 1).toBeGreaterThan(16);
    expect(story(1).split('x').length - 1).toBeLessThan(48);
  });

  it('go on after a restart where they were, draws included', () => {
    const faults = {
      tableSlow: { probability: 0.5 },
      crashAfter: { next: 3, step: 'bus.publish' },
    } as const;
    const first = having(faults, folder);
    first.strike('crashAfter', { step: 'bus.publish' });
    first.strike('tableSlow', {});
    const second = ownFaults(folder);
    const draws = (own: OwnFaults) =>
      Array.from({ length: 32 }, () => own.strike('tableSlow', {}) !== undefined);

    expect(second.view()).toEqual(first.view());
    expect(draws(second)).toEqual(draws(first));
  });

  it('are none where the file is none of this version', () => {
    writeFileSync(join(folder, 'faults.json'), '{"rules":[{"kind":"unheardOf","rule":{}}]}');

    expect(ownFaults(folder).view().faults).toEqual({});
  });

  it('are gone once they are cleared, after a restart too', () => {
    const own = having({ tableSlow: { always: true } }, folder);

    own.clear();

    expect(own.view().faults).toEqual({});
    expect(ownFaults(folder).view().faults).toEqual({});
  });
});
