import { FUNCTIONS } from '../../shared/contract/routes.ts';
import type { LocalFaultKind, LocalStep } from '../console-api/wire-faults.ts';
import type { Parameters } from '../veriff/fault-table.ts';

/** What a fault of our own side may be told. */
export interface FaultKind {
  readonly parameters: Parameters;
  /** The calls that it can strike, where `steps` may choose among them. */
  readonly steps?: readonly LocalStep[];
  /** Exactly one of these calls has to be named as `step`. */
  readonly step?: readonly LocalStep[];
  /** Whether `functions` may choose among the callers. */
  readonly hasCallers: boolean;
  /** Why it strikes no session in particular, where that is so. */
  readonly sessionless?: string;
}

const CLAIM_STEPS: readonly LocalStep[] = [
  'table.claim',
  'table.answer',
  'table.complete',
  'table.release',
];
const TABLE_STEPS: readonly LocalStep[] = [
  ...CLAIM_STEPS,
  'table.read',
  'table.insert',
  'table.save',
  'table.mark',
  'table.list',
  'table.due',
];

/** Every call of a function that can be struck. */
export const STEPS: readonly LocalStep[] = [
  'secret.read',
  ...TABLE_STEPS,
  'veriff.create',
  'veriff.decision',
  'veriff.attempts',
  'veriff.delete',
  'bus.publish',
];

/** Calls that are made before it is known for which session, or for many. */
export const SESSIONLESS_STEPS: readonly LocalStep[] = [
  'secret.read',
  'table.claim',
  'table.release',
  'table.list',
  'table.due',
  'veriff.create',
];

const CRASH_STEPS = STEPS.filter((step) => step !== 'table.due');

/** Who calls: the functions, and the sweep's workflow. */
export const CALLERS: readonly string[] = [...FUNCTIONS, 'sweep'];

const SECRET = 'the secret is read for no session in particular';

/** Every fault of our own side with its parameters. */
export const FAULTS: Readonly<Record<LocalFaultKind, FaultKind>> = {
  tableThrottled: { parameters: {}, steps: TABLE_STEPS, hasCallers: true },
  tableSlow: {
    parameters: {
      seconds: { rule: { type: 'number', min: 0, max: 60, whole: false }, fallback: 2 },
    },
    steps: TABLE_STEPS,
    hasCallers: true,
  },
  conditionLost: { parameters: {}, hasCallers: true },
  secretMissing: { parameters: {}, hasCallers: true, sessionless: SECRET },
  secretRotated: { parameters: {}, hasCallers: true, sessionless: SECRET },
  publishFails: { parameters: { how: choice('refused', 'down') }, hasCallers: true },
  handlerTimeout: { parameters: { when: choice('end', 'start') }, hasCallers: true },
  crashBefore: { parameters: {}, step: CRASH_STEPS, hasCallers: true },
  crashAfter: { parameters: {}, step: CRASH_STEPS, hasCallers: true },
  ttlLag: {
    parameters: {
      hours: { rule: { type: 'number', min: 1, max: 8760, whole: false }, fallback: 48 },
    },
    hasCallers: false,
  },
};

function choice(usual: string, other: string): Parameters[string] {
  return { rule: { type: 'choice', of: [usual, other] }, fallback: usual };
}

/** Whether a name is that of a fault. */
export function isFaultKind(name: string): name is LocalFaultKind {
  return Object.hasOwn(FAULTS, name);
}
