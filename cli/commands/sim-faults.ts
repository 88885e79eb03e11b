import type { SimFaults } from '../../local/veriff/control.ts';
import { API_FAULTS, WEBHOOK_FAULTS } from '../../local/veriff/fault-table.ts';
import type { JsonObject } from '../../local/veriff/json.ts';
import { suggest, unknownName } from '../../local/veriff/suggest.ts';
import type { Call } from '../call.ts';
import { connect } from '../connection.ts';
import { valueOf } from '../edits.ts';
import { usageError } from '../errors.ts';
import { activeFaults, faultRow, type GroupedFault } from '../faults.ts';
import { note, showList } from '../output.ts';

type Group = GroupedFault['group'];

const KINDS: Readonly<Record<Group, readonly string[]>> = {
  webhooks: Object.keys(WEBHOOK_FAULTS),
  api: Object.keys(API_FAULTS),
};

/** Fields whose values are lists, given with commas. */
const LISTS = new Set(['kinds', 'actions', 'operations', 'remove']);

/** `sim faults set`: one more rule. The simulator takes the set as a whole, so what is left of the others goes along. */
export async function addFault(call: Call): Promise<void> {
  const [typed = '', ...words] = call.args;
  const { group, kind } = kindOf(call, typed);
  const rule = ruleOf(call, words);
  const { simulator } = connect(call);
  const held = await simulator.faults();
  const rules = [...activeFaults(held).flatMap(leftOf), { group, kind, rule }];
  showSet(call, await simulator.setFaults({ seed: held.seed, ...grouped(rules) }));
}

/** `sim faults list` */
export async function listFaults(call: Call): Promise<void> {
  showSet(call, await connect(call).simulator.faults());
}

/** `sim faults clear` */
export async function clearFaults(call: Call): Promise<void> {
  showSet(call, await connect(call).simulator.clearFaults());
}

/** `sim preset`: in place of whatever is active. */
export async function preset(call: Call): Promise<void> {
  const seed = call.whole('seed', { min: 0, max: Number.MAX_SAFE_INTEGER });
  const request = { preset: call.args[0] ?? '', ...(seed !== undefined && { seed }) };
  showSet(call, await connect(call).simulator.setFaults(request));
}

function showSet(call: Call, faults: SimFaults): void {
  const active = activeFaults(faults);
  if (active.length === 0) note('no faults');
  showList(call, active, active.map(faultRow));
}

/** `webhooks.malformed` and `api.malformed` are two; every other kind is in one group only. */
function kindOf(call: Call, typed: string): { readonly group: Group; readonly kind: string } {
  const [, named, kind = ''] = /^(?:(webhooks|api)\.)?(.*)$/s.exec(typed) ?? [];
  const [only, other] = (['webhooks', 'api'] as const).filter(
    (group) => (named ?? group) === group && KINDS[group].includes(kind),
  );
  if (only !== undefined && other === undefined) return { group: only, kind };
  const names = [...KINDS.webhooks, ...KINDS.api];
  const wrong =
    only === undefined
      ? unknownName(`fault "${typed}"`, typed, names)
      : `${typed} is a fault of webhooks and of the API: write webhooks.${typed} or api.${typed}`;
  const meant = only === undefined ? (suggest(typed, names) ?? 'drop') : `${only}.${typed}`;
  throw usageError(wrong, `${call.typed} ${meant} next=1`);
}

function ruleOf(call: Call, words: readonly string[]): JsonObject {
  const fields = words.map((word): readonly [string, unknown] => {
    const [, name, text = ''] = /^(\w+)=(.*)$/s.exec(word) ?? [];
    if (name === undefined) {
      throw usageError(`"${word}" is no field=value`, `${call.typed} drop next=1 kinds=decision`);
    }
    return [name, LISTS.has(name) ? text.split(',') : valueOf(text)];
  });
  return Object.fromEntries(fields);
}

interface NamedRule {
  readonly group: Group;
  readonly kind: string;
  readonly rule: JsonObject;
}

/** A rule as it would have to be set now; one that is spent strikes no more. */
function leftOf(fault: GroupedFault): readonly NamedRule[] {
  const { group, kind, id: _id, left, struck: _struck, ...rule } = fault;
  if (left === 0) return [];
  return [{ group, kind, rule: { ...rule, ...(left !== undefined && { next: left }) } }];
}

function grouped(rules: readonly NamedRule[]): JsonObject {
  const set: Record<Group, Record<string, JsonObject[]>> = { webhooks: {}, api: {} };
  for (const { group, kind, rule } of rules) (set[group][kind] ??= []).push(rule);
  return set;
}
