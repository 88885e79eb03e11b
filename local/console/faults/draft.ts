import { type Call, cliOf } from '../calls/call.ts';
import { isList } from '../words/json.ts';
import type { FaultField } from './kinds.ts';
import type { FaultSet, Group } from './set.ts';
import { isSpent, withoutCounts } from './set.ts';

/** A rule as somebody enters it: every field a text. */
export interface Draft {
  readonly group: Group;
  readonly kind: string;
  readonly scope: 'next' | 'always' | 'probability';
  /** With `next` and `probability`. */
  readonly amount: string;
  readonly session: string;
  /** Webhook kinds, operations of the API or functions; empty means all. */
  readonly only: readonly string[];
  readonly parameters: Readonly<Record<string, string>>;
}

export type Rule = Readonly<Record<string, unknown>>;

/** What a rule of each group may be narrowed by. */
const FILTERS = { webhooks: 'kinds', api: 'operations', faults: 'functions' } as const;

/** The rule that a draft describes, or the field that cannot be read. */
export function ruleOf(
  draft: Draft,
  fields: readonly FaultField[],
): { readonly rule: Rule } | { readonly mistake: string } {
  const rule: Record<string, unknown> = { [draft.scope]: amountOf(draft) };
  if (draft.session !== '') rule['session'] = draft.session;
  if (draft.only.length > 0) rule[FILTERS[draft.group]] = draft.only;
  for (const field of fields) {
    const text = draft.parameters[field.name] ?? '';
    if (text === '') continue;
    const value = valueOf(field, text);
    if (value === undefined) return { mistake: `${field.name} cannot be read: it takes JSON` };
    rule[field.name] = value;
  }
  return { rule };
}

function amountOf({ scope, amount }: Draft): unknown {
  return scope === 'always' ? true : Number(amount);
}

function valueOf(field: FaultField, text: string): unknown {
  switch (field.type) {
    case 'flag':
      return text === 'yes';
    case 'choice':
    case 'step':
      return text;
    case 'list':
      return text.split(',').map((word) => word.trim());
    case 'number':
      return Number.isNaN(Number(text)) ? text : Number(text);
    case 'json':
      return jsonOf(text);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The active set with one more rule: `PUT` replaces all of it. Rules that are spent are left behind. */
export function addCall(active: FaultSet, { group, kind }: Draft, rule: Rule): Call {
  const kept = keptRules(active);
  const same = kept[group]?.[kind] ?? [];
  return {
    does: `set the fault ${kind}`,
    method: 'PUT',
    path: active.path,
    body: { seed: active.seed, ...kept, [group]: { ...kept[group], [kind]: [...same, rule] } },
    ...(group !== 'faults' && {
      cli: cliOf('sim', 'faults', 'set', nameOf(group, kind), ...wordsOf(rule)),
    }),
  };
}

/** The active set without one rule. */
export function removeCall(active: FaultSet, id: string): Call {
  return {
    does: `take ${id} away`,
    method: 'PUT',
    path: active.path,
    body: { seed: active.seed, ...keptRules(active, id) },
  };
}

/** Clears one side. */
export function clearCall(active: FaultSet): Call {
  const isSimulator = active.path.startsWith('/_sim');
  return {
    does: 'clear all faults',
    method: 'DELETE',
    path: active.path,
    ...(isSimulator && { cli: cliOf('sim', 'faults', 'clear') }),
  };
}

/** A bad day that has a name. */
export function presetCall(preset: string): Call {
  return {
    does: `set the preset ${preset}`,
    method: 'PUT',
    path: '/_sim/faults',
    body: { preset },
    cli: cliOf('sim', 'preset', preset),
  };
}

type Kept = Partial<Record<Group, Record<string, readonly Rule[]>>>;

/** What is active, as a request says it; the simulator's both groups, or our one. */
function keptRules(active: FaultSet, without = ''): Kept {
  const kept: Kept = active.path === '/_local/faults' ? { faults: {} } : {};
  for (const { group, kind, rule } of active.rules) {
    if (rule.id === without || isSpent(rule)) continue;
    const rules = (kept[group] ??= {});
    rules[kind] = [...(rules[kind] ?? []), withoutCounts(rule)];
  }
  return kept;
}

/** Both of Veriff's sides have a fault of this name. */
function nameOf(group: Group, kind: string): string {
  return kind === 'malformed' ? `${group}.${kind}` : kind;
}

/** As the command line takes a rule: `next=1 kinds=decision`. */
function wordsOf(rule: Rule): readonly string[] {
  return Object.entries(rule).map(([name, value]) => {
    if (isList(value)) return `${name}=${value.join(',')}`;
    return `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`;
  });
}
