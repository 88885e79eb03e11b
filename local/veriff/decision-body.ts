import { type JsonObject } from './json.ts';
import { edit } from './json-pointer.ts';
import { pick } from './random.ts';
import {
  type Attempt,
  type Decision,
  documentOf,
  latestDecision,
  type Session,
} from './session.ts';
import { type Micros, veriffTime } from './times.ts';

/** No decision yet. Veriff docs: v1sessionsiddecision-1. */
export const NO_DECISION = '{"status":"success","verification":null}';

/** The body of GET decision: the latest decision, exactly as the webhook has it. */
export function decisionAnswer(session: Session): string {
  const latest = latestDecision(session);
  return latest === undefined
    ? NO_DECISION
    : JSON.stringify(decisionBody(session, latest.attempt, latest.decision));
}

/**
 * Decision webhook and GET decision share this body. Veriff docs: decision-webhook; the order of the fields is
 * that of published samples.
 */
export function decisionBody(session: Session, attempt: Attempt, decision: Decision): JsonObject {
  const plain = plainVerification(session, attempt, decision);
  const edited = edit(plain, { set: decision.set ?? {} });
  return {
    status: 'success',
    verification: edited.ok ? edited.value : plain,
    technicalData: { ip: attempt.startedAt === undefined ? null : inventedIp(session) },
  };
}

/** `verification` before the edits of an action's `set`. */
export function plainVerification(
  session: Session,
  attempt: Attempt,
  decision: Decision,
): JsonObject {
  const approved = decision.status === 'approved';
  return {
    id: session.id,
    attemptId: attempt.id,
    vendorData: session.request.vendorData,
    endUserId: session.request.endUserId,
    status: decision.status,
    code: decision.code,
    reason: decision.reason,
    reasonCode: decision.reasonCode,
    acceptanceTime: veriffTime(session.createdAt),
    submissionTime: timeOrNull(attempt.submittedAt),
    decisionTime: veriffTime(decision.at),
    person: approved ? inventedPerson(session, attempt) : NOBODY,
    document: approved ? inventedDocument(session, attempt) : NO_DOCUMENT,
    comments: [],
    additionalVerifiedData: {},
    riskLabels: [],
  };
}

const NOBODY = {
  firstName: null,
  lastName: null,
  dateOfBirth: null,
  gender: null,
  nationality: null,
  idNumber: null,
  yearOfBirth: null,
  placeOfBirth: null,
  citizenship: null,
  addresses: [],
  pepSanctionMatch: null,
};

const NO_DOCUMENT = {
  number: null,
  type: null,
  country: null,
  state: null,
  validFrom: null,
  validUntil: null,
};

/** What the document says about its holder: the request's own data, the rest invented from the session id. */
export function inventedPerson(session: Session, attempt: Attempt): JsonObject {
  const asked = session.request.person;
  const given = asked['dateOfBirth'];
  const born = typeof given === 'string' ? given : inventedBirth(session.id);
  return {
    ...NOBODY,
    firstName: asked['firstName'] ?? pick(['Mari', 'Jaan', 'Anna', 'Peeter', 'Liis'], session.id),
    lastName: asked['lastName'] ?? pick(['Tamm', 'Saar', 'Sepp', 'Kask', 'Rebane'], session.id),
    dateOfBirth: born,
    gender: genderLetter(asked['gender']) ?? pick(['F', 'M'], session.id),
    nationality: documentOf(session, attempt).country,
    idNumber: asked['idNumber'] ?? null,
    yearOfBirth: born.slice(0, 4),
    addresses: [inventedAddress()],
  };
}

function inventedDocument(session: Session, attempt: Attempt): JsonObject {
  const asked = session.request.document;
  return {
    ...NO_DOCUMENT,
    number: asked['number'] ?? `AB${pick(['1234567', '7654321', '2468135'], session.id)}`,
    ...documentOf(session, attempt),
    validFrom: '2021-05-01',
    validUntil: '2031-05-01',
  };
}

function inventedBirth(key: string): string {
  return pick(['1990-04-12', '1985-11-30', '1978-02-03', '1999-07-21'], key);
}

function inventedAddress(): JsonObject {
  return {
    fullAddress: '1 Example Street, 10111 Tallinn, Estonia',
    parsedAddress: {
      street: 'Example Street',
      houseNumber: '1',
      unit: null,
      city: 'Tallinn',
      state: null,
      postcode: '10111',
      country: 'Estonia',
    },
  };
}

/** From the range that is reserved for documentation (RFC 5737). */
function inventedIp(session: Session): string {
  return `203.0.113.${pick(['7', '8', '21', '99'], session.id)}`;
}

function genderLetter(gender: unknown): string | undefined {
  return typeof gender === 'string' ? gender.slice(0, 1) : undefined;
}

function timeOrNull(at: Micros | undefined): string | null {
  return at === undefined ? null : veriffTime(at);
}
