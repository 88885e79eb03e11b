import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalFaultKind, LocalFaults, LocalStep } from '../console-api/wire-faults.ts';
import { isList, isRecord, parseJson } from '../json.ts';
import { draw } from '../veriff/random.ts';
import { type ActiveRule, type FaultSet, NO_FAULTS, parseFaults } from './fault-rules.ts';
import { CALLERS, STEPS } from './fault-table.ts';

/** Something that a fault may strike. */
export interface Candidate {
  readonly session?: string;
  readonly caller?: string;
  readonly step?: LocalStep;
}

/** The faults of our own side, kept over a restart where there is a folder. */
export interface OwnFaults {
  /** The rule of that kind that strikes this candidate, the first that applies; counts it and uses it up. */
  strike(kind: LocalFaultKind, candidate: Candidate): ActiveRule | undefined;
  replace(faults: FaultSet): void;
  clear(): void;
  /** The rules that can still strike. */
  active(): readonly ActiveRule[];
  view(): LocalFaults;
  /** Hears of every new version; `isReplaced` where it is another set. */
  onChanged(listener: (isReplaced: boolean) => void): void;
}

/** Opens the faults of a data folder, or none. */
export function ownFaults(dataDir: string | undefined): OwnFaults {
  const path = dataDir === undefined ? undefined : join(dataDir, 'faults.json');
  const listeners: ((isReplaced: boolean) => void)[] = [];
  let set = path === undefined ? NO_FAULTS : load(path);
  const change = (next: FaultSet, isReplaced: boolean): void => {
    set = next;
    if (path !== undefined) save(path, set);
    for (const listener of listeners) listener(isReplaced);
  };
  return {
    strike: (kind, candidate) => {
      const { hit, rules } = tried(set.rules, kind, candidate);
      if (rules !== set.rules) change({ ...set, rules }, false);
      return hit;
    },
    replace: (faults) => change(faults, true),
    clear: () => change(NO_FAULTS, true),
    active: () => set.rules.filter((rule) => !isSpent(rule)),
    view: () => viewOf(set),
    onChanged: (listener) => listeners.push(listener),
  };
}

interface Tried {
  readonly hit: ActiveRule | undefined;
  readonly rules: readonly ActiveRule[];
}

function tried(rules: readonly ActiveRule[], kind: LocalFaultKind, candidate: Candidate): Tried {
  let after = rules;
  for (const rule of rules) {
    if (rule.kind !== kind || isSpent(rule) || !fits(rule, candidate)) continue;
    const drawn = drawnOf(rule);
    after = after.map((each) => (each.id === rule.id ? drawn : each));
    if (drawn.struck > rule.struck) return { hit: drawn, rules: after };
  }
  return { hit: undefined, rules: after };
}

/** The rule after it was asked: struck once more, unless the draw said no. */
function drawnOf(rule: ActiveRule): ActiveRule {
  const { probability } = rule.rule;
  if (probability === undefined) return { ...rule, struck: rule.struck + 1 };
  const { value, state } = draw(rule.generator);
  return { ...rule, struck: rule.struck + (value < probability ? 1 : 0), generator: state };
}

function isSpent({ rule, struck }: ActiveRule): boolean {
  return rule.next !== undefined && struck >= rule.next;
}

function fits({ rule }: ActiveRule, { session, caller, step }: Candidate): boolean {
  const steps = rule.step === undefined ? rule.steps : [rule.step];
  return (
    (rule.session === undefined || rule.session === session) &&
    isAmong(rule.functions, caller) &&
    isAmong(steps, step)
  );
}

function isAmong<Value>(filter: readonly Value[] | undefined, value: Value | undefined): boolean {
  return filter === undefined || (value !== undefined && filter.includes(value));
}

function viewOf({ seed, rules }: FaultSet): LocalFaults {
  const faults = Object.fromEntries(
    [...Map.groupBy(rules, ({ kind }) => kind)].map(([kind, list]) => [kind, list.map(viewRule)]),
  );
  return { seed, faults, steps: STEPS, functions: CALLERS };
}

function viewRule({ id, rule, struck }: ActiveRule) {
  const { next } = rule;
  return { id, ...rule, ...(next !== undefined && { left: Math.max(0, next - struck) }), struck };
}

/** Replaced in one step, so that a crash leaves the old set or the new one. */
function save(path: string, { seed, rules }: FaultSet): void {
  const kept = rules.map(({ kind, rule, struck, generator }) => ({
    kind,
    rule,
    struck,
    generator,
  }));
  writeFileSync(`${path}.new`, JSON.stringify({ seed, rules: kept }));
  renameSync(`${path}.new`, path);
}

/** Read as strictly as a `PUT`: a set that another version has left behind is no set. */
function load(path: string): FaultSet {
  const kept = parseJson(textOf(path));
  const rules = isRecord(kept) && isList(kept['rules']) ? kept['rules'].filter(isRecord) : [];
  const faults: Record<string, unknown[]> = {};
  for (const { kind, rule } of rules) (faults[String(kind)] ??= []).push(rule);
  const parsed = parseFaults({ ...(isRecord(kept) && { seed: kept['seed'] }), faults });
  if (!parsed.ok) return NO_FAULTS;
  return {
    seed: parsed.faults.seed,
    rules: parsed.faults.rules.map((rule, i) => ({ ...rule, ...countersOf(rules[i]) })),
  };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function countersOf(kept: Readonly<Record<string, unknown>> = {}) {
  const { struck, generator } = kept;
  return {
    ...(typeof struck === 'number' && { struck }),
    ...(typeof generator === 'number' && { generator }),
  };
}
