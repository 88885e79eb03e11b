import type {
  SimClock,
  SimDeliverySummary,
  SimFaults,
  SimSession,
  SimStatus,
} from '../veriff/control.ts';
import type { LocalFaults } from './wire-faults.ts';
import type { TraceEntry } from './wire-trace.ts';

/**
 * The shapes of `/_local/*` on the console port, sessions, sweep, events, time and stream; the trace is in
 * `wire-trace.ts`, our side's faults are in `wire-faults.ts`. Only types: the page imports nothing else of this
 * folder. Times are ISO 8601 in virtual time, UTC. What is absent is left out, never null, unless it says so.
 * Routes and parameters: docs/local-api.md. Errors are RFC 9457, as `SimProblem`.
 */

/**
 * What became of our record. `held`: it counts · `erased`: a tombstone without personal data · `expired`: its
 * time is over, whether or not the database has deleted it yet · `unknown`: we never had one.
 */
export type LocalPresence = 'held' | 'erased' | 'expired' | 'unknown';

export type LocalNextAction = 'open_url' | 'wait' | 'retry_same_url' | 'create_new' | 'none';

/** Who decided: Veriff's webhook, our poll (the fallback), or we ourselves at the end of the seven days. */
export type LocalDecisionSource = 'webhook' | 'poll' | 'own';

export interface LocalDecision {
  readonly status: SimStatus;
  readonly source: LocalDecisionSource;
  readonly code?: number;
  readonly reason?: string;
  readonly reasonCode?: number;
  readonly attemptId?: string;
  readonly decidedAt?: string;
  /** Status and code disagreed. */
  readonly contradiction?: true;
}

/** Something that the record owes: it is in the index `due` because of it. */
export interface LocalDebt {
  readonly kind: 'poll' | 'publication' | 'erasure';
  readonly dueAt: string;
  /** With a publication: the version that is owed. */
  readonly version?: number;
}

/** `refused`: a message about it was refused · `overdue`: it owes something for more than five minutes. */
export type LocalTrouble = 'refused' | 'overdue';

/** One row of the list, and the data of the stream's `session`. */
export interface LocalSessionSummary {
  readonly id: string;
  readonly presence: LocalPresence;
  readonly tenant?: string;
  readonly integration?: string;
  /** Absent where there is no record, or only a tombstone. */
  readonly status?: SimStatus;
  readonly final: boolean;
  readonly nextAction?: LocalNextAction;
  readonly version?: number;
  readonly vendorData?: string;
  readonly endUserId?: string;
  readonly createdAt?: string;
  /** The last change that a client can see. */
  readonly updatedAt?: string;
  readonly erasedAt?: string;
  readonly validUntil?: string;
  /** When the record expires, renewed by every write. */
  readonly expiresAt?: string;
  readonly decision?: LocalDecision;
  readonly attempts: number;
  readonly polls?: number;
  /** What it owes, the next thing first. */
  readonly owes: readonly LocalDebt[];
  readonly troubles: readonly LocalTrouble[];
}

/** GET /_local/sessions: newest first. */
export interface LocalSessionList {
  readonly sessions: readonly LocalSessionSummary[];
  readonly nextCursor: string | null;
  /** Of the whole table, whatever the filters; `erased`, `expired` and `troubled` beside the statuses. */
  readonly counts: Readonly<Partial<Record<SimStatus | 'erased' | 'troubled', number>>>;
  /** Records that are held. */
  readonly total: number;
}

/** One line of *our record* beside *Veriff's truth*. */
export interface LocalComparison {
  readonly field: 'status' | 'code' | 'reason' | 'decidedAt' | 'attempts';
  readonly ours: string | null;
  readonly veriffs: string | null;
  readonly differs: boolean;
}

/** GET /_local/sessions/{id} and /_local/sessions/latest; 404 only where nobody knows anything of it. */
export interface LocalSession extends LocalSessionSummary {
  /** One sentence or two: why it is in this state, and what is awaited next. */
  readonly why: string;
  /** Attempt ids and how far each is known to have come. */
  readonly attemptList: readonly { readonly id: string; readonly progress: string }[];
  /** The item as it is in the table, plain JSON. */
  readonly record?: Readonly<Record<string, unknown>>;
  /** The simulator's view; null where it has none. */
  readonly veriff: SimSession | null;
  /** Empty where one of the two sides has nothing. */
  readonly comparison: readonly LocalComparison[];
}

/** One run of the sweep. */
export interface LocalSweepRun {
  readonly id: number;
  readonly at: string;
  readonly startedBy: 'schedule' | 'hand';
  /** Sessions that were due, settled, and not settled. */
  readonly found: number;
  readonly settled: number;
  readonly failed: number;
  /** Tasks that were tried again, and failures that a Catch took. */
  readonly retried: number;
  readonly caught: number;
  readonly milliseconds: number;
  /** Why the run itself failed, as AWS would count it; the numbers above are of what it did all the same. */
  readonly error?: string;
  /** Sessions that it gave to `poll-decision`, at most 1000. */
  readonly sessions: readonly string[];
  /** How often each state was entered, for the counts on the graph. */
  readonly entered: Readonly<Record<string, number>>;
}

/** One state that a run went through. */
export interface LocalSweepStep {
  /** 1 for the first of its run. */
  readonly seq: number;
  readonly state: string;
  readonly type: string;
  /** Of a state within a Map: the Map's name and the iteration. */
  readonly within?: { readonly map: string; readonly index: number };
  readonly input: unknown;
  readonly output?: unknown;
  /** The name and the cause of a failure; `caught` where a Catch took it. */
  readonly error?: string;
  readonly caught?: true;
  /** How often a task was tried again. */
  readonly retries?: number;
  /** Real time since the start of the run. */
  readonly startedAfterMs: number;
  readonly endedAfterMs?: number;
}

/** GET /_local/sweeps: newest first. */
export interface LocalSweeps {
  readonly runs: readonly LocalSweepRun[];
  /** When the schedule starts the next one. */
  readonly next: string;
  /** The index `due` by bucket. */
  readonly due: readonly {
    readonly bucket: string;
    readonly count: number;
    readonly earliest?: string;
  }[];
}

/** GET /_local/sweeps/{id}; POST /_local/sweeps answers the `LocalSweepRun`. */
export interface LocalSweepDetail extends LocalSweepRun {
  readonly steps: readonly LocalSweepStep[];
}

/** One event that was published. */
export interface LocalEvent {
  readonly seq: number;
  readonly publishedAt: string;
  readonly source: string;
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
  /** How often the event of this id has been published so far, this one included: 1 unless repeated. */
  readonly times: number;
}

/** GET /_local/events: oldest first. */
export interface LocalEvents {
  readonly events: readonly LocalEvent[];
}

/** Something that is going to happen by itself. */
export interface LocalDue {
  readonly at: string;
  /**
   * `webhook`: held, delayed or to be tried again · `end`: Veriff's seven days are over · `expiry`: the record counts
   * no more.
   */
  readonly kind: 'poll' | 'publication' | 'erasure' | 'webhook' | 'end' | 'expiry';
  readonly session: string;
  /** In words: `ask Veriff for the decision`. */
  readonly label: string;
  /** With `webhook`. */
  readonly delivery?: string;
}

/** GET /_local/due: earliest first, at most 100 of each kind. */
export interface LocalDueList extends SimClock {
  readonly due: readonly LocalDue[];
}

/** GET /_local/doctor. `ok` null: not checked, `found` says why. */
export interface LocalDoctor {
  readonly ok: boolean;
  readonly checks: readonly {
    readonly id: string;
    readonly ok: boolean | null;
    readonly found: string;
    /** The command or step that mends it; empty where nothing is wrong. */
    readonly fix: string;
  }[];
}

/** GET /_local/info. */
export interface LocalInfo {
  readonly version: string;
  readonly node: string;
  /** Null: in memory. */
  readonly dataDir: string | null;
  readonly consoleUrl: string;
  readonly apiUrl: string;
  readonly simulatorUrl: string;
  readonly webhookUrl: string;
  /** A program's start, in real time. */
  readonly startedAt: string;
}

/** The data of each event of GET /_local/stream, by the name of the event. */
export interface LocalStream {
  /** Without its detail: GET /_local/trace/{seq}. */
  readonly trace: TraceEntry;
  readonly session: LocalSessionSummary;
  readonly delivery: SimDeliverySummary;
  readonly clock: SimClock;
  readonly faults: LocalFaultNews;
  readonly sweep: LocalSweepNews;
  /** Entries were missed that are no more; read again what is shown. */
  readonly reset: { readonly why: string };
}

/** Both sides' faults, where one of them changed or struck. */
export interface LocalFaultNews {
  readonly simulator: SimFaults;
  readonly ours: LocalFaults;
}

/** A state that was entered or left, and the run at its end. */
export type LocalSweepNews =
  | { readonly kind: 'started'; readonly run: number; readonly at: string }
  | { readonly kind: 'step'; readonly run: number; readonly step: LocalSweepStep }
  | { readonly kind: 'ended'; readonly run: LocalSweepRun };
