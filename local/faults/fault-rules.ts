import type { LocalFaultKind, LocalFaultRule, LocalStep } from '../console-api/wire-faults.ts';
import { isList, isRecord } from '../json.ts';
import { present } from '../present.ts';
import { parseParameters, parseScope, wholeNumber } from '../veriff/fault-rule-parts.ts';
import type { FieldError } from '../veriff/problem.ts';
import { seedFrom } from '../veriff/random.ts';
import { unknownName } from '../veriff/suggest.ts';
import { CALLERS, FAULTS, type FaultKind, isFaultKind, SESSIONLESS_STEPS } from './fault-table.ts';

/** One rule as it stands. Immutable: a strike or a draw makes the next version. */
export interface ActiveRule {
  readonly id: string;
  readonly kind: LocalFaultKind;
  readonly rule: LocalFaultRule;
  readonly struck: number;
  /** State of the rule's own generator. */
  readonly generator: number;
}

/** The faults of our own side. */
export interface FaultSet {
  readonly seed: number;
  readonly rules: readonly ActiveRule[];
}

export const NO_FAULTS: FaultSet = { seed: 1, rules: [] };

/** The set of a `PUT`, or every mistake in it. */
export type ParsedFaults =
  | { readonly ok: true; readonly faults: FaultSet }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

type Fields = Readonly<Record<string, unknown>>;
type Fail = (pointer: string, detail: string) => void;

interface Place {
  readonly kind: LocalFaultKind;
  readonly id: string;
  readonly pointer: string;
  readonly seed: number;
  readonly fail: Fail;
}

/** Reads the body of a `PUT`. What it does not know is refused by name, with what was probably meant. */
export function parseFaults(body: unknown): ParsedFaults {
  const errors: FieldError[] = [];
  const fail: Fail = (pointer, detail) => errors.push({ pointer, detail });
  const fields = isRecord(body) ? body : {};
  const { seed: given, faults } = fields;
  refuseOthers(fields, fail);
  const seed = given === undefined ? NO_FAULTS.seed : wholeNumber(given);
  if (seed === undefined) fail('/seed', 'must be a whole number of 0 or more');
  if (!isRecord(faults)) fail('/faults', 'must be an object of faults');
  const rules = Object.entries(isRecord(faults) ? faults : {}).flatMap(([name, rule]) =>
    parseKind(name, rule, { seed: seed ?? 0, fail }),
  );
  return errors.length === 0
    ? { ok: true, faults: { seed: seed ?? 0, rules } }
    : { ok: false, errors };
}

function refuseOthers(fields: Fields, fail: Fail): void {
  const known = ['seed', 'faults'];
  for (const name of Object.keys(fields).filter((each) => !known.includes(each))) {
    const detail = isFaultKind(name)
      ? `stands in faults: {"faults":{"${name}":{"next":1}}}`
      : unknownName('field', name, known);
    fail(`/${name}`, detail);
  }
}

function parseKind(
  name: string,
  given: unknown,
  { seed, fail }: Pick<Place, 'seed' | 'fail'>,
): readonly ActiveRule[] {
  const pointer = `/faults/${name}`;
  if (!isFaultKind(name)) {
    fail(pointer, unknownName('fault', name, Object.keys(FAULTS)));
    return [];
  }
  const list = isList(given) ? given : [given];
  return list.flatMap((rule, index) =>
    parseRule(rule, {
      kind: name,
      id: `${name}-${index + 1}`,
      pointer: isList(given) ? `${pointer}/${index}` : pointer,
      seed,
      fail,
    }),
  );
}

function parseRule(given: unknown, place: Place): readonly ActiveRule[] {
  if (!isRecord(given)) {
    place.fail(place.pointer, 'must be an object, for example {"next": 1}');
    return [];
  }
  const kind = FAULTS[place.kind];
  refuseUnknown(given, kind, place);
  const seed = wholeNumber(given['seed']) ?? seedFrom(`${place.seed}/${place.id}`);
  const rule: LocalFaultRule = {
    ...parseScope(given, place),
    ...(given['probability'] !== undefined && { seed }),
    ...present({
      functions: kind.hasCallers ? listOf(given, 'functions', CALLERS, place) : undefined,
      steps: kind.steps && listOf(given, 'steps', kind.steps, place),
      step: kind.step && stepOf(given, kind.step, place),
    }),
    ...parseParameters(given, kind.parameters, place),
  };
  refuseIdle(rule, kind, place);
  return [{ id: place.id, kind: place.kind, rule, struck: 0, generator: seed >>> 0 }];
}

const SCOPE_FIELDS = ['next', 'always', 'probability', 'session', 'seed'];

function refuseUnknown(given: Fields, kind: FaultKind, { pointer, fail }: Place): void {
  const known = [
    ...SCOPE_FIELDS,
    ...(kind.hasCallers ? ['functions'] : []),
    ...(kind.steps === undefined ? [] : ['steps']),
    ...(kind.step === undefined ? [] : ['step']),
    ...Object.keys(kind.parameters),
  ];
  for (const name of Object.keys(given)) {
    if (!known.includes(name)) fail(`${pointer}/${name}`, unknownName('field', name, known));
  }
}

/** A list that narrows a rule. */
// oxlint-disable-next-line max-params -- the rule, which of its fields, what that may hold, and where it stands
function listOf<Value extends string>(
  given: Fields,
  name: string,
  known: readonly Value[],
  { pointer, fail }: Place,
): readonly Value[] | undefined {
  const value = given[name];
  if (value === undefined) return undefined;
  const list = isList(value) ? value : [];
  if (list.length === 0) fail(`${pointer}/${name}`, `must be a list out of ${known.join(', ')}`);
  for (const [index, each] of list.entries()) {
    if (!known.some((one) => one === each)) {
      fail(`${pointer}/${name}/${index}`, unknownName('value', typed(each), known));
    }
  }
  return known.filter((one) => list.includes(one));
}

function stepOf(
  given: Fields,
  known: readonly LocalStep[],
  { pointer, fail }: Place,
): LocalStep | undefined {
  const { step } = given;
  const found = known.find((each) => each === step);
  if (found !== undefined) return found;
  const detail =
    step === undefined
      ? `must name the call: ${known.join(', ')}`
      : unknownName('step', typed(step), known);
  fail(`${pointer}/step`, detail);
  return undefined;
}

function typed(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A rule that can never strike would wait for ever, and nobody would know why. */
function refuseIdle(rule: LocalFaultRule, kind: FaultKind, { pointer, fail }: Place): void {
  if (rule.session === undefined) return;
  if (kind.sessionless !== undefined) fail(`${pointer}/session`, kind.sessionless);
  const steps = rule.step === undefined ? rule.steps : [rule.step];
  if (steps !== undefined && steps.every((step) => SESSIONLESS_STEPS.includes(step))) {
    fail(`${pointer}/session`, `${steps.join(', ')} is not yet about a session`);
  }
}
