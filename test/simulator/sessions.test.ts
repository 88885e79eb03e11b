import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SimPlayAction, SimStatus } from '../../local/veriff/control.ts';
import { latestDecision, newSession, type Session } from '../../local/veriff/session.ts';
import {
  type Announcement,
  allowedActions,
  type Channel,
  type Command,
  endOfLife,
  isOver,
  play,
  timeoutAction,
} from '../../local/veriff/sessions.ts';

const BORN = Date.parse('2026-03-02T10:15:00Z') * 1000;
const ACTIONS: readonly SimPlayAction[] = [
  'start',
  'submit',
  'approve',
  'decline',
  'resubmit',
  'review',
  'abandon',
  'expire',
];

function born(firstName = 'John'): Session {
  return newSession(
    { id: 'session', seq: 1, attemptId: 'attempt-1', at: BORN },
    { person: { firstName }, document: {}, vendorData: null, endUserId: null },
  );
}

let tick = BORN;
function given(more: { attemptLimit?: number; decides?: 'by-hand' | 'first-name' } = {}) {
  tick += 1000;
  return {
    at: tick,
    newAttemptId: `attempt-${tick}`,
    attemptLimit: 10,
    decides: 'first-name' as const,
    ...more,
  };
}

function after(session: Session, ...commands: readonly (SimPlayAction | Command)[]): Session {
  return commands.reduce((current, command) => {
    const played = play(
      current,
      typeof command === 'string' ? { action: command } : command,
      given(),
    );
    if (!played.ok) throw new Error(`${current.status}: ${JSON.stringify(command)}`);
    return played.session;
  }, session);
}

/** Whether the webhook of a resubmission waits, after a submission by that channel. */
function held(channel: Channel): boolean {
  const submitted = after(born(), 'start', { action: 'submit', channel });
  const played = play(submitted, { action: 'resubmit' }, given());
  return played.ok && played.announcements.some((each) => each.kind === 'decision' && each.held);
}

/** What an announcement says happened. */
function said(told: Announcement | undefined): string | undefined {
  if (told?.kind === 'decision') return told.decision.status;
  return told?.kind === 'event' ? told.action : undefined;
}

describe('life of a session', () => {
  it.each([
    ['created', [], ['start', 'expire']],
    ['started', ['start'], ['submit', 'abandon']],
    ['submitted', ['start', 'submit'], ['approve', 'decline', 'resubmit', 'review']],
    ['review', ['start', 'submit', 'review'], ['approve', 'decline', 'resubmit']],
    ['resubmission_requested', ['start', 'submit', 'resubmit'], ['start', 'abandon']],
    ['approved', ['start', 'submit', 'approve'], []],
    ['declined', ['start', 'submit', 'decline'], []],
    ['expired', ['expire'], []],
    ['abandoned', ['start', 'abandon'], []],
  ] as const)('a session that is %s allows what Veriff allows', (status, way, allowed) => {
    const session = after(born(), ...way);

    expect(session.status).toBe(status);
    expect(allowedActions(session)).toStrictEqual(allowed);
    for (const action of ACTIONS) {
      expect(play(session, { action }, given()).ok).toBe(
        (allowed as readonly string[]).includes(action),
      );
    }
  });

  it.each([
    ['approve', { status: 'approved', code: 9001, reason: null, reasonCode: null }],
    [
      'decline',
      { status: 'declined', code: 9102, reason: 'Suspected document tampering', reasonCode: 102 },
    ],
    [
      'resubmit',
      {
        status: 'resubmission_requested',
        code: 9103,
        reason: 'Poor image quality',
        reasonCode: 204,
      },
    ],
    ['review', { status: 'review', code: 9121, reason: null, reasonCode: null }],
  ] as const)('%s makes the decision %j', (action, decision) => {
    const session = after(born(), 'start', 'submit', action);

    expect(latestDecision(session)?.decision).toMatchObject(decision);
  });

  it('keeps a reason of its own, and knows the text of a code', () => {
    const coded = after(born(), 'start', 'submit', { action: 'decline', reasonCode: 106 });
    const worded = after(born(), 'start', 'submit', {
      action: 'resubmit',
      reason: 'Too dark',
      reasonCode: 999,
    });

    expect(latestDecision(coded)?.decision).toMatchObject({
      reason: 'Known fraud',
      reasonCode: 106,
    });
    expect(latestDecision(worded)?.decision).toMatchObject({ reason: 'Too dark', reasonCode: 999 });
  });

  it('gives the next try after a resubmission a new attempt id', () => {
    const session = after(born(), 'start', 'submit', 'resubmit', 'start');

    expect(session.attempts.map((attempt) => attempt.status)).toStrictEqual([
      'resubmission_requested',
      'started',
    ]);
    expect(new Set(session.attempts.map((attempt) => attempt.id)).size).toBe(2);
  });

  it('holds a resubmission back in a flow, not after an upload by API', () => {
    expect(held('flow')).toBe(true);
    expect(held('api')).toBe(false);
  });

  it('lets PATCH submit a session that nobody opened, and nothing else', () => {
    expect(play(born(), { action: 'submit', channel: 'api' }, given()).ok).toBe(true);
    expect(play(born(), { action: 'submit', channel: 'flow' }, given()).ok).toBe(false);
  });

  it.each([
    ['Approve', 'approved'],
    ['Decline', 'declined'],
    ['Resubmit', 'resubmission_requested'],
    ['approve', 'submitted'],
    ['constructor', 'submitted'],
  ] as const)('the first name %s leads to %s after submit', (name, status) => {
    expect(after(born(name), 'start', 'submit').status).toBe(status);
  });

  it('decides nothing by a name where the integration decides by hand', () => {
    const started = after(born('Approve'), 'start');
    const played = play(started, { action: 'submit' }, given({ decides: 'by-hand' }));

    expect(played.ok && played.session.status).toBe('submitted');
  });

  it('declines the tenth attempt by itself with 539', () => {
    let session = born();
    for (let attempt = 1; attempt < 10; attempt += 1)
      session = after(session, 'start', 'submit', 'resubmit');

    const last = after(session, 'start', 'submit');

    expect(last.attempts).toHaveLength(10);
    expect(last.status).toBe('declined');
    expect(latestDecision(last)?.decision).toMatchObject({
      reasonCode: 539,
      reason: 'Resubmission limit exceeded',
    });
  });

  it('decides again only when told so', () => {
    const declined = after(born(), 'start', 'submit', 'decline');

    expect(play(declined, { action: 'approve' }, given()).ok).toBe(false);
    const again = after(declined, { action: 'approve', again: true });
    expect(again.status).toBe('approved');
    expect(latestDecision(again)?.decision.reason).toBeNull();
    expect(play(after(born(), 'expire'), { action: 'approve', again: true }, given()).ok).toBe(
      false,
    );
  });

  it.each([
    [[], 'expire'],
    [['start'], 'abandon'],
    [['start', 'submit', 'resubmit'], 'abandon'],
    [['start', 'submit'], undefined],
    [['start', 'submit', 'review'], undefined],
    [['start', 'submit', 'approve'], undefined],
  ] as const)('after %j seven days end in %s', (way, action) => {
    const session = after(born(), ...way);

    expect(timeoutAction(session)).toBe(action);
    expect(endOfLife(session)).toBe(
      action === undefined ? undefined : BORN / 1000 + 7 * 86_400_000,
    );
  });

  it('law: whatever is played, ids are unique, times grow, and what is over stays over', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...ACTIONS), { maxLength: 60 }), (actions) => {
        let session = born();
        let ended: SimStatus | undefined;
        for (const action of actions) {
          const before = session.updatedAt;
          const played = play(session, { action }, given());
          expect(played.ok && ended !== undefined).toBe(false);
          if (!played.ok) continue;
          session = played.session;
          expect(session.updatedAt).toBeGreaterThan(before);
          if (isOver(session)) ended = session.status;
        }
        expect(new Set(session.attempts.map((attempt) => attempt.id)).size).toBe(
          session.attempts.length,
        );
        expect(session.attempts.length).toBeLessThanOrEqual(10);
        expect(session.attempts.at(-1)?.status).toBe(session.status);
      }),
    );
  });

  it('law: every move announces what happened to the attempt that it happened to', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...ACTIONS), { maxLength: 40 }), (actions) => {
        let session = born();
        for (const action of actions) {
          const played = play(session, { action }, given());
          if (!played.ok) continue;
          session = played.session;
          const told = played.announcements.findLast((each) => each.kind !== 'withdraw');
          expect(told?.attemptId).toBe(session.attempts.at(-1)?.id);
          expect(said(told)).toBe(session.status);
        }
      }),
    );
  });
});
