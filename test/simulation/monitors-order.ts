import type { Item } from '../../shared/adapters/dynamodb/attributes.ts';
import type { Truth } from './veriff-model.ts';

// The invariants of order and truth, told from the stored items alone and without the domain's own rules.

/** What is wrong, in a sentence; nothing where all is well. */
export type Verdict = string | undefined;

export const unless = (isWell: boolean, sentence: string): Verdict =>
  isWell ? undefined : sentence;

/** Tries one check after the other; the first that is violated speaks. */
export function first(...checks: readonly (() => Verdict)[]): Verdict {
  for (const check of checks) {
    const verdict = check();
    if (verdict !== undefined) return verdict;
  }
  return undefined;
}

export const isSession = (item: Item): boolean => item['kind']?.S === 'session';

const FINAL: ReadonlySet<string> = new Set(['approved', 'declined', 'expired', 'abandoned']);

export const isFinalItem = (item: Item): boolean => FINAL.has(item['status']?.S ?? '');

/** Veriff's latest decision, or our own mark, as an item holds it. */
export function decisionIn(item: Item): Item | undefined {
  return item['previous']?.M ?? item['decision']?.M;
}

const isOwn = (decision: Item): boolean => decision['source']?.S === 'own';

/** Our own mark is below everything; else the time tells, nine digits as text. */
function rank(decision: Item | undefined): string {
  if (decision === undefined) return '';
  return isOwn(decision) ? '0' : `1${decision['decidedAt']?.S ?? ''}`;
}

/** No older decision ever takes the place of a newer one. */
export function decisionNeverOlder(before: Item, after: Item): Verdict {
  const [old, held] = [rank(decisionIn(before)), rank(decisionIn(after))];
  return unless(held >= old, `an older decision (${held}) replaced a newer one (${old})`);
}

/** A decision that was accepted is held, or something that is not older. */
export function acceptedIsHeld(item: Item, accepted: Pick<Truth, 'decisionTime'>): Verdict {
  const time = nineDigits(accepted.decisionTime) ?? '';
  return unless(
    rank(decisionIn(item)) >= `1${time}`,
    `200 to a decision of ${time} that is not held`,
  );
}

/** The codes that Veriff's documentation puts beside each status. */
const CODES: Readonly<Record<string, readonly number[]>> = {
  approved: [9001],
  declined: [9102],
  resubmission_requested: [9103],
  review: [9121],
  expired: [9104],
  abandoned: [9104, 9121],
};

interface Said {
  readonly status: string;
  readonly code: string | undefined;
  readonly reason: string | undefined;
  readonly reasonCode: string | undefined;
  readonly attemptId: string | undefined;
  readonly decidedAt: string | undefined;
}

const given = (value: unknown): string | undefined =>
  typeof value === 'number' || (typeof value === 'string' && value !== '') ? `${value}` : undefined;

/** Veriff's time with the nine digits of ours; nothing where it is none. */
export function nineDigits(time: unknown): string | undefined {
  const [, head, digits = ''] = /^(.{19})(?:\.(\d+))?Z$/.exec(String(time)) ?? [];
  return head === undefined ? undefined : `${head}.${digits.padEnd(9, '0')}Z`;
}

/** What a record may hold of a decision that Veriff made. */
function sayable({ status, code, reason, reasonCode, attemptId, decisionTime }: Truth): Said {
  const agrees = code === null || CODES[String(status)]?.includes(Number(code)) === true;
  return {
    status: agrees ? String(status) : 'review',
    code: given(code),
    reason: given(reason)?.slice(0, 200),
    reasonCode: given(reasonCode),
    attemptId: given(attemptId),
    decidedAt: nineDigits(decisionTime),
  };
}

function said(decision: Item): Said {
  return {
    status: decision['status']?.S ?? '',
    code: decision['code']?.N,
    reason: decision['reason']?.S,
    reasonCode: decision['reasonCode']?.N,
    attemptId: decision['attemptId']?.S,
    decidedAt: decision['decidedAt']?.S,
  };
}

function isSame(a: Said, b: Said): boolean {
  return (
    a.status === b.status &&
    a.code === b.code &&
    a.reason === b.reason &&
    a.reasonCode === b.reasonCode &&
    a.attemptId === b.attemptId &&
    a.decidedAt === b.decidedAt
  );
}

/** Every part of a decision comes from one decision that Veriff really made, and a contradiction is a review. */
export function decisionIsVeriffs(after: Item, truths: readonly Truth[]): Verdict {
  const decision = decisionIn(after);
  if (decision === undefined || isOwn(decision)) return undefined;
  const held = said(decision);
  const isTrue = truths.some((truth) => isSame(held, sayable(truth)));
  return unless(isTrue, `the record holds a decision that Veriff never made: ${held.status}`);
}

/** The status says what the decision says; an own mark says `expired`; without a decision nothing is decided. */
export function statusFollows(after: Item): Verdict {
  const [status = '', decision] = [after['status']?.S, after['decision']?.M];
  if (decision !== undefined) {
    return unless(decision['status']?.S === status, `status ${status} beside another decision`);
  }
  return unless(
    ['created', 'started', 'submitted'].includes(status),
    `status ${status} without a decision`,
  );
}

const STAGE: Readonly<Record<string, number>> = {
  started: 1,
  submitted: 2,
  decided: 3,
  superseded: 3,
};

/** Of two different decisions of one moment either may be the newer one, as long as it is always the same one. */
function isNewerIn(before: Item, after: Item): boolean {
  const [old, held] = [decisionIn(before), decisionIn(after)];
  if (rank(held) !== rank(old)) return rank(held) > rank(old);
  return held !== undefined && old !== undefined && !isSame(said(held), said(old));
}

/** No attempt goes back, and only a newer decision opens what was decided. */
export function progressNeverBack(before: Item, after: Item): Verdict {
  const [old, held] = [before['attempts']?.M ?? {}, after['attempts']?.M ?? {}];
  const back = Object.keys(old).find(
    (id) => (STAGE[held[id]?.S ?? ''] ?? 0) < (STAGE[old[id]?.S ?? ''] ?? 0),
  );
  if (back !== undefined) return `attempt ${back} went back`;
  const reopened = isFinalItem(before) && !isFinalItem(after);
  return unless(!reopened || isNewerIn(before, after), 'a session was opened by no newer decision');
}

function movingAttempts(item: Item): readonly string[] {
  const attempts = Object.entries(item['attempts']?.M ?? {});
  const moving = attempts.filter(([, { S }]) => S === 'started' || S === 'submitted');
  return moving.map(([id]) => id);
}

/** A decided attempt does not move: an event that opens a resubmission is about another one. */
export function resubmissionNeedsAnother(after: Item): Verdict {
  const previous = after['previous']?.M;
  if (previous === undefined || isFinalItem(after)) return undefined;
  const moving = movingAttempts(after);
  const isAnother = moving.length > 0 && !moving.includes(previous['attemptId']?.S ?? '');
  return unless(isAnother, 'a resubmission was opened by no other attempt');
}
