/** The shapes of the trace: every message of the local run, told from around the bundles. Only types. */

/** The lanes of the diagram, left to right; `secrets` has none of its own. */
export type TraceParty =
  | 'user'
  | 'backend'
  | 'api'
  | 'table'
  | 'sweep'
  | 'webhook'
  | 'veriff'
  | 'bus'
  | 'secrets';

/**
 * `request`, `answer`: the client API · `webhook`: a delivery, arrived or lost · `call`: ours to Veriff · `action`: the
 * end user, a reviewer or time moved the session at Veriff · `write`, `read`: the table (a read only where it failed) ·
 * `publication`: an event on the bus · `sweep`: a run took the session up · `secret`: the secret could not be read ·
 * `crash`: a function was killed or failed · `expiry`: the database deleted an item.
 */
export type TraceKind =
  | 'request'
  | 'answer'
  | 'webhook'
  | 'call'
  | 'action'
  | 'write'
  | 'read'
  | 'publication'
  | 'sweep'
  | 'secret'
  | 'crash'
  | 'expiry';

/** `unchanged`: accepted, and nothing was to be done · `refused`: answered with an error · `lost`: never arrived. */
export type TraceOutcome = 'ok' | 'unchanged' | 'refused' | 'lost' | 'failed';

/** One message. */
export interface TraceEntry {
  /** The number under which it was told; `after` and `Last-Event-ID` refer to it. */
  readonly seq: number;
  /**
   * Its place among the others: sort by it. Not always the order of `seq`, since a message is told when it is
   * known what came of it, after those that it caused.
   */
  readonly order: number;
  /** Virtual time, ISO 8601 with milliseconds. */
  readonly at: string;
  /** Absent where it belongs to no session that is known. */
  readonly session?: string;
  readonly from: TraceParty;
  readonly to: TraceParty;
  readonly kind: TraceKind;
  /** `POST /v1/sessions`, `decision approved 9001`, `created v1` … */
  readonly label: string;
  readonly outcome: TraceOutcome;
  /** One sentence: why it was refused, lost, failed or changed nothing. */
  readonly why?: string;
  /** In short: `201`, `dropped`, `condition failed`. */
  readonly result?: string;
  readonly milliseconds?: number;
  /** The state change of a `write`, drawn as a bar; `from` is absent where the session was made. */
  readonly change?: TraceChange;
  /** The simulator's delivery, of a `webhook`; absent while it is not known yet. */
  readonly delivery?: string;
  /** Ties what one run of a function did. */
  readonly invocation?: string;
}

export interface TraceChange {
  readonly from?: string;
  readonly to: string;
  readonly version: number;
}

/** GET /_local/trace/{seq}, and the entries of GET /_local/trace. */
export interface TraceEntryInFull extends TraceEntry {
  readonly detail: TraceDetail;
}

/** GET /_local/trace?session=&after=&limit=: in the order of `seq`. */
export interface TraceList {
  readonly entries: readonly TraceEntryInFull[];
  /** Give it as `after` to read on. */
  readonly last: number;
  /** Whether older entries were let go, so that the history may be incomplete. */
  readonly cut: boolean;
}

/** What there is to see when a row is opened. */
export type TraceDetail =
  | HttpDetail
  | WriteDetail
  | PublicationDetail
  | LossDetail
  | FailureDetail
  /** The session was erased: nothing personal is kept. */
  | { readonly type: 'erased' }
  | { readonly type: 'none' };

/** Of `request`, `answer`, `webhook` and `call`. */
export interface HttpDetail {
  readonly type: 'http';
  readonly request?: HttpMessage;
  readonly answer?: HttpMessage;
  /** Of a `webhook`. */
  readonly signature?: SignatureCheck;
  /** What the function printed meanwhile: its log lines, without metrics. */
  readonly log: readonly Readonly<Record<string, unknown>>[];
}

export interface HttpMessage {
  /** `POST /webhooks/veriff`, `200`. */
  readonly head: string;
  /** In their order; values of secrets are replaced by dots. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: {
    readonly text: string;
    /** Exactly what went over the wire. */
    readonly base64: string;
    readonly bytes: number;
    /** Only the beginning was kept. */
    readonly cut?: true;
  };
}

/** The signature as the trace computed it by itself, over the exact bytes. */
export interface SignatureCheck {
  readonly isValid: boolean;
  /** Which header it came in, `x-hmac-signature`; absent without one. */
  readonly header?: string;
  readonly received: string | null;
  /** One digest for each secret that we hold. */
  readonly computed: readonly { readonly secret: string; readonly digest: string }[];
  /** The secret that fits: `current`, `previous` … */
  readonly matched?: string;
  /** One sentence: what is wrong with it, or which secret fits. */
  readonly why: string;
}

/** Of `write` and `expiry`: the item as plain JSON. */
export interface WriteDetail {
  readonly type: 'write';
  readonly operation: 'PutItem' | 'UpdateItem' | 'DeleteItem';
  readonly key: string;
  readonly condition?: {
    /** `as read: revision 3`, `the key is free`. */
    readonly name: string;
    /** With names and values filled in: `revision = 3 AND expiresAt > 1772453100`. */
    readonly text: string;
    readonly held: boolean;
  };
  /** Absent where there was none, or it is not known. */
  readonly before?: Readonly<Record<string, unknown>>;
  /** Absent where nothing was written or the item was deleted. */
  readonly after?: Readonly<Record<string, unknown>>;
}

export interface PublicationDetail {
  readonly type: 'publication';
  readonly event: Readonly<Record<string, unknown>>;
}

/** Of a `webhook` that never arrived; what would have gone out: GET /_sim/deliveries/{delivery}. */
export interface LossDetail {
  readonly type: 'loss';
  readonly faults: readonly string[];
}

/** Of `read`, `secret`, `crash` and failed calls. */
export interface FailureDetail {
  readonly type: 'failure';
  readonly error: string;
  /** The fault that was set, where it was one. */
  readonly fault?: string;
  readonly log: readonly Readonly<Record<string, unknown>>[];
}
