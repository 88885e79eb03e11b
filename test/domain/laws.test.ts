import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../../shared/domain/decision.ts';
import { dueAt } from '../../shared/domain/due.ts';
import type { Observation } from '../../shared/domain/observation.ts';
import { eventOf, markPublished } from '../../shared/domain/outbox.ts';
import { compareDecisions } from '../../shared/domain/precedence.ts';
import { heldDecision, isFinal, isOpen, type Session } from '../../shared/domain/session.ts';
import { isDecisionStatus, verdictOf } from '../../shared/domain/verdict.ts';
import {
  anyAttempt,
  anyDecision,
  anyDecisionSeen,
  anyEvent,
  anyHistory,
  anyObservation,
  twoOrders,
} from '../support/arbitrary.ts';
import { after, created, LIVE, observe, started, submitted } from '../support/given.ts';

/** Fewer under mutation testing, where every law runs hundreds of times. */
const RUNS = { numRuns: process.env['STRYKER_MUTATOR_WORKER'] === undefined ? 2000 : 50 };

const PROGRESS = ['created', 'started', 'submitted'];

/** Every session on the way, the first included. */
function way(history: readonly Observation[]): readonly Session[] {
  return history.map((_, index) => after(...history.slice(0, index + 1)));
}

/** What both orders of a set of messages must agree on. */
function decidedAs(session: Session): unknown {
  const { source: _, ...held } = heldDecision(session) ?? { source: 'none' };
  return { held, final: isFinal(session) };
}

describe('rule 1: approved only on an approval with its code or none', () => {
  it('holds for any status and any code', () => {
    const anyStatus = fc.constantFrom(
      'approved',
      'declined',
      'review',
      'expired',
      'abandoned',
      'resubmission_requested',
    );
    fc.assert(
      fc.property(anyStatus, fc.option(fc.integer(), { nil: undefined }), (status, code) => {
        if (!isDecisionStatus(status)) return;
        const approved = verdictOf(status, code).status === 'approved';
        expect(approved).toBe(status === 'approved' && (code === undefined || code === 9001));
      }),
      RUNS,
    );
  });

  it('a session is approved only by the approval that it holds, and never by a contradiction', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const { state } = after(...history);
        if (state.status !== 'approved') return;
        expect(state.decision).toMatchObject({ status: 'approved', code: 9001 });
        expect(state.decision).not.toHaveProperty('contradiction');
      }),
      RUNS,
    );
  });

  it('a contradiction is never final', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const session = after(...history);
        if (heldDecision(session)?.contradiction !== true) return;
        expect(['review', 'expired']).toContain(session.state.status);
        if (isFinal(session)) expect(session.state.decision.source).toBe('own');
      }),
      RUNS,
    );
  });
});

describe('rule 2: only a later decision replaces a decision', () => {
  it('the decision held never goes back', () => {
    fc.assert(
      fc.property(anyHistory, anyObservation, (history, next) => {
        const before = after(...history);
        const { session } = observe(before, next);
        const [was, is] = [heldDecision(before), heldDecision(session)];
        if (was === undefined || is === undefined) return;
        expect(compareDecisions(is, was)).toBeGreaterThanOrEqual(0);
      }),
      RUNS,
    );
  });

  it('a late, old or repeated decision changes nothing that anyone can see, and publishes nothing', () => {
    fc.assert(
      fc.property(anyHistory, anyDecision, (history, decision) => {
        const before = after(...history);
        const held = heldDecision(before);
        if (held === undefined || compareDecisions(decision, held) > 0) return;
        const { session } = observe(before, { kind: 'decision', integration: LIVE, decision });
        const { status } = session.state;
        expect(heldDecision(session)).toEqual(held);
        if (status === before.state.status) {
          expect({ ...session, attempts: 0, revision: 0 }).toEqual({
            ...before,
            attempts: 0,
            revision: 0,
          });
        } else {
          // The one thing that it can tell: the attempt that seemed to be under way is over.
          expect([before.state.status, status]).toEqual([
            expect.stringMatching(/started|submitted/),
            expect.stringMatching(/started|resubmission_requested/),
          ]);
        }
      }),
      RUNS,
    );
  });

  it('whatever was just accepted is repeated without effect', () => {
    fc.assert(
      fc.property(anyHistory, anyObservation, (history, seen) => {
        const once = observe(after(...history), seen).session;
        const twice = observe(once, seen);
        expect(twice.outcome.kind).toBe('unchanged');
      }),
      RUNS,
    );
  });
});

function bySource(source: Decision['source'], seen: Observation): Observation {
  return seen.kind === 'decision' ? { ...seen, decision: { ...seen.decision, source } } : seen;
}

describe('rule 3: order, repetition and source do not matter', () => {
  it('the same messages end in the same decision, finality and reason', () => {
    fc.assert(
      fc.property(twoOrders(fc.oneof(anyDecisionSeen, anyEvent)), ([one, other]) => {
        expect(decidedAs(after(...one))).toEqual(decidedAs(after(...other)));
      }),
      RUNS,
    );
  });

  it('webhook and poll say the same', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const byPoll = after(...history.map((seen) => bySource('poll', seen)));
        const byWebhook = after(...history.map((seen) => bySource('webhook', seen)));
        expect(decidedAs(byPoll)).toEqual(decidedAs(byWebhook));
        expect(byPoll.version).toBe(byWebhook.version);
      }),
      RUNS,
    );
  });

  it('progress follows from the set of messages too, as long as nothing final is among them', () => {
    const named = fc
      .tuple(anyAttempt, fc.boolean())
      .map(([attemptId, isStart]) => (isStart ? started(attemptId) : submitted(attemptId)));
    const asked = fc
      .tuple(
        anyDecision,
        anyAttempt,
        fc.constantFrom('resubmission_requested' as const, 'review' as const),
      )
      .map(
        ([made, attemptId, status]): Observation => ({
          kind: 'decision',
          integration: LIVE,
          decision: { ...made, status, attemptId },
        }),
      );
    fc.assert(
      fc.property(twoOrders(fc.oneof(named, asked)), ([one, other]) => {
        expect(after(...one).state.status).toBe(after(...other).state.status);
      }),
      RUNS,
    );
  });
});

describe('rule 4: an event never moves a session back and never decides', () => {
  it('holds after any history', () => {
    fc.assert(
      fc.property(anyHistory, anyEvent, (history, event) => {
        const before = after(...history);
        const { session } = observe(before, event);
        expect(heldDecision(session)).toEqual(heldDecision(before));
        const [was, is] = [before.state.status, session.state.status];
        if (was === is) return;
        expect(['started', 'submitted']).toContain(is);
        expect(['created', 'started', 'resubmission_requested']).toContain(was);
        if (was !== 'resubmission_requested') {
          expect(PROGRESS.indexOf(is)).toBeGreaterThan(PROGRESS.indexOf(was));
        }
      }),
      RUNS,
    );
  });
});

describe('rule 5: status, code and reason come from one decision', () => {
  it('what is shown is one of the decisions that came in, whole', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const { state } = after(...history);
        if (!('decision' in state) || state.decision.source === 'own') return;
        expect(state.status).toBe(state.decision.status);
        expect(
          history.map((seen) => (seen.kind === 'decision' ? seen.decision : seen)),
        ).toContainEqual(state.decision);
      }),
      RUNS,
    );
  });
});

describe('rule 7: every accepted change is owed to the outside once, under its own id', () => {
  it('the outbox holds each version from 1 on, in order', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const session = after(...history);
        const ids = session.outbox.map((owed) => eventOf(session, owed).id);
        expect(ids).toEqual(session.outbox.map((_, index) => `${session.id}:${index + 1}`));
        expect(session.outbox).toHaveLength(session.version);
      }),
      RUNS,
    );
  });

  it('a version tells the status of its moment', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        for (const session of way(history)) {
          expect(session.outbox.at(-1)?.status).toBe(session.state.status);
        }
      }),
      RUNS,
    );
  });
});

describe('rule 8: a record is due exactly while it owes something', () => {
  it('polls while it is open, publications while the outbox holds any, nothing otherwise', () => {
    fc.assert(
      fc.property(anyHistory, fc.boolean(), (history, published) => {
        const session = after(...history);
        const all = new Set(session.outbox.map((owed) => owed.version));
        const record = published ? markPublished(session, all) : session;
        expect(dueAt(record) !== undefined).toBe(isOpen(record) || record.outbox.length > 0);
      }),
      RUNS,
    );
  });
});

describe('the revision', () => {
  it('grows by one with everything that is to be written', () => {
    fc.assert(
      fc.property(anyHistory, anyObservation, (history, seen) => {
        const before = after(...history);
        const { outcome, session } = observe(before, seen);
        const grown = outcome.kind === 'changed' ? 1 : 0;
        expect(session.revision).toBe(before.revision + grown);
      }),
      RUNS,
    );
  });
});

describe('what a state holds', () => {
  it('a final session has no link and owes no poll; an open one owes one', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const session = after(...history);
        expect('poll' in session.state).toBe(!isFinal(session));
        if (isFinal(session)) expect(session.state).not.toHaveProperty('link');
      }),
      RUNS,
    );
  });

  it('only versions and times move; what was fixed at creation stays', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const { id, tenant, integration, vendorData, createdAt, validUntil } = created();
        expect(after(...history)).toMatchObject({
          id,
          tenant,
          integration,
          vendorData,
          createdAt,
          validUntil,
        });
      }),
    );
  });
});
