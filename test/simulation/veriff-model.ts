import { decisionAnswer, decisionBody } from '../../local/veriff/decision-body.ts';
import { currentAttempt, newSession, type Session } from '../../local/veriff/session.ts';
import {
  type Announcement,
  allowedActions,
  type Command,
  endOfLife,
  play,
  timeoutAction,
} from '../../local/veriff/sessions.ts';
import { isoTime, type Micros, millis } from '../../local/veriff/times.ts';
import { createAnswer } from '../../local/veriff/veriff-operations.ts';
import { eventBody } from '../../local/veriff/webhook-bodies.ts';

/** One decision as Veriff made it, in the words of its own body. */
export interface Truth {
  readonly status: unknown;
  readonly code: unknown;
  readonly reason: unknown;
  readonly reasonCode: unknown;
  readonly attemptId: unknown;
  readonly decisionTime: unknown;
  /** When it was made, by the true clock (ms). */
  readonly at: number;
}

/** A webhook that Veriff owes. */
export interface Message {
  readonly sessionId: string;
  readonly body: Buffer;
  readonly attemptId: string;
  readonly kind: 'event' | 'decision';
  /** The decision that it tells. */
  readonly truth?: Truth;
  deliveries: number;
  accepted: boolean;
  /** It never arrives: lost for good, or withdrawn by Veriff. */
  lost: boolean;
}

/** Veriff's memory of one session. */
export interface AtVeriff {
  session: Session;
  readonly truths: Truth[];
  readonly messages: Message[];
  readonly asked: { decision: number; attempts: number; delete: number };
}

/** Veriff: its sessions by id, the moves of the simulator's own core, and no clock of its own. */
export interface VeriffModel {
  readonly sessions: Map<string, AtVeriff>;
  readonly create: (request: CreateBody) => AtVeriff;
  /** Plays a move; `false` where it is not legal in the session's state. */
  readonly act: (known: AtVeriff, command: Command) => boolean;
  /** Sessions whose seven days are over end by themselves. */
  readonly tick: () => void;
}

export interface CreateBody {
  readonly vendorData?: string;
  readonly endUserId?: string;
}

interface Parts {
  readonly now: () => number;
  /** A new id, different from all before. */
  readonly newId: (prefix: string) => string;
  /** Whether a webhook will never arrive. */
  readonly isLost: () => boolean;
}

const HOST = 'https://alchemy.veriff.com';

function truthOf({ verification }: Record<string, unknown>, at: Micros): Truth {
  const said = verification as Record<string, unknown>;
  const { status, code, reason, reasonCode, attemptId, decisionTime } = said;
  return { status, code, reason, reasonCode, attemptId, decisionTime, at: millis(at) };
}

function eventMessage(
  session: Session,
  { attemptId, action }: Extract<Announcement, { kind: 'event' }>,
): Pick<Message, 'body' | 'kind' | 'attemptId'> {
  return { kind: 'event', attemptId, body: Buffer.from(eventBody(session, attemptId, action)) };
}

function decisionMessage(
  { session, truths }: AtVeriff,
  { attemptId, decision }: Extract<Announcement, { kind: 'decision' }>,
): Pick<Message, 'body' | 'kind' | 'attemptId' | 'truth'> {
  const attempt = session.attempts.find(({ id }) => id === attemptId) ?? currentAttempt(session);
  const said = decisionBody(session, attempt, decision);
  const truth = truthOf(said, decision.at);
  truths.push(truth);
  return { kind: 'decision', attemptId, truth, body: Buffer.from(JSON.stringify(said)) };
}

function announce(known: AtVeriff, announcement: Announcement, isLost: () => boolean): void {
  if (announcement.kind === 'withdraw') {
    // The user came back within five minutes: what was held back is never sent.
    for (const message of known.messages) {
      const isHeld = message.kind === 'decision' && message.deliveries === 0;
      if (isHeld && message.attemptId === announcement.attemptId) message.lost = true;
    }
    return;
  }
  const message =
    announcement.kind === 'event'
      ? eventMessage(known.session, announcement)
      : decisionMessage(known, announcement);
  const fresh = { deliveries: 0, accepted: false, lost: isLost() };
  known.messages.push({ ...message, sessionId: known.session.id, ...fresh });
}

/** The sessions at Veriff: nobody but `act` and `tick` changes them. */
export function veriffModel({ now, newId, isLost }: Parts): VeriffModel {
  const sessions = new Map<string, AtVeriff>();
  let last: Micros = 0;
  const stamp = (): Micros => (last = Math.max(now() * 1000, last + 1));

  function act(known: AtVeriff, command: Command): boolean {
    const played = play(known.session, command, {
      at: stamp(),
      newAttemptId: newId('attempt'),
      attemptLimit: 10,
      decides: 'by-hand',
    });
    if (!played.ok) return false;
    known.session = played.session;
    for (const each of played.announcements) announce(known, each, isLost);
    return true;
  }

  return {
    sessions,
    create({ vendorData, endUserId }) {
      const born = { id: newId('session'), seq: sessions.size, attemptId: newId('attempt') };
      const request = {
        person: {},
        document: {},
        vendorData: vendorData ?? null,
        endUserId: endUserId ?? null,
      };
      const session = newSession({ ...born, at: stamp() }, request);
      const asked = { decision: 0, attempts: 0, delete: 0 };
      const known = { session, truths: [], messages: [], asked };
      sessions.set(session.id, known);
      return known;
    },
    act,
    tick() {
      for (const known of sessions.values()) {
        const action = timeoutAction(known.session);
        const end = endOfLife(known.session);
        if (action !== undefined && end !== undefined && end <= now()) act(known, { action });
      }
    },
  };
}

/** What a reviewer or the end user could do next. */
export function movesOf({ session }: AtVeriff): readonly Command['action'][] {
  return allowedActions(session);
}

/** Veriff's answers, in its own words. */
export const ANSWERS = {
  created: ({ session }: AtVeriff) => createAnswer(session, HOST, `token-${session.id}`),
  decision: ({ session }: AtVeriff) => decisionAnswer(session),
  attempts: ({ session }: AtVeriff) =>
    JSON.stringify({
      status: 'success',
      verifications: session.attempts.map(({ id, status, createdAt }) => ({
        id,
        status,
        createdTime: isoTime(millis(createdAt)),
      })),
    }),
  deleted: ({ session }: AtVeriff) =>
    JSON.stringify({ status: 'success', verification: { id: session.id } }),
} as const;
