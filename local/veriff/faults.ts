import type {
  SimActiveFault,
  SimApiFault,
  SimFaults,
  SimOperation,
  SimWebhookFault,
  SimWebhookKind,
} from './control.ts';
import { PRESET_NAMES } from './fault-presets.ts';
import { type FaultGroup, type FaultRule, type FaultSet, NO_FAULTS } from './fault-rules.ts';
import { draw } from './random.ts';

/** Something that a fault may strike: a webhook about to go out, or a call that came in. */
export interface Candidate {
  readonly sessionId?: string;
  readonly kind?: SimWebhookKind;
  readonly action?: string;
  readonly operation?: SimOperation;
}

export interface Faults {
  /** The rule of that kind that strikes this candidate, the first that applies; counts it and uses it up. */
  strikes(
    group: FaultGroup,
    kind: SimWebhookFault | SimApiFault,
    candidate: Candidate,
  ): FaultRule | undefined;
  /** One draw from a rule's own generator, for the faults that shuffle. */
  drawFor(ruleId: string): number;
  replace(faults: FaultSet): void;
  current(): FaultSet;
}

/** Keeps the set of faults. `changed` hears of every new version before the strike takes effect. */
export function faultKeeper(start: FaultSet, changed: (faults: FaultSet) => void): Faults {
  let set = start;
  const swap = (rule: FaultRule): void => {
    set = {
      ...set,
      rules: set.rules.map((each) =>
        each.id === rule.id && each.group === rule.group ? rule : each,
      ),
    };
  };
  return {
    strikes: (group, kind, candidate) => {
      const before = set;
      const struck = firstStrike(set, { group, kind, candidate }, swap);
      if (set !== before) changed(set);
      return struck;
    },
    drawFor: (ruleId) => {
      const rule = set.rules.find((each) => each.group === 'webhooks' && each.id === ruleId);
      const drawn = draw(rule?.generator ?? set.seed);
      if (rule !== undefined) {
        swap({ ...rule, generator: drawn.state });
        changed(set);
      }
      return drawn.value;
    },
    replace: (faults) => {
      set = faults;
      changed(set);
    },
    current: () => set,
  };
}

/** The set as `GET /_sim/faults` shows it. */
export function faultsView(set: FaultSet): SimFaults {
  return {
    seed: set.seed,
    webhooks: viewGroup(set, 'webhooks'),
    api: viewGroup(set, 'api'),
    presets: PRESET_NAMES,
  };
}

export function clearedFaults(): FaultSet {
  return NO_FAULTS;
}

interface Asked {
  readonly group: FaultGroup;
  readonly kind: string;
  readonly candidate: Candidate;
}

function firstStrike(
  set: FaultSet,
  asked: Asked,
  swap: (rule: FaultRule) => void,
): FaultRule | undefined {
  const candidates = set.rules.filter(
    (rule) =>
      rule.group === asked.group && rule.kind === asked.kind && matches(rule, asked.candidate),
  );
  for (const rule of candidates) {
    const { hit, after } = tried(rule);
    swap(after);
    if (hit) return after;
  }
  return undefined;
}

/** Whether the rule strikes, and the rule as it stands afterwards. */
function tried(rule: FaultRule): { readonly hit: boolean; readonly after: FaultRule } {
  if (rule.probability === undefined)
    return { hit: true, after: { ...rule, struck: rule.struck + 1 } };
  const { value, state } = draw(rule.generator);
  const hit = value < rule.probability;
  return { hit, after: { ...rule, struck: rule.struck + (hit ? 1 : 0), generator: state } };
}

function matches(rule: FaultRule, candidate: Candidate): boolean {
  return (
    !isSpent(rule) &&
    (rule.session === undefined || rule.session === candidate.sessionId) &&
    includes(rule.kinds, candidate.kind) &&
    includes(rule.actions, candidate.action) &&
    includes(rule.operations, candidate.operation)
  );
}

function includes<T>(filter: readonly T[] | undefined, value: T | undefined): boolean {
  return filter === undefined || (value !== undefined && filter.includes(value));
}

function isSpent(rule: FaultRule): boolean {
  return rule.next !== undefined && rule.struck >= rule.next;
}

function viewGroup(
  set: FaultSet,
  group: FaultGroup,
): Partial<Record<string, readonly SimActiveFault[]>> {
  const view: Record<string, SimActiveFault[]> = {};
  for (const rule of set.rules) {
    if (rule.group === group) (view[rule.kind] ??= []).push(viewRule(rule));
  }
  return view;
}

function viewRule(rule: FaultRule): SimActiveFault {
  const {
    group: _group,
    kind: _kind,
    parameters,
    generator: _generator,
    struck,
    id,
    ...scope
  } = rule;
  return {
    id,
    ...scope,
    ...parameters,
    ...(rule.next === undefined ? {} : { left: Math.max(0, rule.next - struck) }),
    struck,
  };
}
