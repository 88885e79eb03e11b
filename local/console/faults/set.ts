import type { LocalActiveFault, LocalFaults } from '../../console-api/wire-faults.ts';
import type { SimActiveFault, SimFaults } from '../../veriff/control.ts';

/** Where a rule stands in its set: the simulator's two groups, and ours. */
export type Group = 'webhooks' | 'api' | 'faults';

export type AnyFault = SimActiveFault | LocalActiveFault;

export interface ActiveRule {
  readonly group: Group;
  readonly kind: string;
  readonly rule: AnyFault;
}

/** One side's faults, the simulator's or ours, in one shape. */
export interface FaultSet {
  readonly path: '/_sim/faults' | '/_local/faults';
  readonly seed: number;
  /** Spent ones too. */
  readonly rules: readonly ActiveRule[];
  /** What a rule can be narrowed to, and the calls around which a function can be killed: of our side only. */
  readonly functions: readonly string[];
  readonly steps: readonly string[];
}

export function simulatorSet(faults: SimFaults): FaultSet {
  return {
    path: '/_sim/faults',
    seed: faults.seed,
    rules: [...rulesOf('webhooks', faults.webhooks), ...rulesOf('api', faults.api)],
    functions: [],
    steps: [],
  };
}

export function ourSet(faults: LocalFaults): FaultSet {
  const { seed, functions, steps } = faults;
  return {
    path: '/_local/faults',
    seed,
    functions,
    steps,
    rules: rulesOf('faults', faults.faults),
  };
}

function rulesOf(
  group: Group,
  kinds: Readonly<Record<string, readonly AnyFault[]>>,
): readonly ActiveRule[] {
  return Object.entries(kinds).flatMap(([kind, rules]) =>
    rules.map((rule) => ({ group, kind, rule })),
  );
}

/** It has struck as often as it was to. */
export function isSpent(rule: AnyFault): boolean {
  return rule.left === 0;
}

/** A rule as it was asked for; one that has struck already asks for what is left to it. */
export function withoutCounts(rule: AnyFault): Readonly<Record<string, unknown>> {
  const { id: _id, struck: _struck, left, ...asked } = rule;
  return left === undefined ? asked : { ...asked, next: left };
}

/** What stands on the chip: `drop ×1, corruptSignature 20 %`; empty where nothing is active. */
export function chipText(sets: readonly FaultSet[]): string {
  const words = sets
    .flatMap(({ rules }) => rules)
    .filter(({ rule }) => !isSpent(rule))
    .map(({ kind, rule }) => `${kind} ${scopeText(rule)}`);
  const [first = '', second = ''] = words;
  if (words.length > 2) return `${first} and ${words.length - 1} more`;
  return words.length === 2 ? `${first}, ${second}` : first;
}

/** `×1`, `20 %`, `always`, `session a6f7bb1a`. */
export function scopeText(rule: AnyFault): string {
  const of = rule.session === undefined ? '' : `session ${rule.session.slice(0, 8)}`;
  const often = oftenText(rule);
  return [often, of].filter((word) => word !== '').join(', ');
}

function oftenText({ next, left, probability, always }: AnyFault): string {
  if (next !== undefined) return `×${left ?? next}`;
  if (probability !== undefined) return `${Math.round(probability * 100)} %`;
  return always === true ? 'always' : '';
}
