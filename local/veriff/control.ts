/** The shapes of the control API under /_sim. Only types: console and command line import nothing else of this folder. */

export type SimStatus =
  | 'created'
  | 'started'
  | 'submitted'
  | 'review'
  | 'approved'
  | 'declined'
  | 'resubmission_requested'
  | 'expired'
  | 'abandoned';

/** What an end user, a reviewer or time does to a session. */
export type SimPlayAction =
  | 'start'
  | 'submit'
  | 'approve'
  | 'decline'
  | 'resubmit'
  | 'review'
  | 'abandon'
  | 'expire';

/** `watchlist` and `userStatus` send their webhook and leave the session's status alone. */
export type SimAction = SimPlayAction | 'watchlist' | 'userStatus';

export interface SimActionRequest {
  readonly action: SimAction;
  /** With `decline` and `resubmit`. */
  readonly reasonCode?: number;
  /** With `decline`, `resubmit` and `userStatus`. */
  readonly reason?: string;
  /** Pointers into `verification` of the decision body; an unknown path is refused. */
  readonly set?: Readonly<Record<string, unknown>>;
  /** Decide a session again that has a decision already, as portal staff can. */
  readonly again?: boolean;
  /** With `watchlist`: `no_match` by default. */
  readonly matchStatus?: string;
  /** With `userStatus`: the slug of the status. */
  readonly statusCode?: string;
}

export interface SimDecision {
  readonly status: SimStatus;
  readonly code: number;
  readonly reason: string | null;
  readonly reasonCode: number | null;
  readonly decidedAt: string;
}

export interface SimAttempt {
  readonly id: string;
  readonly number: number;
  readonly status: SimStatus;
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly submittedAt?: string;
  readonly decision?: SimDecision;
}

export interface SimSessionSummary {
  readonly id: string;
  readonly status: SimStatus;
  /** True once the session's URL is closed for good. */
  readonly final: boolean;
  readonly vendorData: string | null;
  readonly endUserId: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** The end of its seven days. */
  readonly validUntil: string;
  readonly attemptId: string;
  readonly attempts: number;
  readonly decision: SimDecision | null;
  /** The actions that are legal now. */
  readonly allowed: readonly SimAction[];
  /** When DELETE /v1/sessions/{id} took it away. */
  readonly deletedAt?: string;
}

export interface SimSession extends SimSessionSummary {
  /** The end user's page. */
  readonly url: string;
  readonly callback: string | null;
  readonly attemptList: readonly SimAttempt[];
  readonly deliveries: readonly SimDeliverySummary[];
  /** What GET decision answers for it: Veriff's body, `verification` null before a decision. */
  readonly decisionBody: unknown;
}

export interface SimSessionList {
  readonly sessions: readonly SimSessionSummary[];
  readonly nextCursor: string | null;
}

export interface SimActionResult {
  readonly session: SimSession;
  /** The webhooks that the action caused, after their first attempts. */
  readonly deliveries: readonly SimDeliverySummary[];
}

export type SimWebhookKind = 'event' | 'decision' | 'fullauto' | 'watchlist' | 'userStatus';

/**
 * `waiting`: not sent yet · `delivered`: 200 · `refused`: any other answer · `failed`: no answer ·
 * `dropped`: lost by a fault · `cancelled`: not to be sent any more.
 */
export type SimDeliveryOutcome =
  | 'waiting'
  | 'delivered'
  | 'refused'
  | 'failed'
  | 'dropped'
  | 'cancelled';

/** Why a webhook waits. `hold` is Veriff's five minutes before a resubmission webhook. */
export type SimDeliveryWait = 'turn' | 'hold' | 'retry' | 'delay' | 'reorder' | 'copy' | 'resend';

export type SimSigningKey = 'current' | 'previous' | 'unknown' | 'original' | 'none';

export interface SimStrike {
  /** The fault's kind, `corruptSignature`. */
  readonly kind: string;
  /** The rule that struck, `corruptSignature-1`. */
  readonly rule: string;
  /** True where it could not be applied, as a path that the body lacks. */
  readonly skipped?: true;
  readonly note?: string;
}

/** One try to deliver one webhook. */
export interface SimDeliverySummary {
  readonly id: string;
  readonly webhookId: string;
  readonly sessionId: string;
  readonly attemptId: string;
  readonly kind: SimWebhookKind;
  /** `started`, `approved` … */
  readonly action: string;
  readonly code: number | null;
  /** 1 for the first try of this webhook. */
  readonly try: number;
  readonly origin: 'first' | 'retry' | 'copy' | 'resend';
  /** The delivery that this one repeats. */
  readonly repeats?: string;
  readonly outcome: SimDeliveryOutcome;
  readonly waitsFor?: SimDeliveryWait;
  readonly dueAt: string;
  readonly sentAt?: string;
  readonly answerStatus?: number;
  readonly error?: string;
  readonly milliseconds?: number;
  readonly faults: readonly SimStrike[];
  readonly retryAt?: string;
}

export interface SimDelivery extends SimDeliverySummary {
  readonly url: string;
  /** Exactly what went out (or will, while waiting and if no fault strikes). */
  readonly body: { readonly text: string; readonly base64: string; readonly bytes: number };
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly signature: { readonly key: SimSigningKey; readonly value: string | null };
  readonly answer?: { readonly status: number; readonly body: string };
}

export interface SimDeliveryList {
  readonly deliveries: readonly SimDeliverySummary[];
  readonly nextCursor: string | null;
}

export interface SimResendRequest {
  readonly set?: Readonly<Record<string, unknown>>;
  readonly add?: Readonly<Record<string, unknown>>;
  readonly remove?: readonly string[];
  /** The whole body: a JSON value, or the text itself. */
  readonly body?: unknown;
  /** By default `original` where nothing was edited, `current` otherwise. */
  readonly sign?: 'current' | 'previous' | 'original' | 'none';
  readonly times?: number;
  readonly delaySeconds?: number;
}

export interface SimResendResult {
  /** The first of the new deliveries. */
  readonly delivery: SimDelivery;
  readonly deliveries: readonly SimDeliverySummary[];
}

export type SimWebhookFault =
  | 'drop'
  | 'delay'
  | 'reorder'
  | 'duplicate'
  | 'rewrite'
  | 'malformed'
  | 'truncate'
  | 'corruptSignature'
  | 'oldSecret';

export type SimApiFault =
  | 'outage'
  | 'serverError'
  | 'rateLimit'
  | 'slow'
  | 'hang'
  | 'malformed'
  | 'lostAnswer'
  | 'pending';

export type SimOperation =
  | 'create'
  | 'decision'
  | 'attempts'
  | 'person'
  | 'watchlist'
  | 'media'
  | 'patch'
  | 'delete';

/** One fault: exactly one scope (a session may narrow another), filters, the kind's parameters. */
export interface SimFaultRule {
  readonly next?: number;
  readonly session?: string;
  readonly always?: true;
  readonly probability?: number;
  readonly seed?: number;
  readonly kinds?: readonly SimWebhookKind[];
  readonly actions?: readonly string[];
  readonly operations?: readonly SimOperation[];
  readonly [parameter: string]: unknown;
}

export interface SimFaultsRequest {
  readonly seed?: number;
  readonly preset?: string;
  readonly webhooks?: Partial<Record<SimWebhookFault, SimFaultRule | readonly SimFaultRule[]>>;
  readonly api?: Partial<Record<SimApiFault, SimFaultRule | readonly SimFaultRule[]>>;
}

/** A rule as it stands: everything filled in, what is left of it, how often it struck. */
export type SimActiveFault = SimFaultRule & {
  readonly id: string;
  readonly left?: number;
  readonly struck: number;
};

export interface SimFaults {
  readonly seed: number;
  readonly webhooks: Partial<Record<SimWebhookFault, readonly SimActiveFault[]>>;
  readonly api: Partial<Record<SimApiFault, readonly SimActiveFault[]>>;
  readonly presets: readonly string[];
}

export interface SimClock {
  readonly now: string;
  /** How far ahead of real time. */
  readonly offsetSeconds: number;
  /** The next moment at which anything is owed. */
  readonly next: string | null;
}

export type SimClockRequest =
  | { readonly advanceSeconds: number }
  /** `next`, or a moment in ISO 8601. */
  | { readonly to: string };

export interface SimClockResult extends SimClock {
  /** How many pieces of work fell due on the way. */
  readonly ran: number;
}

/** RFC 9457. */
export interface SimProblem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
  /** With `illegal-action`: what would be legal now. */
  readonly allowed?: readonly SimAction[];
}
