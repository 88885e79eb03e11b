import { decisionBody } from './decision-body.ts';
import { isRecord, type JsonObject } from './json.ts';
import {
  type Attempt,
  currentAttempt,
  type Decision,
  type Session,
  type UserStatus,
} from './session.ts';
import { isoTime, millis, veriffTime } from './times.ts';

const EVENT_CODES = { started: 7001, submitted: 7002 } as const;

export function eventCode(action: 'started' | 'submitted'): number {
  return EVENT_CODES[action];
}

/** Exactly the fields of Veriff's present sample. Veriff docs: event-webhook. */
export function eventBody(
  session: Session,
  attemptId: string,
  action: 'started' | 'submitted',
): string {
  return JSON.stringify({
    id: session.id,
    attemptId,
    feature: 'selfid',
    code: EVENT_CODES[action],
    action,
    vendorData: session.request.vendorData,
    endUserId: session.request.endUserId,
  });
}

export function decisionWebhook(session: Session, attempt: Attempt, decision: Decision): string {
  return JSON.stringify(decisionBody(session, attempt, decision));
}

/** Essential plan: insights and a score, no code and no reason. Veriff docs: full-auto-webhook. */
export function fullAutoBody(session: Session, attempt: Attempt, decision: Decision): string {
  const { verification } = decisionBody(session, attempt, decision);
  const { person, document } = isRecord(verification) ? verification : {};
  const approved = decision.status === 'approved';
  return JSON.stringify({
    status: 'success',
    eventType: 'fullauto',
    sessionId: session.id,
    attemptId: attempt.id,
    vendorData: session.request.vendorData,
    endUserId: session.request.endUserId,
    version: '1.0.0',
    acceptanceTime: veriffTime(session.createdAt),
    time: isoTime(millis(decision.at)),
    data: {
      verification: {
        decisionScore: approved ? 0.97 : 0.08,
        decision: decision.status,
        person: extractedPerson(person),
        document: extractedDocument(document),
        insights: insights(approved),
      },
    },
  });
}

/** Veriff shape of the screening result, in the webhook and inside `data` of the GET. */
export function watchlistResult(session: Session): JsonObject {
  const { matchStatus, at } = session.watchlist ?? {
    matchStatus: 'no_match',
    at: session.createdAt,
  };
  const { firstName, lastName } = session.request.person;
  const name = [firstName, lastName].filter((part) => typeof part === 'string').join(' ');
  const hits = matchStatus === 'no_match' ? [] : [watchlistHit(name)];
  return {
    checkType: 'initial_result',
    attemptId: currentAttempt(session).id,
    sessionId: session.id,
    vendorData: session.request.vendorData,
    matchStatus,
    searchTerm: { name, year: '1990' },
    totalHits: hits.length,
    createdAt: isoTime(millis(at)),
    hits,
  };
}

/** Sent as soon as portal staff add a status to an attempt. Veriff docs: user-defined-statuses-webhook. */
export function userStatusBody(session: Session, status: UserStatus): string {
  return JSON.stringify({
    status: 'success',
    eventType: 'user-status.created',
    sessionId: session.id,
    attemptId: currentAttempt(session).id,
    vendorData: session.request.vendorData,
    endUserId: session.request.endUserId,
    version: '1.0.0',
    time: isoTime(millis(status.at)),
    data: { verification: { id: session.id, userDefinedData: userDefinedData(status) } },
  });
}

export function userDefinedData(status: UserStatus): JsonObject {
  return {
    reason: status.reason,
    status: status.statusCode,
    createdAt: isoTime(millis(status.at)),
    reasonCode: null,
    statusCode: status.statusCode,
  };
}

function listing(sourceName: string): JsonObject {
  return { sourceName, sourceUrl: 'https://example.com/list', date: null };
}

function watchlistHit(matchedName: string): JsonObject {
  return {
    matchedName,
    countries: ['EE'],
    dateOfBirth: '1990',
    dateOfDeath: null,
    matchTypes: ['name_exact'],
    aka: [],
    associates: [],
    listingsRelatedToMatch: {
      warnings: [],
      sanctions: [],
      fitnessProbity: [],
      pep: [listing('Example list of politically exposed persons')],
      adverseMedia: [],
    },
  };
}

const PERSON_KEYS = ['firstName', 'lastName', 'dateOfBirth', 'gender', 'idNumber', 'nationality'];

function extractedPerson(person: unknown): JsonObject {
  return {
    ...extractions(person, PERSON_KEYS),
    address: { confidenceCategory: null, value: null, components: {}, sources: [] },
    placeOfBirth: null,
  };
}

function extractions(from: unknown, keys: readonly string[]): JsonObject {
  const values = isRecord(from) ? from : {};
  return Object.fromEntries(keys.map((key) => [key, extraction(values[key] ?? null)]));
}

function extraction(value: unknown, sources: readonly string[] = ['MRZ', 'VIZ']): JsonObject {
  return value === null
    ? { confidenceCategory: null, value: null, sources: [] }
    : { confidenceCategory: 'high', value, sources };
}

function extractedDocument(document: unknown): JsonObject {
  const { number, type, country, validFrom, validUntil } = isRecord(document) ? document : {};
  const kind = typeof type === 'string' ? type.toLowerCase() : null;
  return {
    number: extraction(number ?? null),
    type: { value: kind },
    country: { value: country ?? null },
    // The machine-readable zone holds no date of issue.
    validFrom: extraction(validFrom ?? null, ['VIZ']),
    validUntil: extraction(validUntil ?? null),
  };
}

function insights(approved: boolean): readonly JsonObject[] {
  const result = approved ? 'yes' : 'no';
  return [
    { label: 'documentAccepted', result, category: 'document' },
    { label: 'documentBackFullyVisible', result: 'notApplicable', category: 'document' },
    { label: 'faceLiveness', result, category: 'biometric' },
    { label: 'allowedIpLocation', result: 'yes', category: 'fraud' },
  ];
}
