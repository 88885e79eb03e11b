/** The shapes of `PUT`, `GET` and `DELETE /_local/faults`: faults of our own side. Only types. */

/**
 * `tableThrottled`, `tableSlow`: what the table answers · `conditionLost`: another writer wins · `secretMissing`,
 * `secretRotated`: what the secret holds · `publishFails`: the bus takes nothing · `handlerTimeout`: a function is
 * stopped · `crashBefore`, `crashAfter`: a function is killed around one of its calls · `ttlLag`: the table deletes late.
 */
export type LocalFaultKind =
  | 'tableThrottled'
  | 'tableSlow'
  | 'conditionLost'
  | 'secretMissing'
  | 'secretRotated'
  | 'publishFails'
  | 'handlerTimeout'
  | 'crashBefore'
  | 'crashAfter'
  | 'ttlLag';

/**
 * A call that a function makes, as it is seen from outside. `table.claim`, `answer`, `complete`, `release`: the claim of
 * an Idempotency-Key · `table.insert`, `save`, `mark`: a session's record, made, changed, taken out of the outbox ·
 * `table.list`: a user's sessions · `table.due`: the sweep's own query, which no crash can strike.
 */
export type LocalStep =
  | 'secret.read'
  | 'table.claim'
  | 'table.answer'
  | 'table.complete'
  | 'table.release'
  | 'table.read'
  | 'table.insert'
  | 'table.save'
  | 'table.mark'
  | 'table.list'
  | 'table.due'
  | 'veriff.create'
  | 'veriff.decision'
  | 'veriff.attempts'
  | 'veriff.delete'
  | 'bus.publish';

/** One fault: exactly one scope (a session may narrow another), filters, the kind's parameters. */
export interface LocalFaultRule {
  readonly next?: number;
  readonly session?: string;
  readonly always?: true;
  readonly probability?: number;
  readonly seed?: number;
  /** Only calls of these functions: `receive-webhook` …, and `sweep`. Not with `ttlLag`. */
  readonly functions?: readonly string[];
  /** With `tableThrottled` and `tableSlow`: only these calls. With a crash: exactly one, as `step`. */
  readonly steps?: readonly LocalStep[];
  readonly step?: LocalStep;
  /** With `tableSlow`: real time, 2 by default. */
  readonly seconds?: number;
  /** With `ttlLag`: 48 by default. */
  readonly hours?: number;
  /** With `publishFails`: `refused` (each entry; default) or `down` (the service). */
  readonly how?: 'refused' | 'down';
  /** With `handlerTimeout`: `end` (all is done, nobody is told; default) or `start` (nothing is done). */
  readonly when?: 'start' | 'end';
}

/** `PUT` replaces the whole set; a refused one changes nothing. */
export interface LocalFaultsRequest {
  readonly seed?: number;
  readonly faults: Partial<Record<LocalFaultKind, LocalFaultRule | readonly LocalFaultRule[]>>;
}

/** A rule as it stands: everything filled in, what is left of it, how often it struck. */
export type LocalActiveFault = LocalFaultRule & {
  readonly id: string;
  readonly left?: number;
  readonly struck: number;
};

/** What `GET`, `PUT` and `DELETE` answer. */
export interface LocalFaults {
  readonly seed: number;
  readonly faults: Partial<Record<LocalFaultKind, readonly LocalActiveFault[]>>;
  /** What `step` and `steps`, and `functions`, may name. */
  readonly steps: readonly LocalStep[];
  readonly functions: readonly string[];
}
