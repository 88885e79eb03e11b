import { describe, expect, it } from 'vitest';
import { readWebhook } from '../../../shared/adapters/veriff/wire.ts';
import type { Decision } from '../../../shared/domain/decision.ts';
import { ATTEMPT_ID, SESSION_ID } from './vectors.ts';

function decisionFrom(fields: Readonly<Record<string, unknown>>): Decision | undefined {
  const verification = { id: SESSION_ID, attemptId: ATTEMPT_ID, ...fields };
  const message = readWebhook(Buffer.from(JSON.stringify({ status: 'success', verification })));
  return 'observation' in message && message.observation.kind === 'decision'
    ? message.observation.decision
    : undefined;
}

const STATUSES = [
  'approved',
  'declined',
  'resubmission_requested',
  'review',
  'expired',
  'abandoned',
  'submitted',
  'verified',
] as const;

const CODES = [9001, 9102, 9103, 9104, 9121, 9151, 7002, 1] as const;

/** The pairs that agree, written out: whatever is not here goes to review. */
const AGREE: ReadonlySet<string> = new Set([
  'approved 9001',
  'declined 9102',
  'resubmission_requested 9103',
  'review 9121',
  'expired 9104',
  'abandoned 9104',
  'abandoned 9121',
]);

const known = STATUSES.slice(0, 6);
const grid = STATUSES.flatMap((status) => CODES.map((code) => [status, code] as const));

describe('status and code', () => {
  it.each(grid)('%s with %i', (status, code) => {
    const expected = AGREE.has(`${status} ${code}`)
      ? { status, code, source: 'webhook', attemptId: ATTEMPT_ID }
      : { status: 'review', code, source: 'webhook', attemptId: ATTEMPT_ID, contradiction: true };

    expect(decisionFrom({ status, code })).toEqual(known.includes(status) ? expected : undefined);
  });

  it.each(known)('%s without a code, or with null, is no contradiction', (status) => {
    const expected = { status, source: 'webhook', attemptId: ATTEMPT_ID };

    expect(decisionFrom({ status })).toEqual(expected);
    expect(decisionFrom({ status, code: null })).toEqual(expected);
  });

  it.each(
    known.flatMap((status) =>
      ['9001', '', 9001.5, -9001, 0, true, [9001], {}, 1e300, 100_000].map(
        (code) => [status, code] as const,
      ),
    ),
  )('%s with the unreadable code %j goes to review', (status, code) => {
    expect(decisionFrom({ status, code })).toMatchObject({
      status: 'review',
      code: 0,
      contradiction: true,
    });
  });
});

describe('the other fields of a decision', () => {
  const approved = { status: 'approved', code: 9001 };

  it.each([
    [204, 204],
    ['204', 204],
    [0, undefined],
    [-1, undefined],
    [204.5, undefined],
    [100_000, undefined],
    ['204x', undefined],
    ['', undefined],
    [null, undefined],
    [[204], undefined],
    ['٢٠٤', undefined],
  ])('reads the reason code %j as %j', (reasonCode, expected) => {
    expect(decisionFrom({ ...approved, reasonCode })?.reasonCode).toBe(expected);
  });

  it.each([
    ['Poor image quality', 'Poor image quality'],
    ['', undefined],
    [null, undefined],
    [204, undefined],
    [['x'], undefined],
    ['two\r\nlines\u2028\u0000\u001b[31m', 'two  lines   [31m'],
    ['\ud800 alone', '\ufffd alone'],
    ['x'.repeat(300), 'x'.repeat(200)],
    ['😀'.repeat(300), '😀'.repeat(200)],
    [`x${'😀'.repeat(300)}`, `x${'😀'.repeat(199)}`],
  ])('reads the reason %j', (reason, expected) => {
    expect(decisionFrom({ ...approved, reason })?.reason).toBe(expected);
  });

  it.each([
    ['2026-03-02T10:31:48.120934Z', '2026-03-02T10:31:48.120934000Z'],
    ['2026-03-02T10:31:48.120Z', '2026-03-02T10:31:48.120000000Z'],
    ['2026-03-02T10:31:48Z', '2026-03-02T10:31:48.000000000Z'],
    ['2026-03-02T10:31:48.120+02:00', undefined],
    ['Jan 1 2030 (x)', undefined],
    [null, undefined],
    [1_772_447_508, undefined],
  ])('reads the time %j as %j', (time, expected) => {
    expect(decisionFrom({ ...approved, decisionTime: time })?.decidedAt).toBe(expected);
  });

  it.each([null, '', 'a b', 'a'.repeat(129), 7, {}, '__proto__', 'constructor', 'toString'])(
    'drops the attempt id %j',
    (attemptId) => {
      expect(decisionFrom({ ...approved, attemptId })).toEqual({ ...approved, source: 'webhook' });
    },
  );

  it.each([
    ['absent', {}],
    ['null', { person: null, document: null }],
    ['of another type', { person: 'John', document: [1] }],
  ])('does not mind person and document that are %s', (_what, fields) => {
    expect(decisionFrom({ ...approved, ...fields })).toMatchObject(approved);
  });

  it('keeps no personal data, whatever the message holds', () => {
    const decision = decisionFrom({
      ...approved,
      vendorData: 'canary',
      person: { firstName: 'canary' },
      document: { number: 'canary' },
      comments: ['canary'],
      riskLabels: [{ label: 'canary' }],
    });

    expect(JSON.stringify(decision)).not.toContain('canary');
  });
});
