import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decisionAnswer, decisionBody } from '../../local/veriff/decision-body.ts';
import type { Attempt, Decision, Session } from '../../local/veriff/session.ts';
import { createAnswer } from '../../local/veriff/veriff-operations.ts';
import { eventBody, fullAutoBody } from '../../local/veriff/webhook-bodies.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/veriff/${name}`, import.meta.url), 'utf8');

const micros = (time: string): number => {
  const [, seconds = '', fraction = ''] = /^(.*)\.(\d{6})Z$/.exec(time) ?? [];
  return Date.parse(`${seconds}Z`) * 1000 + Number(fraction);
};

/** The session of the fixtures' story: resubmission on the first attempt, approval on the second. */
function story(attempts: Session['attempts'], more: Partial<Session> = {}): Session {
  return {
    id: 'a6f7bb1a-5b69-4517-9b6a-95224ada1067',
    seq: 1,
    status: 'created',
    createdAt: micros('2026-03-02T10:15:00.123456Z'),
    updatedAt: 0,
    request: {
      callback: 'https://app.example.com/veriff/return',
      person: { firstName: 'John', lastName: 'Smith', dateOfBirth: '1990-04-12', gender: 'MALE' },
      document: { number: 'AB1234567', type: 'PASSPORT', country: 'EE' },
      vendorData: 'cust-0001',
      endUserId: 'a66e09b0-d17d-4a4e-a5e0-53aac17d9849',
    },
    attempts,
    ...more,
  };
}

const FIRST: Attempt = {
  id: '1895d977-e2d4-4ddc-bdb2-ea9a5e44b6fb',
  status: 'resubmission_requested',
  createdAt: 0,
  startedAt: 1,
  submittedAt: micros('2026-03-02T10:18:41.402118Z'),
  decision: {
    status: 'resubmission_requested',
    code: 9103,
    reason: 'Poor image quality',
    reasonCode: 204,
    at: micros('2026-03-02T10:19:05.654321Z'),
    // Which address is invented does not matter to the shape.
  },
};
const APPROVAL: Decision = {
  status: 'approved',
  code: 9001,
  reason: null,
  reasonCode: null,
  at: micros('2026-03-02T10:31:48.120934Z'),
};
const SECOND: Attempt = {
  id: '53139bfb-ab91-4e20-9897-0b63a63aaa7b',
  status: 'approved',
  createdAt: 0,
  startedAt: 1,
  submittedAt: micros('2026-03-02T10:31:12.887004Z'),
  decision: APPROVAL,
};

const ignoringIp = (body: string): string => body.replace(/"ip":"[\d.]+"/, '"ip":"x"');

describe('bodies', () => {
  it('no decision is verification null', () => {
    const { decision: _decision, ...undecided } = FIRST;

    expect(decisionAnswer(story([undecided]))).toBe(fixture('decision-null.json'));
  });

  it('a resubmission has the bytes of the fixture', () => {
    expect(ignoringIp(decisionAnswer(story([FIRST])))).toBe(
      ignoringIp(fixture('decision-resubmission-requested.json')),
    );
  });

  it('an approval of the second attempt has the bytes of the fixture', () => {
    expect(ignoringIp(decisionAnswer(story([FIRST, SECOND])))).toBe(
      ignoringIp(fixture('decision-approved.json')),
    );
  });

  it('an expired session has the bytes of the fixture', () => {
    const at = micros('2026-03-09T12:00:41.003210Z');
    const expired: Decision = { status: 'expired', code: 9104, reason: null, reasonCode: null, at };
    const session = story(
      [
        {
          id: '4f7f2113-1569-46ec-acc0-98ec5e8040cd',
          status: 'expired',
          createdAt: 0,
          decision: expired,
        },
      ],
      {
        id: 'a605d72d-02e1-4d9a-aac8-7a89576b1369',
        createdAt: micros('2026-03-02T12:00:00.250000Z'),
        request: { person: {}, document: {}, vendorData: 'cust-0003', endUserId: null },
      },
    );

    expect(decisionAnswer(session)).toBe(fixture('decision-expired.json'));
  });

  it.each(['started', 'submitted'] as const)(
    'the event %s has the bytes of the fixture',
    (action) => {
      expect(eventBody(story([FIRST]), FIRST.id, action)).toBe(fixture(`event-${action}.json`));
    },
  );

  it('the answer to a creation has the bytes of the fixture', () => {
    const { verification } = JSON.parse(fixture('create-response.json')) as {
      verification: { host: string; sessionToken: string };
    };

    const body = createAnswer(story([FIRST]), verification.host, verification.sessionToken);

    expect(body).toBe(fixture('create-response.json'));
  });

  it('the full-auto webhook has the bytes of the fixture, and neither code nor reason', () => {
    const session = story([SECOND], {
      id: '9ed30bdc-8a8c-4e6d-b82e-402d834158b2',
      createdAt: micros('2026-03-02T13:00:00.670849Z'),
      request: {
        person: { firstName: 'JOHN', lastName: 'SMITH', dateOfBirth: '1990-04-12', gender: 'M' },
        document: { number: 'AB1234567', type: 'PASSPORT', country: 'EE' },
        vendorData: 'cust-0004',
        endUserId: null,
      },
    });
    const attempt: Attempt = { ...SECOND, id: '4cc70dbe-47f8-418f-b517-331cf2a20599' };

    const body = fullAutoBody(session, attempt, {
      ...APPROVAL,
      at: micros('2026-03-02T13:02:13.035000Z'),
    });

    expect(body).toBe(fixture('fullauto-approved.json'));
  });

  it('edits of an action show in the body', () => {
    const decision: Decision = { ...APPROVAL, set: { '/person/firstName': 'ANNA', '/code': null } };

    const body = decisionBody(story([SECOND]), SECOND, decision);

    expect(body).toMatchObject({
      verification: { code: null, person: { firstName: 'ANNA', lastName: 'Smith' } },
    });
  });
});
