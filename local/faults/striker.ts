import type { LocalStep } from '../console-api/wire-faults.ts';
import type { AskedCall, Verdict } from '../database-front.ts';
import type { Records } from '../records/records.ts';
import { functionOf } from '../trace/parties.ts';
import type { Candidate, OwnFaults } from './own-faults.ts';
import { tableStep } from './table-step.ts';

/** A function was killed, at which of its calls and by which rule. */
export interface Crash {
  readonly caller: string;
  readonly when: 'before' | 'after';
  readonly step: LocalStep;
  readonly fault: string;
  readonly session?: string;
}

/** What becomes of a call that can only be made or not. */
export type StepVerdict = 'pass' | 'die-before' | 'die-after';

/** Lets the faults of our own side strike at the calls of functions. */
export interface Striker {
  /** Whether a call of the table could be struck: only then it is asked about. */
  readonly isArmed: () => boolean;
  readonly table: (call: AskedCall) => Verdict;
  /** Kills at once where the verdict is `die-before`. */
  readonly step: (
    candidate: Candidate & { readonly caller: string; readonly step: LocalStep },
  ) => StepVerdict;
  /** The call is done after which its caller has to die. */
  readonly done: (caller: string) => void;
}

/** What striking takes. */
export interface StrikerParts {
  readonly faults: OwnFaults;
  readonly records: Records;
  readonly kill: (caller: string) => void;
  readonly onCrash: (crash: Crash) => void;
}

interface Struck extends Candidate {
  /** The environment; `caller` of a candidate is the function. */
  readonly environment: string;
  readonly step: LocalStep;
}

/** Makes it; what is to die after its call waits here until that is done. */
export function striker(parts: StrikerParts): Striker {
  const { faults, records } = parts;
  const dying = new Map<string, Crash>();
  const crashing = (struck: Struck): Exclude<StepVerdict, 'pass'> | undefined => {
    const crash = crashOf(faults, struck);
    if (crash === undefined) return undefined;
    if (crash.when === 'before') die(parts, crash);
    else dying.set(crash.caller, crash);
    return `die-${crash.when}`;
  };
  return {
    isArmed: () => faults.active().some(({ kind, rule }) => touchesTable(kind, rule.step)),
    table: (call) => {
      const { step, session } = tableStep(call, records);
      const caller = call.caller === 'sweep' ? 'sweep' : functionOf(call.caller);
      if (step === undefined || caller === undefined) return { kind: 'pass' };
      const about = session === undefined ? {} : { session };
      const struck: Struck = { environment: call.caller, caller, step, ...about };
      const crash = crashing(struck);
      return crash === undefined ? tableFault(faults, struck) : { kind: crash, fault: step };
    },
    step: ({ caller, ...about }) =>
      crashing({ ...about, environment: caller, caller: functionOf(caller) ?? caller }) ?? 'pass',
    done: (caller) => {
      const crash = dying.get(caller);
      dying.delete(caller);
      if (crash !== undefined) die(parts, crash);
    },
  };
}

function die({ onCrash, kill }: StrikerParts, crash: Crash): void {
  onCrash(crash);
  kill(crash.caller);
}

function crashOf(faults: OwnFaults, struck: Struck): Crash | undefined {
  const before = faults.strike('crashBefore', struck);
  const rule = before ?? faults.strike('crashAfter', struck);
  if (rule === undefined) return undefined;
  const { environment: caller, step, session } = struck;
  const when = before === undefined ? 'after' : 'before';
  return { caller, step, when, fault: rule.id, ...(session !== undefined && { session }) };
}

function touchesTable(kind: string, step: LocalStep | undefined): boolean {
  if (kind.startsWith('crash')) return step?.startsWith('table.') === true;
  return ['tableThrottled', 'tableSlow', 'conditionLost'].includes(kind);
}

function tableFault(faults: OwnFaults, struck: Struck): Verdict {
  const throttled = faults.strike('tableThrottled', struck);
  if (throttled !== undefined) return { kind: 'throttle', fault: throttled.id };
  const slow = faults.strike('tableSlow', struck);
  if (slow !== undefined) {
    return { kind: 'delay', milliseconds: 1000 * (slow.rule.seconds ?? 0), fault: slow.id };
  }
  // Only who writes upon what was read can be overtaken.
  const isUpdate = struck.step === 'table.save' || struck.step === 'table.mark';
  const overtaken = isUpdate ? faults.strike('conditionLost', struck) : undefined;
  return overtaken === undefined ? { kind: 'pass' } : { kind: 'overtake', fault: overtaken.id };
}
