import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../../shared/domain/decision.ts';
import { compareDecisions } from '../../shared/domain/precedence.ts';
import { UNREADABLE_CODE } from '../../shared/domain/verdict.ts';
import { anyDecision } from '../support/arbitrary.ts';
import { at, decision, FIRST, SECOND } from '../support/given.ts';

const approved = decision('approved', '10:31:48');
const { decidedAt: _, ...untimed } = approved;
const { attemptId: __, ...unnamed } = approved;
const { code: ___, ...uncoded } = approved;

/** Each pair: the earlier decision, then the one that replaces it. */
const PAIRS: Readonly<Record<string, readonly [Decision, Decision]>> = {
  'the later one replaces': [approved, decision('declined', '10:31:49')],
  'by a microsecond': [
    { ...approved, decidedAt: at('10:31:48.476108') },
    { ...approved, decidedAt: at('10:31:48.476109') },
  ],
  'by a microsecond against milliseconds': [
    { ...approved, decidedAt: at('10:31:48.476') },
    { ...approved, decidedAt: at('10:31:48.476108') },
  ],
  'any time beats none': [untimed, { ...approved, decidedAt: at('00:00:00') }],
  'our own mark is below everything': [{ status: 'expired', source: 'own' }, untimed],
  'and below the barest word of Veriff': [
    { status: 'expired', source: 'own' },
    { status: 'expired', source: 'webhook' },
  ],
  'and below a contradiction': [
    { status: 'expired', source: 'own' },
    { status: 'review', source: 'poll', contradiction: true },
  ],
  'a clean one beats a contradictory one of the same moment': [
    { ...decision('review', '10:31:48'), contradiction: true },
    approved,
  ],
  'but not of a later one': [approved, { ...decision('review', '10:31:49'), contradiction: true }],
  'the attempt breaks the tie': [
    { ...approved, attemptId: FIRST },
    { ...decision('expired', '10:31:48'), attemptId: SECOND },
  ],
  'an attempt beats none': [unnamed, approved],
  'then caution: approved before expired': [decision('expired', '10:31:48'), approved],
  'abandoned before expired': [decision('expired', '10:31:48'), decision('abandoned', '10:31:48')],
  'approved before abandoned': [decision('abandoned', '10:31:48'), approved],
  'resubmission before approved': [approved, decision('resubmission_requested', '10:31:48')],
  'review before resubmission': [
    decision('resubmission_requested', '10:31:48'),
    decision('review', '10:31:48'),
  ],
  'declined before review': [decision('review', '10:31:48'), decision('declined', '10:31:48')],
  'a code beats none': [uncoded, approved],
  'even an unreadable one': [uncoded, { ...approved, code: UNREADABLE_CODE }],
  'the reason code breaks the tie': [
    { ...approved, reasonCode: 1 },
    { ...approved, reasonCode: 2 },
  ],
  'a reason code beats none': [approved, { ...approved, reasonCode: 1 }],
  'the reason breaks the tie': [
    { ...approved, reason: 'a' },
    { ...approved, reason: 'b' },
  ],
  'a reason beats none': [approved, { ...approved, reason: 'A' }],
  'a reason code of zero beats none': [approved, { ...approved, reasonCode: 0 }],
};

describe('the order of decisions', () => {
  it.each(Object.entries(PAIRS))('%s', (_title, [earlier, later]) => {
    expect(compareDecisions(later, earlier)).toBeGreaterThan(0);
    expect(compareDecisions(earlier, later)).toBeLessThan(0);
  });

  it('does not care by which way we learned of a decision', () => {
    expect(compareDecisions(approved, { ...approved, source: 'poll' })).toBe(0);
  });

  it('is total: antisymmetric and transitive, and equal only for equal decisions', () => {
    fc.assert(
      fc.property(anyDecision, anyDecision, anyDecision, (a, b, c) => {
        expect(Math.sign(compareDecisions(a, b))).toBe(-Math.sign(compareDecisions(b, a)) + 0);
        if (compareDecisions(a, b) >= 0 && compareDecisions(b, c) >= 0) {
          expect(compareDecisions(a, c)).toBeGreaterThanOrEqual(0);
        }
        if (compareDecisions(a, b) === 0) expect({ ...a, source: 0 }).toEqual({ ...b, source: 0 });
      }),
    );
  });
});
