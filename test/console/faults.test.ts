import { describe, expect, it } from 'vitest';
import {
  addCall,
  clearCall,
  type Draft,
  presetCall,
  removeCall,
  ruleOf,
} from '../../local/console/faults/draft.ts';
import {
  API_FAULTS,
  type FaultKind,
  OPERATIONS,
  WEBHOOK_FAULTS,
  WEBHOOK_KINDS,
} from '../../local/console/faults/kinds.ts';
import { chipText, ourSet, simulatorSet } from '../../local/console/faults/set.ts';
import type { LocalFaults } from '../../local/console-api/wire-faults.ts';
import type { SimFaults } from '../../local/veriff/control.ts';
import * as table from '../../local/veriff/fault-table.ts';

const NONE: SimFaults = { seed: 42, webhooks: {}, api: {}, presets: [] };

const ACTIVE: SimFaults = {
  ...NONE,
  webhooks: {
    drop: [
      { id: 'drop-1', next: 3, left: 2, struck: 1, kinds: ['decision'], retry: false },
      { id: 'drop-2', next: 1, left: 0, struck: 1 },
    ],
  },
  api: { slow: [{ id: 'slow-1', probability: 0.2, seed: 7, struck: 0, seconds: 4 }] },
};

const OURS: LocalFaults = { seed: 1, faults: {}, steps: [], functions: [] };
const SLOW: LocalFaults = {
  ...OURS,
  faults: { tableSlow: [{ id: 't-1', always: true, struck: 0 }] },
};

const DRAFT: Draft = {
  group: 'webhooks',
  kind: 'duplicate',
  scope: 'next',
  amount: '2',
  session: '',
  only: ['event'],
  parameters: { copies: '3', gapSeconds: '' },
};

function parametersOf(
  kinds: Readonly<Record<string, table.Parameters>>,
): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(Object.entries(kinds).map(([kind, of]) => [kind, Object.keys(of)]));
}

function fieldsOf(kinds: Readonly<Record<string, FaultKind>>): object {
  return Object.fromEntries(
    Object.entries(kinds).map(([kind, { fields }]) => [kind, fields.map(({ name }) => name)]),
  );
}

describe('the form of a fault', () => {
  it('has every fault of the simulator with its parameters', () => {
    expect(fieldsOf(WEBHOOK_FAULTS)).toEqual(parametersOf(table.WEBHOOK_FAULTS));
    expect(fieldsOf(API_FAULTS)).toEqual(parametersOf(table.API_FAULTS));
    expect(WEBHOOK_KINDS).toEqual(table.WEBHOOK_KINDS);
    expect(OPERATIONS).toEqual(table.OPERATIONS);
  });

  it('offers what the simulator takes, and says what it fills in', () => {
    expect(fieldOf(WEBHOOK_FAULTS, 'corruptSignature', 'how')?.of).toEqual(
      choicesOf(table.WEBHOOK_FAULTS.corruptSignature),
    );
    for (const [kind, parameters] of Object.entries(table.WEBHOOK_FAULTS)) {
      for (const [name, { fallback }] of Object.entries(parameters)) {
        if (fallback === undefined || typeof fallback === 'boolean') continue;
        const field = fieldOf(WEBHOOK_FAULTS, kind, name);
        expect(`${kind}.${name} ${field?.usually}`).toBe(`${kind}.${name} ${fallback}`);
      }
    }
  });

  it('makes the rule that was entered, and leaves alone what was not', () => {
    expect(ruleOf(DRAFT, WEBHOOK_FAULTS.duplicate.fields)).toEqual({
      rule: { next: 2, kinds: ['event'], copies: 3 },
    });
  });

  it('reads each type of parameter', () => {
    const fields = [
      { name: 'retry', type: 'flag', usually: '' },
      { name: 'set', type: 'json', usually: '' },
      { name: 'steps', type: 'list', usually: '' },
      { name: 'seconds', type: 'number', usually: '' },
    ] as const;
    const parameters = {
      retry: 'yes',
      set: '{"/a":1}',
      steps: 'table.read, bus.publish',
      seconds: 'x',
    };

    expect(ruleOf({ ...DRAFT, scope: 'always', only: [], parameters }, fields)).toEqual({
      rule: {
        always: true,
        retry: true,
        set: { '/a': 1 },
        steps: ['table.read', 'bus.publish'],
        // Not ours to judge: the simulator's own error names the field.
        seconds: 'x',
      },
    });
  });

  it('says which field cannot be read', () => {
    const parameters = { set: '{' };

    expect(ruleOf({ ...DRAFT, parameters }, [{ name: 'set', type: 'json', usually: '' }])).toEqual({
      mistake: 'set cannot be read: it takes JSON',
    });
  });
});

describe('changing the active set', () => {
  it('adds a rule to what is there; what struck already keeps what is left, what is spent goes', () => {
    expect(addCall(simulatorSet(ACTIVE), DRAFT, { next: 1 }).body).toEqual({
      seed: 42,
      webhooks: {
        drop: [{ next: 2, kinds: ['decision'], retry: false }],
        duplicate: [{ next: 1 }],
      },
      api: { slow: [{ probability: 0.2, seed: 7, seconds: 4 }] },
    });
  });

  it('adds a second rule of a kind after the first', () => {
    const { body } = addCall(simulatorSet(ACTIVE), { ...DRAFT, kind: 'drop' }, { always: true });

    expect(body).toMatchObject({ webhooks: { drop: [{ next: 2 }, { always: true }] } });
  });

  it('takes one rule away', () => {
    expect(removeCall(simulatorSet(ACTIVE), 'drop-1').body).toEqual({
      seed: 42,
      api: { slow: [{ probability: 0.2, seed: 7, seconds: 4 }] },
    });
  });

  it('takes the last one of ours away with a body that is still whole', () => {
    const ours = ourSet(SLOW);

    expect(removeCall(ours, 't-1')).toMatchObject({
      path: '/_local/faults',
      body: { seed: 1, faults: {} },
    });
  });

  it('shows the command that does the same', () => {
    const { only: _, ...draft } = DRAFT;
    const made = ruleOf({ ...draft, only: ['event', 'decision'] }, WEBHOOK_FAULTS.duplicate.fields);
    const rule = 'rule' in made ? made.rule : {};

    expect(addCall(simulatorSet(NONE), DRAFT, rule).cli).toBe(
      'npx veriff-ops sim faults set duplicate next=2 kinds=event,decision copies=3',
    );
    expect(addCall(simulatorSet(NONE), { ...DRAFT, kind: 'malformed' }, { next: 1 }).cli).toBe(
      'npx veriff-ops sim faults set webhooks.malformed next=1',
    );
    expect(presetCall('bad-monday').cli).toBe('npx veriff-ops sim preset bad-monday');
    expect(clearCall(simulatorSet(NONE)).cli).toBe('npx veriff-ops sim faults clear');
  });

  it('has no command for faults of our own side', () => {
    const ours = ourSet(OURS);

    expect(clearCall(ours)).toEqual({
      does: 'clear all faults',
      method: 'DELETE',
      path: '/_local/faults',
    });
    expect(addCall(ours, { ...DRAFT, group: 'faults' }, {}).cli).toBeUndefined();
  });
});

describe('the chip', () => {
  it('names up to two, and counts the others; spent ones do not count', () => {
    const ours = ourSet(SLOW);

    expect(chipText([simulatorSet(NONE)])).toBe('');
    expect(chipText([simulatorSet(ACTIVE)])).toBe('drop ×2, slow 20 %');
    expect(chipText([simulatorSet(ACTIVE), ours])).toBe('drop ×2 and 2 more');
  });
});

function fieldOf(kinds: Readonly<Record<string, FaultKind>>, kind: string, name: string) {
  return kinds[kind]?.fields.find((field) => field.name === name);
}

function choicesOf(parameters: table.Parameters): unknown {
  const rule = parameters['how']?.rule;
  return rule?.type === 'choice' ? rule.of : undefined;
}
