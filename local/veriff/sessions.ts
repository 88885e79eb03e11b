import type { SimPlayAction, SimStatus } from './control.ts';
import {
  DEFAULT_DECLINE,
  DEFAULT_RESUBMISSION,
  RESUBMISSION_LIMIT_EXCEEDED,
  reasonText,
} from './reasons.ts';
import {
  type Attempt,
  currentAttempt,
  type Decision,
  SESSION_LIFE_MS,
  type Session,
  type ShownDocument,
  withCurrentAttempt,
} from './session.ts';
import { type Micros, millis } from './times.ts';

/** `flow` is the hosted page and the SDKs, `api` is upload by API: only the first has the five-minute hold. */
export type Channel = 'flow' | 'api';

export interface Command {
  readonly action: SimPlayAction;
  readonly channel?: Channel;
  readonly reasonCode?: number;
  readonly reason?: string;
  readonly set?: Readonly<Record<string, unknown>>;
  readonly again?: boolean;
  /** With `submit`: the document that the user chose. */
  readonly document?: ShownDocument;
}

/** Everything that the rules need from outside: time and ids are data. */
export interface Circumstances {
  readonly at: Micros;
  readonly newAttemptId: string;
  readonly attemptLimit: number;
  readonly decides: 'by-hand' | 'first-name';
}

/** A webhook that follows from a move. */
export type Announcement =
  | { readonly kind: 'event'; readonly attemptId: string; readonly action: 'started' | 'submitted' }
  | {
      readonly kind: 'decision';
      readonly attemptId: string;
      readonly decision: Decision;
      readonly held: boolean;
    }
  /** The user came back within five minutes: the held webhook of that attempt is never sent. */
  | { readonly kind: 'withdraw'; readonly attemptId: string };

export type Played =
  | {
      readonly ok: true;
      readonly session: Session;
      readonly announcements: readonly Announcement[];
    }
  | { readonly ok: false; readonly allowed: readonly SimPlayAction[] };

const DECISION_CODES = {
  approved: 9001,
  declined: 9102,
  resubmission_requested: 9103,
  expired: 9104,
  abandoned: 9104,
  review: 9121,
} as const;

type DecidedStatus = keyof typeof DECISION_CODES;

/** Veriff docs: Sessions Lifecycle, verification-session-status-codes-table. */
const ALLOWED: Readonly<Record<SimStatus, readonly SimPlayAction[]>> = {
  created: ['start', 'expire'],
  started: ['submit', 'abandon'],
  submitted: ['approve', 'decline', 'resubmit', 'review'],
  review: ['approve', 'decline', 'resubmit'],
  resubmission_requested: ['start', 'abandon'],
  approved: [],
  declined: [],
  expired: [],
  abandoned: [],
};

const OUTCOMES: Readonly<Partial<Record<SimPlayAction, DecidedStatus>>> = {
  approve: 'approved',
  decline: 'declined',
  resubmit: 'resubmission_requested',
  review: 'review',
  abandon: 'abandoned',
  expire: 'expired',
};

/** The magic first names of Veriff's older docs; whether today's Veriff still knows them is not sure. */
const MAGIC_NAMES: Readonly<Record<string, SimPlayAction>> = {
  Approve: 'approve',
  Decline: 'decline',
  Resubmit: 'resubmit',
};

/** Moves a session on by one step of its life, or answers what would be legal instead. */
export function play(session: Session, command: Command, given: Circumstances): Played {
  if (!isLegal(session, command)) return { ok: false, allowed: allowedActions(session) };
  if (command.action === 'start') return start(session, given);
  if (command.action === 'submit') return submit(session, command, given);
  return conclude(session, command, given);
}

export function allowedActions(session: Session): readonly SimPlayAction[] {
  return session.deletedAt === undefined ? ALLOWED[session.status] : [];
}

/** The URL is closed: only a new session helps. */
export function isOver(session: Session): boolean {
  return session.deletedAt !== undefined || ALLOWED[session.status].length === 0;
}

/** When time itself ends the session (ms), or undefined where it waits for a reviewer or is over. */
export function endOfLife(session: Session): number | undefined {
  return timeoutAction(session) === undefined
    ? undefined
    : millis(session.createdAt) + SESSION_LIFE_MS;
}

/** Never opened: expired. Opened and not finished: abandoned. Submitted sessions are not ended by time. */
export function timeoutAction(session: Session): 'expire' | 'abandon' | undefined {
  if (isOver(session)) return undefined;
  if (session.status === 'created') return 'expire';
  return session.status === 'started' || session.status === 'resubmission_requested'
    ? 'abandon'
    : undefined;
}

function isLegal(session: Session, command: Command): boolean {
  if (session.deletedAt !== undefined) return false;
  if (ALLOWED[session.status].includes(command.action)) return true;
  // PATCH may submit a session that nobody opened: everything was uploaded by API.
  if (command.action === 'submit' && command.channel === 'api') return session.status === 'created';
  return command.again === true && isSecondVerdict(session, command);
}

function isSecondVerdict(session: Session, command: Command): boolean {
  const decided = session.status === 'approved' || session.status === 'declined';
  return decided && ALLOWED.submitted.includes(command.action);
}

function start(session: Session, given: Circumstances): Played {
  const { at } = given;
  const last = currentAttempt(session);
  const moved: Session = { ...session, status: 'started', updatedAt: at };
  if (session.status !== 'resubmission_requested') {
    const opened: Attempt = { ...last, status: 'started', startedAt: at };
    return {
      ok: true,
      session: withCurrentAttempt(moved, opened),
      announcements: [{ kind: 'event', attemptId: last.id, action: 'started' }],
    };
  }
  const next: Attempt = { id: given.newAttemptId, status: 'started', createdAt: at, startedAt: at };
  return {
    ok: true,
    session: { ...moved, attempts: [...session.attempts, next] },
    announcements: [
      { kind: 'withdraw', attemptId: last.id },
      { kind: 'event', attemptId: next.id, action: 'started' },
    ],
  };
}

function submit(session: Session, command: Command, given: Circumstances): Played {
  const attempt: Attempt = {
    ...currentAttempt(session),
    status: 'submitted',
    submittedAt: given.at,
    ...(command.channel === 'api' ? { uploaded: true } : {}),
    ...(command.document === undefined ? {} : { document: command.document }),
  };
  const moved: Session = { ...session, status: 'submitted', updatedAt: given.at };
  const submitted = withCurrentAttempt(moved, attempt);
  const event: Announcement = { kind: 'event', attemptId: attempt.id, action: 'submitted' };
  const verdict = ownVerdict(submitted, given);
  if (verdict === undefined) return { ok: true, session: submitted, announcements: [event] };
  const decided = conclude(submitted, verdict, { ...given, at: given.at + 1 });
  return decided.ok ? { ...decided, announcements: [event, ...decided.announcements] } : decided;
}

/** What a test integration decides by itself: the attempt over the limit, and the magic first names. */
function ownVerdict(session: Session, given: Circumstances): Command | undefined {
  if (session.attempts.length >= given.attemptLimit) {
    return { action: 'decline', reasonCode: RESUBMISSION_LIMIT_EXCEEDED };
  }
  const name = session.request.person['firstName'];
  if (given.decides !== 'first-name' || typeof name !== 'string') return undefined;
  const action = Object.hasOwn(MAGIC_NAMES, name) ? MAGIC_NAMES[name] : undefined;
  return action === undefined ? undefined : { action };
}

function conclude(session: Session, command: Command, given: Circumstances): Played {
  const status = OUTCOMES[command.action];
  if (status === undefined) return { ok: false, allowed: allowedActions(session) };
  const decision: Decision = {
    status,
    code: DECISION_CODES[status],
    ...reasonOf(status, command),
    at: given.at,
    ...(command.set === undefined ? {} : { set: command.set }),
  };
  const attempt: Attempt = { ...currentAttempt(session), status, decision };
  // Veriff docs: decision-webhook. Only flows in which the user is asked on the last screen hold it back.
  const held = status === 'resubmission_requested' && attempt.uploaded !== true;
  return {
    ok: true,
    session: withCurrentAttempt({ ...session, status, updatedAt: given.at }, attempt),
    announcements: [{ kind: 'decision', attemptId: attempt.id, decision, held }],
  };
}

function reasonOf(
  status: DecidedStatus,
  command: Command,
): { readonly reason: string | null; readonly reasonCode: number | null } {
  if (status !== 'declined' && status !== 'resubmission_requested') {
    return { reason: null, reasonCode: null };
  }
  const usual = status === 'declined' ? DEFAULT_DECLINE : DEFAULT_RESUBMISSION;
  const reasonCode = command.reasonCode ?? usual;
  return { reason: command.reason ?? reasonText(reasonCode), reasonCode };
}
