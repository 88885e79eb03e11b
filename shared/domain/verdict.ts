/** The statuses that a decision of Veriff's can carry (Veriff docs: verification-session-status-codes-table). */
export const DECISION_STATUSES = [
  'approved',
  'declined',
  'resubmission_requested',
  'review',
  'expired',
  'abandoned',
] as const;

export type DecisionStatus = (typeof DECISION_STATUSES)[number];

/** Stands for a code that is there but is no integer; it agrees with no status. */
export const UNREADABLE_CODE = 0;

/**
 * The codes that may stand beside a status. 9104 covers two statuses; Veriff's decision page lists
 * 9121 as abandoned, its status table as review, so `abandoned` takes both.
 */
const AGREEING_CODES: Readonly<Record<DecisionStatus, readonly number[]>> = {
  approved: [9001],
  declined: [9102],
  resubmission_requested: [9103],
  review: [9121],
  expired: [9104],
  abandoned: [9104, 9121],
};

/** What a status and a code say together. */
export type Verdict =
  | { readonly status: DecisionStatus; readonly contradiction: false }
  | { readonly status: 'review'; readonly contradiction: true };

/** Whether a string is a status that this project knows how to read. */
export function isDecisionStatus(status: string): status is DecisionStatus {
  return (DECISION_STATUSES as readonly string[]).includes(status);
}

/**
 * The meaning of Veriff's status and code. Total, and it fails closed: a missing code is no
 * contradiction, any other code than the status's own puts the session into `review`.
 */
export function verdictOf(status: DecisionStatus, code?: number): Verdict {
  if (code === undefined || AGREEING_CODES[status].includes(code)) {
    return { status, contradiction: false };
  }
  return { status: 'review', contradiction: true };
}
