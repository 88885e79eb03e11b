/** A decision, as clients and events see it. Absent rather than null. */
export interface DecisionBody {
  readonly status: string;
  readonly code?: number;
  readonly reason?: string;
  readonly reasonCode?: number;
  /** ISO 8601, UTC, nine fraction digits. */
  readonly decidedAt?: string;
  readonly source: 'webhook' | 'poll' | 'own';
}

/** The answer of `GET /v1/sessions/{id}`, and one entry of a list. Times are ISO 8601, UTC. */
export interface SessionBody {
  readonly id: string;
  readonly status: string;
  readonly final: boolean;
  readonly nextAction: 'open_url' | 'wait' | 'retry_same_url' | 'create_new' | 'none';
  readonly decision?: DecisionBody;
  /** How many attempts the end user has made. */
  readonly attempts: number;
  readonly vendorData?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly validUntil: string;
}

/** The answer of `GET /v1/sessions?vendorData=…`, newest first. */
export interface SessionListBody {
  readonly sessions: readonly SessionBody[];
  /** Opaque; null on the last page. */
  readonly nextCursor: string | null;
}
