import type { SimOperation, SimWebhookKind } from './control.ts';
import { PRESET_NAMES, PRESETS } from './fault-presets.ts';
import {
  type Fail,
  parseFilters,
  parseParameters,
  parseScope,
  refuseIdle,
  type Scope,
  wholeNumber,
} from './fault-rule-parts.ts';
import {
  API_FAULTS,
  OPERATIONS,
  type Parameters,
  WEBHOOK_ACTIONS,
  WEBHOOK_FAULTS,
  WEBHOOK_KINDS,
} from './fault-table.ts';
import { isRecord, type JsonObject } from './json.ts';
import type { FieldError } from './problem.ts';
import { seedFrom } from './random.ts';
import { unknownName } from './suggest.ts';

export type FaultGroup = 'webhooks' | 'api';

/** One rule as it stands. Immutable: a strike or a draw makes the next version. */
export interface FaultRule {
  readonly id: string;
  readonly group: FaultGroup;
  readonly kind: string;
  readonly next?: number;
  readonly session?: string;
  readonly always?: true;
  readonly probability?: number;
  readonly seed?: number;
  readonly kinds?: readonly SimWebhookKind[];
  readonly actions?: readonly string[];
  readonly operations?: readonly SimOperation[];
  readonly parameters: JsonObject;
  readonly struck: number;
  /** State of the rule's own generator. */
  readonly generator: number;
}

export interface FaultSet {
  readonly seed: number;
  readonly rules: readonly FaultRule[];
}

export const NO_FAULTS: FaultSet = { seed: 1, rules: [] };

const SCOPE_FIELDS = ['next', 'always', 'probability', 'session', 'seed'];
const FILTERS: Readonly<Record<FaultGroup, Readonly<Record<string, readonly string[]>>>> = {
  webhooks: { kinds: WEBHOOK_KINDS, actions: WEBHOOK_ACTIONS },
  api: { operations: OPERATIONS },
};
const TABLES: Readonly<Record<FaultGroup, Readonly<Record<string, Parameters>>>> = {
  webhooks: WEBHOOK_FAULTS,
  api: API_FAULTS,
};

export type ParsedFaults =
  | { readonly ok: true; readonly faults: FaultSet }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

/** What the simulator has, for rules that would never strike without it. */
export interface FaultTargets {
  hasSession(id: string): boolean;
  readonly hasPreviousSecret: boolean;
}

/** The whole set of a PUT, or every mistake in it. */
export function parseFaults(body: unknown, targets: FaultTargets): ParsedFaults {
  if (!isRecord(body)) return refused('', 'must be an object');
  const errors: FieldError[] = [];
  const fail: Fail = (pointer, detail) => {
    errors.push({ pointer, detail });
  };
  const whole = expandPreset(body, fail);
  const seed = wholeNumber(whole['seed']) ?? NO_FAULTS.seed;
  if (whole['seed'] !== undefined && wholeNumber(whole['seed']) === undefined) {
    fail('/seed', 'must be a whole number of 0 or more');
  }
  const rules = (['webhooks', 'api'] as const).flatMap((group) =>
    parseGroup(whole[group], { group, seed, fail, targets }),
  );
  return errors.length > 0 ? { ok: false, errors } : { ok: true, faults: { seed, rules } };
}

interface GroupPlace {
  readonly group: FaultGroup;
  readonly seed: number;
  readonly fail: Fail;
  readonly targets: FaultTargets;
}

interface RulePlace extends GroupPlace {
  readonly kind: string;
  readonly id: string;
  readonly pointer: string;
}

function refused(pointer: string, detail: string): ParsedFaults {
  return { ok: false, errors: [{ pointer, detail }] };
}

function expandPreset(body: JsonObject, fail: Fail): JsonObject {
  const { preset, seed } = body;
  const known = preset === undefined ? ['seed', 'preset', 'webhooks', 'api'] : ['seed', 'preset'];
  for (const name of Object.keys(body)) {
    if (!known.includes(name)) fail(`/${name}`, unknownName('field', name, known));
  }
  if (preset === undefined) return body;
  return { ...namedPreset(preset, fail), ...(seed === undefined ? {} : { seed }) };
}

function namedPreset(preset: unknown, fail: Fail): JsonObject {
  const typed = typeof preset === 'string' ? preset : JSON.stringify(preset);
  const expanded = PRESETS.get(typed);
  if (expanded === undefined) fail('/preset', unknownName('preset', typed, PRESET_NAMES));
  return expanded === undefined ? {} : { ...expanded };
}

function parseGroup(given: unknown, place: GroupPlace): readonly FaultRule[] {
  if (given === undefined) return [];
  if (!isRecord(given)) {
    place.fail(`/${place.group}`, 'must be an object of faults');
    return [];
  }
  const table = TABLES[place.group];
  return Object.entries(given).flatMap(([kind, rules]) => {
    const pointer = `/${place.group}/${kind}`;
    if (!Object.hasOwn(table, kind)) {
      place.fail(pointer, unknownName('fault', kind, Object.keys(table)));
      return [];
    }
    const list: readonly unknown[] = Array.isArray(rules) ? rules : [rules];
    return list.flatMap((rule, index) =>
      parseRule(rule, {
        ...place,
        kind,
        id: `${kind}-${index + 1}`,
        pointer: Array.isArray(rules) ? `${pointer}/${index}` : pointer,
      }),
    );
  });
}

function parseRule(given: unknown, place: RulePlace): readonly FaultRule[] {
  if (!isRecord(given)) {
    place.fail(place.pointer, 'must be an object, for example {"next": 1}');
    return [];
  }
  const parameters = TABLES[place.group][place.kind] ?? {};
  const filters = FILTERS[place.group];
  const known = [...SCOPE_FIELDS, ...Object.keys(filters), ...Object.keys(parameters)];
  for (const name of Object.keys(given)) {
    if (!known.includes(name))
      place.fail(`${place.pointer}/${name}`, unknownName('field', name, known));
  }
  const seed = wholeNumber(given['seed']) ?? seedFrom(`${place.seed}/${place.group}/${place.id}`);
  const struck = { ...parseScope(given, place), ...parseFilters(given, filters, place) };
  const filled = parseParameters(given, parameters, place);
  refuseIdle(struck, place);
  refuseMissing(struck, filled, place);
  return [
    {
      id: place.id,
      group: place.group,
      kind: place.kind,
      ...struck,
      ...(given['probability'] === undefined ? {} : { seed }),
      parameters: filled,
      struck: 0,
      generator: seed >>> 0,
    },
  ];
}

function refuseMissing(scope: Scope, parameters: JsonObject, place: RulePlace): void {
  const { pointer, targets, fail } = place;
  if (scope.session !== undefined && !targets.hasSession(scope.session))
    fail(`${pointer}/session`, 'no session has that id');
  if (parameters['which'] === 'previous' && !targets.hasPreviousSecret)
    fail(pointer, 'this integration has no previous shared secret; use which: unknown');
}
