import { describe, expect, it } from 'vitest';
import { readWebhook } from '../../../shared/adapters/veriff/wire.ts';
import { ATTEMPT_ID, fixture, SESSION_ID } from './vectors.ts';

const read = (body: unknown) => readWebhook(Buffer.from(JSON.stringify(body)));

const event = { id: SESSION_ID, attemptId: ATTEMPT_ID, feature: 'selfid', vendorData: null };
const started = { ...event, code: 7001, action: 'started' };
const decision = {
  status: 'success',
  verification: { id: SESSION_ID, attemptId: ATTEMPT_ID, status: 'approved', code: 9001 },
};
const fullAuto = {
  eventType: 'fullauto',
  sessionId: SESSION_ID,
  attemptId: ATTEMPT_ID,
  time: '2026-03-02T13:02:13.035Z',
  data: { verification: { decision: 'approved', decisionScore: 0.97 } },
};
const userStatus = {
  eventType: 'user-status.created',
  attemptId: ATTEMPT_ID,
  data: { verification: { id: SESSION_ID, userDefinedData: { status: 'checked' } } },
};
const watchlist = { checkType: 'initial_result', sessionId: SESSION_ID, matchStatus: 'no_match' };
const addressEvent = { ...event, addressId: 'a-1', attemptId: undefined, code: 7005 };

const SHAPES = { userStatus, watchlist, addressEvent, started, fullAuto, decision };

describe('readWebhook', () => {
  it.each([
    ['event-started', 'started'],
    ['event-submitted', 'submitted'],
  ])('reads %s as progress of its attempt', (name, step) => {
    expect(readWebhook(fixture(name))).toEqual({
      kind: 'event',
      sessionId: SESSION_ID,
      observation: { kind: 'progress', step, attemptId: ATTEMPT_ID },
    });
  });

  it('reads an event of an old integration, which names no attempt', () => {
    const { attemptId: _, ...old } = started;

    expect(read(old)).toMatchObject({ observation: { kind: 'progress', step: 'started' } });
    expect(read(old)).not.toHaveProperty('observation.attemptId');
  });

  it.each([
    [
      'decision-approved',
      {
        status: 'approved',
        code: 9001,
        attemptId: '53139bfb-ab91-4e20-9897-0b63a63aaa7b',
        decidedAt: '2026-03-02T10:31:48.120934000Z',
      },
    ],
    [
      'decision-resubmission-requested',
      {
        status: 'resubmission_requested',
        code: 9103,
        reason: 'Poor image quality',
        reasonCode: 204,
        attemptId: ATTEMPT_ID,
        decidedAt: '2026-03-02T10:19:05.654321000Z',
      },
    ],
    [
      'decision-declined',
      {
        status: 'declined',
        code: 9102,
        reason: 'Suspected document tampering',
        reasonCode: 102,
        attemptId: '5c544e0c-4ad0-4b70-8e71-9d57239ac9c5',
        decidedAt: '2026-03-02T11:05:02.771640000Z',
      },
    ],
    [
      'decision-expired',
      {
        status: 'expired',
        code: 9104,
        attemptId: '4f7f2113-1569-46ec-acc0-98ec5e8040cd',
        decidedAt: '2026-03-09T12:00:41.003210000Z',
      },
    ],
    [
      'decision-raw-bytes',
      {
        status: 'approved',
        code: 9001,
        attemptId: '53139bfb-ab91-4e20-9897-0b63a63aaa7b',
        decidedAt: '2026-03-02T10:31:48.120934000Z',
      },
    ],
  ])('takes exactly the stored fields out of %s', (name, expected) => {
    expect(readWebhook(fixture(name))).toMatchObject({
      kind: 'decision',
      observation: { kind: 'decision', decision: { ...expected, source: 'webhook' } },
    });
    expect(Object.keys(expected)).toHaveLength(decisionKeys(name) - 1);
  });

  it('reads the full-auto webhook, which has no code and no reason', () => {
    expect(readWebhook(fixture('fullauto-approved'))).toEqual({
      kind: 'fullauto',
      sessionId: '9ed30bdc-8a8c-4e6d-b82e-402d834158b2',
      observation: {
        kind: 'decision',
        decision: {
          status: 'approved',
          source: 'webhook',
          attemptId: '4cc70dbe-47f8-418f-b517-331cf2a20599',
          decidedAt: '2026-03-02T13:02:13.035000000Z',
        },
      },
    });
  });

  it('reads the full-auto decision in its other spelling too', () => {
    const data = { verification: { decision: { value: 'declined' } } };

    expect(read({ ...fullAuto, data })).toMatchObject({
      observation: { decision: { status: 'declined' } },
    });
  });

  it.each<readonly [string, unknown, object]>([
    ['a user-defined status', userStatus, { kind: 'user-status' }],
    ['a screening', watchlist, { kind: 'watchlist', sessionId: SESSION_ID }],
    ['a proof of address event', addressEvent, { kind: 'proof-of-address', sessionId: SESSION_ID }],
    ...[7003, 7005, 7007, 7008, 7009, 7010].map(
      (code) =>
        [
          `event ${code}`,
          { ...event, code, action: 'waiting_complete' },
          { kind: 'other-event', sessionId: SESSION_ID },
        ] as const,
    ),
    ['7001 beside submitted', { ...started, action: 'submitted' }, { kind: 'other-event' }],
    ['7002 beside started', { ...started, code: 7002 }, { kind: 'other-event' }],
  ])('knows %s and takes nothing from it', (_what, body, expected) => {
    expect(read(body)).toMatchObject(expected);
    expect(read(body)).not.toHaveProperty('observation');
  });

  it.each([
    ['an empty object', {}],
    ['an array', [decision]],
    ['null', null],
    ['a string', 'approved'],
    ['a number', 9001],
    ['a create request', JSON.parse(fixture('published-vector').toString()) as unknown],
    ['GET decision without one', { status: 'success', verification: null }],
    ['an event whose code is a string', { ...started, code: '7001' }],
    ['an event whose code is no event', { ...started, code: 9001 }],
    ['an event without a session', { ...started, id: undefined }],
    ['an event with an impossible session', { ...started, id: '../..' }],
    ['a status nobody knows', { verification: { ...decision.verification, status: 'verified' } }],
    ['a status in capitals', { verification: { ...decision.verification, status: 'Approved' } }],
    ['a progress status', { verification: { ...decision.verification, status: 'submitted' } }],
    ['a decision without a session', { verification: { status: 'approved', code: 9001 } }],
    ['a session id of 129', { verification: { ...decision.verification, id: 'a'.repeat(129) } }],
    ['a session id with a slash', { verification: { ...decision.verification, id: 'a/b' } }],
    [
      'a full-auto decision nobody knows',
      { ...fullAuto, data: { verification: { decision: 'x' } } },
    ],
    ['full-auto without data', { ...fullAuto, data: null }],
    ['an unknown eventType', { eventType: 'new.kind', data: fullAuto.data }],
  ])('does not know %s', (_what, body) => {
    expect(read(body)).toEqual({ kind: 'unknown' });
  });

  it.each([
    ['userStatus', 'decision', 'user-status'],
    ['userStatus', 'started', 'user-status'],
    ['watchlist', 'decision', 'watchlist'],
    ['watchlist', 'fullAuto', 'watchlist'],
    ['watchlist', 'started', 'watchlist'],
    ['addressEvent', 'decision', 'proof-of-address'],
    ['addressEvent', 'fullAuto', 'proof-of-address'],
    ['addressEvent', 'started', 'proof-of-address'],
    ['started', 'decision', 'event'],
    ['started', 'fullAuto', 'event'],
    ['fullAuto', 'decision', 'unknown'],
  ] as const)('takes a body that is %s and %s for the weaker, %s', (weaker, stronger, kind) => {
    expect(read({ ...SHAPES[stronger], ...SHAPES[weaker] })).toMatchObject({ kind });
  });

  it('tolerates fields that are new', () => {
    expect(read({ ...decision, version: '2', extra: { deep: [1] } })).toMatchObject({
      kind: 'decision',
    });
  });
});

function decisionKeys(name: string): number {
  const message = readWebhook(fixture(name));
  if (message.kind !== 'decision' || message.observation.kind !== 'decision') return 0;
  return Object.keys(message.observation.decision).length;
}
