import { describe, expect, it } from 'vitest';
import {
  attemptCount,
  furthestOpenStep,
  withDecision,
  withEnd,
  withStep,
} from '../../shared/domain/attempts.ts';
import { isAttemptId, isIntegrationName, isSessionId } from '../../shared/domain/ids.ts';
import { nextAction } from '../../shared/domain/next-action.ts';
import { isFinalStatus, type SessionStatus } from '../../shared/domain/session.ts';
import { FIRST, SECOND, THIRD } from '../support/given.ts';

const STATUSES: Readonly<Record<SessionStatus, { final: boolean; next: string }>> = {
  created: { final: false, next: 'open_url' },
  started: { final: false, next: 'open_url' },
  submitted: { final: false, next: 'wait' },
  resubmission_requested: { final: false, next: 'retry_same_url' },
  review: { final: false, next: 'wait' },
  approved: { final: true, next: 'none' },
  declined: { final: true, next: 'create_new' },
  expired: { final: true, next: 'create_new' },
  abandoned: { final: true, next: 'create_new' },
};

describe('a status', () => {
  it.each(Object.entries(STATUSES))('%s: %o', (status, { final, next }) => {
    expect(isFinalStatus(status as SessionStatus)).toBe(final);
    expect(nextAction(status as SessionStatus)).toBe(next);
  });
});

describe('what is known of the attempts', () => {
  it('grows step by step and never shrinks', () => {
    const one = withStep({}, FIRST, 'started');
    const two = withStep(one, FIRST, 'submitted');
    const three = withEnd(two, FIRST);

    expect([one, two, three]).toEqual([
      { [FIRST]: 'started' },
      { [FIRST]: 'submitted' },
      { [FIRST]: 'decided' },
    ]);
    expect(withStep(two, FIRST, 'started')).toBe(two);
    expect(withStep(three, FIRST, 'submitted')).toBe(three);
    expect(withEnd(three, FIRST)).toBe(three);
    expect(withDecision(three, FIRST)).toBe(three);
    expect(withDecision(one, FIRST)).toEqual(three);
    expect(withEnd(one, FIRST)).toEqual(three);
  });

  it('an attempt that was never heard of is superseded, until its own decision comes', () => {
    const superseded = withEnd({}, FIRST);

    expect(superseded).toEqual({ [FIRST]: 'superseded' });
    expect(withEnd(superseded, FIRST)).toBe(superseded);
    expect(withStep(superseded, FIRST, 'submitted')).toBe(superseded);
    expect(withDecision(superseded, FIRST)).toEqual({ [FIRST]: 'decided' });
  });

  it('counts what the client may know, and tells the furthest open step', () => {
    const attempts = { [FIRST]: 'superseded', [SECOND]: 'decided', [THIRD]: 'started' } as const;

    expect(attemptCount(attempts)).toBe(2);
    expect(furthestOpenStep(attempts)).toBe('started');
    expect(furthestOpenStep(withStep(attempts, THIRD, 'submitted'))).toBe('submitted');
    expect(furthestOpenStep({ [SECOND]: 'decided' })).toBe('created');
  });
});

describe('an id', () => {
  it.each(['a', 'A-z_0', FIRST, 'x'.repeat(128)])('%s is one', (text) => {
    expect(isSessionId(text)).toBe(true);
    expect(isAttemptId(text)).toBe(true);
  });

  it.each(['', 'x'.repeat(129), 'a/b', 'a b', 'a#', '../x', 'ä', 'a\n'])('%j is none', (text) => {
    expect(isSessionId(text)).toBe(false);
    expect(isAttemptId(text)).toBe(false);
  });
});

describe('the id of an attempt', () => {
  it.each(['__proto__', 'constructor', 'toString'])('is not %s, which every object has', (text) => {
    expect(isAttemptId(text)).toBe(false);
  });
});

describe('the name of an integration', () => {
  it.each(['live', 'test-2', 'x'.repeat(32)])('%s is one', (text) => {
    expect(isIntegrationName(text)).toBe(true);
  });

  it.each(['', 'Live', 'a b', 'x'.repeat(33), '-\n'])('%j is none', (text) => {
    expect(isIntegrationName(text)).toBe(false);
  });
});
