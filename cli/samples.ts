import type { SimWebhookKind } from '../local/veriff/control.ts';

/** A session that nobody has: a webhook about it is answered 200 and writes nothing. */
export const SAMPLE_SESSION = 'a6f7bb1a-5b69-4517-9b6a-95224ada1067';

const ATTEMPT = '53139bfb-ab91-4e20-9897-0b63a63aaa7b';
const ACCEPTED = '2026-03-02T10:15:00.123456Z';
const SUBMITTED = '2026-03-02T10:31:12.887004Z';
const DECIDED = '2026-03-02T10:31:48.120934Z';
const SEEN = '2026-03-02T10:31:48.120Z';
const VENDOR = { vendorData: 'cust-0001', endUserId: null };

const NOBODY = {
  firstName: null,
  lastName: null,
  dateOfBirth: null,
  gender: null,
  nationality: null,
  idNumber: null,
};

const BODIES: Readonly<Record<SimWebhookKind, (id: string) => object>> = {
  event: (id) => ({
    id,
    attemptId: ATTEMPT,
    feature: 'selfid',
    code: 7002,
    action: 'submitted',
    ...VENDOR,
  }),
  decision: (id) => ({
    status: 'success',
    verification: {
      id,
      attemptId: ATTEMPT,
      ...VENDOR,
      status: 'approved',
      code: 9001,
      reason: null,
      reasonCode: null,
      acceptanceTime: ACCEPTED,
      submissionTime: SUBMITTED,
      decisionTime: DECIDED,
      person: NOBODY,
      document: { number: null, type: null, country: null, validFrom: null, validUntil: null },
      comments: [],
      additionalVerifiedData: {},
      riskLabels: [],
    },
    technicalData: { ip: null },
  }),
  fullauto: (id) => ({
    ...envelope(id, 'fullauto'),
    acceptanceTime: ACCEPTED,
    data: { verification: { decisionScore: 0.97, decision: 'approved', insights: [] } },
  }),
  watchlist: (id) => ({
    checkType: 'initial_result',
    attemptId: ATTEMPT,
    sessionId: id,
    vendorData: VENDOR.vendorData,
    matchStatus: 'no_match',
    searchTerm: { name: '', year: null },
    totalHits: 0,
    createdAt: SEEN,
    hits: [],
  }),
  userStatus: (id) => ({
    ...envelope(id, 'user-status.created'),
    data: {
      verification: {
        id,
        userDefinedData: {
          reason: 'Set by a member of staff',
          status: 'checked-by-hand',
          createdAt: SEEN,
          reasonCode: null,
          statusCode: 'checked-by-hand',
        },
      },
    },
  }),
};

/** A webhook's body with the fields of Veriff's documented samples and nobody's data in it. */
export function sampleBody(kind: SimWebhookKind, sessionId: string): string {
  return JSON.stringify(BODIES[kind](sessionId));
}

function envelope(sessionId: string, eventType: string): object {
  return {
    status: 'success',
    eventType,
    sessionId,
    attemptId: ATTEMPT,
    ...VENDOR,
    version: '1.0.0',
    time: SEEN,
  };
}
