import * as z from 'zod/mini';
import { PRESET_NAMES } from '../../local/veriff/fault-presets.ts';
import {
  API_FAULTS,
  OPERATIONS,
  type Parameter,
  type Parameters,
  WEBHOOK_ACTIONS,
  WEBHOOK_FAULTS,
  WEBHOOK_KINDS,
} from '../../local/veriff/fault-table.ts';
import { fields, flag, listOf, numberFrom, pointer, pointerValues, text, word } from './checked.ts';

const SEED = numberFrom(0, Number.MAX_SAFE_INTEGER);

const scope = {
  next: z.optional(
    numberFrom(1, Number.MAX_SAFE_INTEGER).check(z.describe('The next n candidates.')),
  ),
  always: z.optional(z.literal(true, { error: 'must be true' })),
  probability: z.optional(numberFrom(0, 1, false)),
  session: z.optional(
    text().check(
      z.describe('A session by its name in this scenario; alone, or narrowing another scope.'),
    ),
  ),
  seed: z.optional(SEED),
};

const webhookFilters = {
  kinds: z.optional(listOf(word('kind', WEBHOOK_KINDS))),
  actions: z.optional(listOf(word('action', WEBHOOK_ACTIONS))),
};

const apiFilters = { operations: z.optional(listOf(word('operation', OPERATIONS))) };

/** `PUT /_sim/faults`, made from the simulator's own table of faults. `{}` clears all. */
export const faultsSchema = fields({
  seed: z.optional(SEED),
  preset: z.optional(word('preset', PRESET_NAMES)),
  webhooks: z.optional(group(WEBHOOK_FAULTS, webhookFilters)),
  api: z.optional(group(API_FAULTS, apiFilters)),
});

type Filters = Readonly<Record<string, z.core.SomeType>>;

function group(table: Readonly<Record<string, Parameters>>, filters: Filters) {
  const kinds = Object.entries(table).map(([kind, parameters]) => {
    const rule = fields({ ...scope, ...filters, ...parametersOf(parameters) });
    return [kind, z.optional(oneOrMany(rule))] as const;
  });
  return fields(Object.fromEntries(kinds));
}

function oneOrMany<Rule extends z.core.SomeType>(rule: Rule) {
  return z.union([rule, listOf(rule)], {
    error: 'must be a rule, {"next": 1}, or a list of rules',
  });
}

function parametersOf(parameters: Parameters): Filters {
  const filters: Record<string, z.core.SomeType> = {};
  for (const [name, parameter] of Object.entries(parameters)) {
    filters[name] = z.optional(parameterSchema(parameter));
  }
  return filters;
}

function parameterSchema({ rule }: Parameter) {
  switch (rule.type) {
    case 'boolean':
      return flag();
    case 'choice':
      return word('value', rule.of);
    case 'number':
      return numberFrom(rule.min, rule.max, rule.whole);
    case 'values':
      return pointerValues();
    case 'pointers':
      return listOf(pointer());
  }
}
