import { describe, expect, it } from 'vitest';
import {
  DECISION_STATUSES,
  type DecisionStatus,
  isDecisionStatus,
  UNREADABLE_CODE,
  verdictOf,
} from '../../shared/domain/verdict.ts';

const CODES = [
  undefined,
  9001,
  9102,
  9103,
  9104,
  9121,
  7002,
  9151,
  UNREADABLE_CODE,
  9001.5,
  Number.NaN,
];

const AGREEING: Readonly<Record<DecisionStatus, readonly (number | undefined)[]>> = {
  approved: [undefined, 9001],
  declined: [undefined, 9102],
  resubmission_requested: [undefined, 9103],
  review: [undefined, 9121],
  expired: [undefined, 9104],
  abandoned: [undefined, 9104, 9121],
};

const grid = DECISION_STATUSES.flatMap((status) =>
  CODES.map((code) => ({ status, code, agrees: AGREEING[status].includes(code) })),
);

describe("Veriff's status and code", () => {
  it.each(grid.filter(({ agrees }) => agrees))(
    '$status with $code is what it says',
    ({ status, code }) => {
      expect(verdictOf(status, code)).toEqual({ status, contradiction: false });
    },
  );

  it.each(grid.filter(({ agrees }) => !agrees))(
    '$status with $code is a contradiction and goes to review',
    ({ status, code }) => {
      expect(verdictOf(status, code)).toEqual({ status: 'review', contradiction: true });
    },
  );

  it.each(['', 'Approved', 'success', 'submitted', 'toString'])(
    '%s is no status of a decision',
    (text) => {
      expect(isDecisionStatus(text)).toBe(false);
    },
  );

  it.each(DECISION_STATUSES)('%s is one', (text) => {
    expect(isDecisionStatus(text)).toBe(true);
  });
});
