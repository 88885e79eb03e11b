import type { SimStatus } from './control.ts';
import { DAY_MS, type Micros } from './times.ts';

/** A session lives seven days from its creation; a resubmission does not extend them. */
export const SESSION_LIFE_MS = 7 * DAY_MS;

/** What Veriff keeps of the request that made a session. */
export interface SessionRequest {
  readonly callback?: string;
  readonly person: Readonly<Record<string, unknown>>;
  readonly document: Readonly<Record<string, unknown>>;
  readonly vendorData: string | null;
  readonly endUserId: string | null;
}

export interface Decision {
  readonly status: SimStatus;
  readonly code: number;
  readonly reason: string | null;
  readonly reasonCode: number | null;
  readonly at: Micros;
  /** Edits of the decision body, by pointer into `verification`. */
  readonly set?: Readonly<Record<string, unknown>>;
}

export interface UserStatus {
  readonly statusCode: string;
  readonly reason: string;
  readonly at: Micros;
}

export interface Upload {
  readonly context: string;
  readonly mimetype: string;
  readonly size: number;
}

/** Type (`PASSPORT` …) and country (ISO 3166-1 alpha-2) of a document. */
export interface ShownDocument {
  readonly type: string;
  readonly country: string;
}

export interface Attempt {
  readonly id: string;
  readonly status: SimStatus;
  readonly createdAt: Micros;
  readonly startedAt?: Micros;
  readonly submittedAt?: Micros;
  /** Sent by API and not by the flow: there is no last screen that asks to try again. */
  readonly uploaded?: true;
  /** What the user said to have, where it is not what the request says. */
  readonly document?: ShownDocument;
  readonly decision?: Decision;
  readonly userStatuses?: readonly UserStatus[];
  /** Images sent by POST media: only what describes them is kept. */
  readonly uploads?: readonly Upload[];
}

export interface Session {
  readonly id: string;
  readonly seq: number;
  readonly status: SimStatus;
  readonly createdAt: Micros;
  readonly updatedAt: Micros;
  readonly request: SessionRequest;
  /** Oldest first, never empty: the first attempt is made with the session. */
  readonly attempts: readonly [Attempt, ...Attempt[]];
  readonly watchlist?: { readonly matchStatus: string; readonly at: Micros };
  readonly deletedAt?: Micros;
}

export function newSession(
  born: {
    readonly id: string;
    readonly seq: number;
    readonly attemptId: string;
    readonly at: Micros;
  },
  request: SessionRequest,
): Session {
  return {
    id: born.id,
    seq: born.seq,
    status: 'created',
    createdAt: born.at,
    updatedAt: born.at,
    request,
    attempts: [{ id: born.attemptId, status: 'created', createdAt: born.at }],
  };
}

export function currentAttempt(session: Session): Attempt {
  return session.attempts.at(-1) ?? session.attempts[0];
}

/** The document of an attempt: as the user chose it, as the request says, else an Estonian passport. */
export function documentOf(session: Session, attempt: Attempt): ShownDocument {
  const { type, country } = session.request.document;
  return (
    attempt.document ?? {
      type: typeof type === 'string' ? type : 'PASSPORT',
      country: typeof country === 'string' ? country : 'EE',
    }
  );
}

/**
 * The decision that GET decision answers: the latest one. Whether Veriff shows null again while the next attempt
 * runs is not known; keeping the old one is the harder case for a client.
 */
export function latestDecision(
  session: Session,
): { readonly attempt: Attempt; readonly decision: Decision } | undefined {
  const attempt = session.attempts.findLast((each) => each.decision !== undefined);
  return attempt?.decision === undefined ? undefined : { attempt, decision: attempt.decision };
}

/** The session with the next version of its current attempt. */
export function withCurrentAttempt(session: Session, attempt: Attempt): Session {
  const [first, ...rest] = session.attempts;
  const attempts: Session['attempts'] =
    rest.length === 0 ? [attempt] : [first, ...rest.slice(0, -1), attempt];
  return { ...session, attempts };
}
