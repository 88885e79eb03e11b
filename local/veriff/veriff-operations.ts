import type { VirtualClock } from './clock.ts';
import { parseCreateRequest } from './create-request.ts';
import { decisionAnswer, inventedPerson } from './decision-body.ts';
import { eraseSession } from './erasure.ts';
import type { Integration } from './integration.ts';
import { isRecord, type JsonObject, parseJson } from './json.ts';
import { allMedia, mediaAnswer, mediaOf, mediumBytes, sessionOfMedium } from './media.ts';
import { currentAttempt, type Session } from './session.ts';
import type { Store } from './store.ts';
import { isoTime, millis } from './times.ts';
import { sessionToken } from './token.ts';
import { receiveMedia } from './upload.ts';
import type { Veriff } from './veriff.ts';
import { VeriffError } from './veriff-error.ts';
import { userDefinedData, watchlistResult } from './webhook-bodies.ts';

/** What the operations work with. */
export interface VeriffParts {
  readonly veriff: Veriff;
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly integration: Integration;
  /** Base of session and media addresses. */
  readonly host: () => string;
  readonly tokenKey: string;
}

export interface Call {
  /** The id in the path, empty where there is none. */
  readonly id: string;
  readonly body: Buffer;
}

export interface VeriffAnswer {
  readonly status: number;
  readonly body: string | Buffer;
  readonly type?: string;
  /** The session that the call was about. */
  readonly sessionId?: string;
}

export type Operation = (parts: VeriffParts, call: Call) => VeriffAnswer;

export const createSession: Operation = (parts, call) => {
  const request = parseCreateRequest(jsonOf(call.body), {
    now: parts.clock.now(),
    strictTimestamp: parts.integration.strictTimestamp,
  });
  const session = parts.veriff.create(request);
  return {
    status: 201,
    sessionId: session.id,
    body: createAnswer(session, parts.host(), tokenOf(parts, session)),
  };
};

export const readDecision: Operation = (parts, call) => ({
  status: 200,
  body: decisionAnswer(sessionOf(parts, call)),
});

/** Only to `submitted`, only from created or started. Veriff docs: v1sessionsid-2. */
export const patchSession: Operation = (parts, call) => {
  const session = sessionOf(parts, call);
  const body = jsonOf(call.body);
  const verification = isRecord(body) ? body['verification'] : undefined;
  if (!isRecord(verification)) throw new VeriffError(400, '1102', 'verification is missing');
  if (verification['status'] !== 'submitted') {
    throw new VeriffError(400, '1303', 'status may only be set to submitted');
  }
  const acted = parts.veriff.act(session.id, { action: 'submit', channel: 'api' }, 'client');
  if (!acted.ok) {
    throw new VeriffError(409, '1304', `a session that is ${session.status} cannot be submitted`);
  }
  const answered = statusAnswer(acted.session, parts.host(), tokenOf(parts, acted.session));
  return { status: 200, body: answered };
};

export const deleteSession: Operation = (parts, call) => {
  const session = sessionOf(parts, call);
  eraseSession(parts, session);
  return { status: 200, body: success({ verification: { id: session.id } }) };
};

export const readAttempts: Operation = (parts, call) => ({
  status: 200,
  body: success({
    verifications: sessionOf(parts, call).attempts.map((attempt) => ({
      id: attempt.id,
      status: attempt.status,
      createdTime: isoTime(millis(attempt.createdAt)),
      ...(attempt.userStatuses === undefined
        ? {}
        : { userDefinedData: attempt.userStatuses.map(userDefinedData) }),
    })),
  }),
});

/** Filled in once a document was read, so from the approval on. */
export const readPerson: Operation = (parts, call) => {
  const session = sessionOf(parts, call);
  if (session.status !== 'approved') return { status: 200, body: success({ person: null }) };
  const { firstName, lastName, dateOfBirth, gender, nationality, idNumber } = inventedPerson(
    session,
    currentAttempt(session),
  );
  const person = {
    id: session.id,
    firstName,
    lastName,
    idCode: idNumber,
    dateOfBirth,
    gender,
    nationality,
    placeOfBirth: null,
    citizenships: [],
    pepSanctionMatches: [],
  };
  return { status: 200, body: success({ person }) };
};

export const readWatchlist: Operation = (parts, call) => ({
  status: 200,
  body: success({ data: watchlistResult(sessionOf(parts, call)) }),
});

export const readSessionMedia: Operation = (parts, call) => {
  const session = sessionOf(parts, call);
  return {
    status: 200,
    body: JSON.stringify(mediaAnswer(session, allMedia(session), parts.host())),
  };
};

export const readAttemptMedia: Operation = (parts, call) => {
  const session = parts.store.sessionOfAttempt(call.id);
  const attempt = session?.attempts.find((each) => each.id === call.id);
  if (session === undefined || attempt === undefined || session.deletedAt !== undefined)
    throw notFound();
  return {
    status: 200,
    sessionId: session.id,
    body: JSON.stringify(mediaAnswer(session, mediaOf(session, attempt), parts.host())),
  };
};

export const readMedium: Operation = (parts, call) => {
  const seq = sessionOfMedium(call.id);
  const session = seq === undefined ? undefined : parts.store.sessionBySeq(seq);
  if (session === undefined || session.deletedAt !== undefined) throw notFound();
  const medium = allMedia(session).find((each) => each.id === call.id.toLowerCase());
  if (medium === undefined) throw notFound();
  return { status: 200, body: mediumBytes(medium), type: medium.mimetype, sessionId: session.id };
};

export const uploadMedia: Operation = (parts, call) => {
  const answer = receiveMedia(parts, sessionOf(parts, call), jsonOf(call.body));
  return { status: 200, body: success(answer) };
};

/** Device and session data: taken and not kept. */
export const uploadCollectedData: Operation = (parts, call) => {
  const session = sessionOf(parts, call);
  if (!isRecord(jsonOf(call.body))) throw new VeriffError(400, '1102', 'an object is needed');
  if (session.status !== 'created' && session.status !== 'started') {
    throw new VeriffError(409, '409', 'the session was submitted already');
  }
  return { status: 200, body: success({}) };
};

/** The body of 201. Veriff docs: v1sessions. */
export function createAnswer(session: Session, host: string, token: string): string {
  const { vendorData, endUserId } = session.request;
  return success({
    verification: {
      id: session.id,
      url: `${host}/v/${token}`,
      vendorData,
      endUserId,
      host,
      status: session.status,
      sessionToken: token,
    },
  });
}

/** The body of PATCH: the same without the newer field. */
function statusAnswer(session: Session, host: string, token: string): string {
  const { vendorData } = session.request;
  const url = `${host}/v/${token}`;
  const { id, status } = session;
  return success({ verification: { id, url, vendorData, host, status, sessionToken: token } });
}

export function tokenOf(parts: Pick<VeriffParts, 'tokenKey'>, session: Session): string {
  return sessionToken(parts.tokenKey, session.id, session.createdAt);
}

function sessionOf(parts: VeriffParts, call: Call): Session {
  const session = parts.store.session(call.id);
  if (session === undefined || session.deletedAt !== undefined) throw notFound();
  return session;
}

function notFound(): VeriffError {
  return new VeriffError(404, '404', 'no such entry');
}

function jsonOf(body: Buffer): unknown {
  if (body.length === 0) throw new VeriffError(400, '1102', 'the body is missing');
  const parsed = parseJson(body.toString('utf8'));
  if (parsed === undefined) throw new VeriffError(400, '1104', 'the body is no JSON');
  return parsed;
}

function success(more: JsonObject): string {
  return JSON.stringify({ status: 'success', ...more });
}
