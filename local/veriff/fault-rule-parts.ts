import type { SimOperation, SimWebhookKind } from './control.ts';
import {
  ACTIONS_OF,
  type Parameter,
  type ParameterRule,
  type Parameters,
  WEBHOOK_KINDS,
} from './fault-table.ts';
import { isRecord, type JsonObject } from './json.ts';
import { isPointer } from './json-pointer.ts';
import { unknownName } from './suggest.ts';

/** Notes a mistake and where it is. */
export type Fail = (pointer: string, detail: string) => void;

/** Where in the body a rule stands. */
export interface Place {
  readonly pointer: string;
  readonly kind: string;
  readonly fail: Fail;
}

/** Whom a rule strikes. */
export interface Scope {
  readonly next?: number;
  readonly session?: string;
  readonly always?: true;
  readonly probability?: number;
}

export interface Filters {
  readonly kinds?: readonly SimWebhookKind[];
  readonly actions?: readonly string[];
  readonly operations?: readonly SimOperation[];
}

const SCOPES = ['next', 'always', 'probability'] as const;

/** What each field of a scope must hold. */
const SCOPE_CHECKS = {
  next: {
    wanted: 'a whole number of 1 or more',
    holds: (value: unknown) => (wholeNumber(value) ?? 0) >= 1,
  },
  always: { wanted: 'true', holds: (value: unknown) => value === true },
  session: { wanted: 'a session id', holds: (value: unknown) => typeof value === 'string' },
  probability: { wanted: 'a number from 0 to 1', holds: isProbability },
  seed: {
    wanted: 'a whole number of 0 or more',
    holds: (value: unknown) => wholeNumber(value) !== undefined,
  },
};

/** Exactly one of next, always, probability; a session stands alone or narrows one of them. */
export function parseScope(given: JsonObject, place: Place): Scope {
  const named = SCOPES.filter((scope) => given[scope] !== undefined);
  if (named.length > 1)
    place.fail(place.pointer, `has two scopes, ${named.join(' and ')}: keep one`);
  if (named.length === 0 && given['session'] === undefined) {
    place.fail(place.pointer, `needs a scope: ${[...SCOPES, 'session'].join(', ')}`);
  }
  checkScopeFields(given, place);
  return scopeOf(given);
}

function checkScopeFields(given: JsonObject, place: Place): void {
  if (given['seed'] !== undefined && given['probability'] === undefined) {
    place.fail(`${place.pointer}/seed`, 'only goes with probability');
  }
  for (const [name, { wanted, holds }] of Object.entries(SCOPE_CHECKS)) {
    const value = given[name];
    if (value !== undefined && !holds(value))
      place.fail(`${place.pointer}/${name}`, `must be ${wanted}`);
  }
}

function scopeOf({ next, session, always, probability }: JsonObject): Scope {
  return {
    ...(typeof next === 'number' ? { next } : {}),
    ...(typeof session === 'string' ? { session } : {}),
    ...(always === true ? { always } : {}),
    ...(typeof probability === 'number' ? { probability } : {}),
  };
}

/** Lists that narrow a rule to some kinds, actions or operations. */
export function parseFilters(
  given: JsonObject,
  filters: Readonly<Record<string, readonly string[]>>,
  place: Place,
): Filters {
  const named = Object.entries(filters).filter(([name]) => given[name] !== undefined);
  return Object.fromEntries(
    named.map(([name, known]) => [
      name,
      parseFilter(given[name], known, { ...place, pointer: `${place.pointer}/${name}` }),
    ]),
  );
}

function parseFilter(value: unknown, known: readonly string[], place: Place): readonly string[] {
  const list = stringList(value) ?? [];
  if (list.length === 0) place.fail(place.pointer, `must be a list out of ${known.join(', ')}`);
  for (const [index, each] of list.entries()) {
    if (!known.includes(each))
      place.fail(`${place.pointer}/${index}`, unknownName(`value "${each}"`, each, known));
  }
  return list;
}

/** Filters that leave nothing to strike: the rule would wait for ever, and nobody would know why. */
export function refuseIdle(rule: Scope & Filters, place: Place): void {
  const { kinds, actions = [], operations } = rule;
  for (const [index, action] of actions.entries()) {
    const saying = WEBHOOK_KINDS.filter((kind) => ACTIONS_OF[kind].includes(action));
    const idle = kinds !== undefined && !saying.some((kind) => kinds.includes(kind));
    if (idle && saying.length > 0)
      place.fail(`${place.pointer}/actions/${index}`, `only goes with kind ${saying.join(', ')}`);
  }
  const why = operations && idleOperations(rule, place.kind, operations);
  if (why !== undefined) place.fail(`${place.pointer}/operations`, why);
}

function idleOperations(
  rule: Scope,
  kind: string,
  operations: readonly SimOperation[],
): string | undefined {
  if (kind === 'pending' && !operations.includes('decision')) {
    return 'must name decision: pending hides nothing else';
  }
  return rule.session !== undefined && operations.every((each) => each === 'create')
    ? 'a create belongs to no session yet'
    : undefined;
}

/** The parameters of the kind, with what was left open filled in. */
export function parseParameters(given: JsonObject, table: Parameters, place: Place): JsonObject {
  const filled: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries(table)) {
    const value = given[name] ?? parameter.fallback;
    if (value === undefined) continue;
    if (!fits(value, parameter.rule))
      place.fail(`${place.pointer}/${name}`, `must be ${wantedOf(parameter)}`);
    filled[name] = value;
  }
  if (place.kind === 'rewrite' && Object.keys(filled).length === 0) {
    place.fail(place.pointer, 'needs set, add or remove');
  }
  return filled;
}

function fits(value: unknown, rule: ParameterRule): boolean {
  switch (rule.type) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'choice':
      return rule.of.some((each) => each === value);
    case 'number':
      return isNumberIn(value, rule);
    case 'values':
      return isRecord(value) && Object.keys(value).every(isPointer);
    case 'pointers':
      return (stringList(value) ?? ['']).every(isPointer);
  }
}

function wantedOf({ rule }: Parameter): string {
  switch (rule.type) {
    case 'boolean':
      return 'true or false';
    case 'choice':
      return `one of ${rule.of.join(', ')}`;
    case 'number':
      return `a ${rule.whole ? 'whole ' : ''}number from ${rule.min} to ${rule.max}`;
    case 'values':
      return 'an object of JSON pointers and values';
    case 'pointers':
      return 'a list of JSON pointers';
  }
}

function isNumberIn(value: unknown, rule: ParameterRule & { readonly type: 'number' }): boolean {
  if (typeof value !== 'number' || value < rule.min || value > rule.max) return false;
  return rule.whole ? Number.isInteger(value) : Number.isFinite(value);
}

function isProbability(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 1;
}

export function wholeNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** A list of strings, or undefined for anything else. */
function stringList(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const list: readonly unknown[] = value;
  const strings = list.filter((each) => typeof each === 'string');
  return strings.length === list.length ? strings : undefined;
}
