import { describe, expect, it } from 'vitest';
import type { Item } from '../../shared/adapters/dynamodb/attributes.ts';
import { recordItem } from '../../shared/adapters/dynamodb/session-item.ts';
import { claimPoll } from '../../shared/domain/due.ts';
import { erase } from '../../shared/domain/erase.ts';
import { markPublished } from '../../shared/domain/outbox.ts';
import { isOpen, type Session } from '../../shared/domain/session.ts';
import {
  after,
  created,
  DAY,
  decided,
  FIRST,
  lapse,
  MINUTE,
  SECOND,
  started,
  submitted,
  T0,
} from '../support/given.ts';
import {
  buriedIsDue,
  dueExactly,
  eventIsTrue,
  nothingLost,
  pollIsDue,
  pollsBounded,
  pollTakesSlot,
} from './monitors-debts.ts';
import {
  answerIsOwners,
  type CallsMade,
  claimKeepsOwner,
  claimLifeIsFixed,
  doneClaimIsBare,
  refusalTouchesNothing,
  sameAnswer,
  statusIsKnown,
  surplusIsCounted,
  webhookIsCheap,
} from './monitors-edges.ts';
import { converged } from './monitors-end.ts';
import {
  claimEndsFirst,
  expiryIsRenewed,
  fixedFieldsStay,
  keyNeverReturns,
  noWriteOnExpired,
  tombstoneIsBare,
  urlOnlyWhileOpen,
  versionTells,
  writeSaysSomething,
} from './monitors-life.ts';
import {
  acceptedIsHeld,
  decisionIsVeriffs,
  decisionNeverOlder,
  progressNeverBack,
  resubmissionNeedsAnother,
  statusFollows,
  type Verdict,
} from './monitors-order.ts';
import type { Truth } from './veriff-model.ts';

const item = (session: Session, now = T0): Item => recordItem(session, now);
const stone = (session: Session, now = T0): Item => recordItem(erase(session, now), now);
const changed = (base: Item, more: Readonly<Record<string, Item[string]>>): Item => ({
  ...base,
  ...more,
});
const without = (base: Item, name: string): Item =>
  Object.fromEntries(Object.entries(base).filter(([each]) => each !== name));

const NEW = item(created());
const APPROVED = item(after(decided('approved', '10:20:00')));
const LATER = item(after(decided('approved', '10:20:00'), decided('declined', '10:30:00')));
const OPENED = item(after(decided('resubmission_requested', '10:20:00'), started(SECOND)));
const STARTED = item(after(started(FIRST)));
const SUBMITTED = item(after(started(FIRST), submitted(FIRST)));
const CLOSED = item(after(lapse));

const TRUTH: Truth = {
  status: 'approved',
  code: 9001,
  reason: null,
  reasonCode: null,
  attemptId: FIRST,
  decisionTime: '2026-03-02T10:20:00Z',
  at: T0 + 5 * MINUTE,
};

/** The poll that is due is taken at `now`. */
function polled(now: number): Item {
  const session = created();
  if (!isOpen(session)) throw new Error('a fresh session is open');
  return item(claimPoll(session, now), now);
}

const OWNED: Item = {
  owner: { S: 'a' },
  leaseUntil: { N: String(T0) },
  progress: { S: 'claimed' },
  expiresAt: { N: '100' },
};
const ANSWERED = changed(OWNED, { progress: { S: 'answered' }, sessionId: { S: 's1' } });
const QUIET: CallsMade = { reads: 1, updates: 1, publications: 1, marks: 1, lost: 0 };
const TOLD = { body: '{}', sessionId: 's1', variant: 0 };

/** A monitor, what it is content with, and a violation that it must see. */
type Case = readonly [string, () => Verdict, () => Verdict];

const ORDER: readonly Case[] = [
  [
    'an accepted decision is dropped',
    () => acceptedIsHeld(LATER, TRUTH),
    () => acceptedIsHeld(APPROVED, { decisionTime: '2026-03-02T10:20:00.000001Z' }),
  ],
  [
    'an older decision replaces a newer one',
    () => decisionNeverOlder(APPROVED, LATER),
    () => decisionNeverOlder(LATER, APPROVED),
  ],
  [
    "our own mark replaces a decision of Veriff's",
    () => decisionNeverOlder(CLOSED, APPROVED),
    () => decisionNeverOlder(APPROVED, CLOSED),
  ],
  [
    'a record holds what Veriff never said',
    () => decisionIsVeriffs(APPROVED, [TRUTH]),
    () => decisionIsVeriffs(APPROVED, [{ ...TRUTH, status: 'declined', code: 9102 }]),
  ],
  [
    'a contradiction of status and code is taken for a decision',
    () => decisionIsVeriffs(NEW, [{ ...TRUTH, code: 9102 }]),
    () =>
      decisionIsVeriffs(item(after(decided('approved', '10:20:00', { code: 9102 }))), [
        { ...TRUTH, code: 9102 },
      ]),
  ],
  [
    'a reason of another decision stands beside this one',
    () => decisionIsVeriffs(APPROVED, [TRUTH]),
    () => decisionIsVeriffs(item(after(decided('approved', '10:20:00', { reason: 'x' }))), [TRUTH]),
  ],
  [
    'a status says something else than its decision',
    () => statusFollows(APPROVED),
    () => statusFollows(changed(APPROVED, { status: { S: 'declined' } })),
  ],
  [
    'a session is approved without a decision',
    () => statusFollows(STARTED),
    () => statusFollows(changed(STARTED, { status: { S: 'approved' } })),
  ],
  [
    'an attempt goes back',
    () => progressNeverBack(STARTED, SUBMITTED),
    () => progressNeverBack(SUBMITTED, STARTED),
  ],
  [
    'an event opens a decided session',
    () => progressNeverBack(NEW, STARTED),
    () => progressNeverBack(APPROVED, changed(APPROVED, { status: { S: 'started' } })),
  ],
  [
    'a resubmission is opened by the attempt that was decided',
    () => resubmissionNeedsAnother(OPENED),
    () =>
      resubmissionNeedsAnother(changed(OPENED, { attempts: { M: { [FIRST]: { S: 'started' } } } })),
  ],
];

const LIFE: readonly Case[] = [
  [
    'a write says nothing new',
    () => writeSaysSomething(NEW, STARTED),
    () => writeSaysSomething(NEW, item({ ...created(), revision: 2 }, T0 + MINUTE)),
  ],
  [
    'a session comes back after its end',
    () => keyNeverReturns(undefined, NEW, false),
    () => keyNeverReturns(undefined, NEW, true),
  ],
  [
    'a session comes back after its erasure',
    () => keyNeverReturns(NEW, STARTED, true),
    () => keyNeverReturns(stone(created()), NEW, true),
  ],
  [
    'a write succeeds after the end',
    () => noWriteOnExpired(NEW, T0 + 7 * DAY - 1000),
    () => noWriteOnExpired(NEW, T0 + 7 * DAY),
  ],
  [
    'a write does not renew the life',
    () => expiryIsRenewed(item(created(), T0 + MINUTE), T0 + MINUTE),
    () => expiryIsRenewed(NEW, T0 + MINUTE),
  ],
  [
    'a tombstone lives no longer than a session',
    () => expiryIsRenewed(stone(created()), T0),
    () =>
      expiryIsRenewed(changed(stone(created()), { expiresAt: NEW['expiresAt'] ?? { N: '' } }), T0),
  ],
  [
    'a fixed field changes',
    () => fixedFieldsStay(NEW, STARTED),
    () => fixedFieldsStay(NEW, changed(STARTED, { vendorData: { S: 'another' } })),
  ],
  [
    'a final record keeps its link',
    () => urlOnlyWhileOpen(NEW),
    () => urlOnlyWhileOpen(changed(APPROVED, { url: { S: 'https://x' } })),
  ],
  [
    'a tombstone keeps what is personal',
    () => tombstoneIsBare(stone(created())),
    () => tombstoneIsBare(changed(stone(created()), { vendorData: { S: 'c' } })),
  ],
  [
    'a write does not follow what was read',
    () => versionTells(NEW, STARTED),
    () => versionTells(NEW, changed(STARTED, { revision: { N: '3' } })),
  ],
  [
    'a repetition makes a version',
    () => versionTells(NEW, STARTED),
    () => versionTells(NEW, changed(NEW, { revision: { N: '2' }, version: { N: '2' } })),
  ],
  [
    'a claim outlives its record',
    () => claimEndsFirst({ expiresAt: { N: '100' } }, { expiresAt: { N: '100' } }, 0),
    () => claimEndsFirst({ expiresAt: { N: '102' } }, { expiresAt: { N: '100' } }, 1),
  ],
];

const DEBTS: readonly Case[] = [
  [
    'a record that owes is not due',
    () => dueExactly(NEW),
    () => dueExactly(without(without(NEW, 'dueAt'), 'dueBucket')),
  ],
  [
    'a record that owes nothing is due',
    () => dueExactly(item(markPublished(after(decided('approved', '10:20:00')), new Set([1, 2])))),
    () =>
      dueExactly(
        changed(item(markPublished(after(decided('approved', '10:20:00')), new Set([1, 2]))), {
          dueAt: { S: '2026-03-02T10:15:00.000Z' },
          dueBucket: { S: '0' },
        }),
      ),
  ],
  [
    'a record is due later than its earliest debt',
    () => dueExactly(NEW),
    () => dueExactly(changed(NEW, { dueAt: { S: '2026-03-02T11:00:00.000Z' } })),
  ],
  [
    'half of the key of the index is there',
    () => dueExactly(NEW),
    () => dueExactly(without(NEW, 'dueBucket')),
  ],
  [
    'a fresh tombstone owes nothing',
    () => buriedIsDue(NEW, stone(created())),
    () => buriedIsDue(NEW, without(stone(created()), 'dueAt')),
  ],
  [
    'a change is neither owed nor published',
    () =>
      nothingLost(
        item(markPublished(created(), new Set([1]))),
        new Map([['a6f7bb1a-5b69-4517-9b6a-95224ada1067:1', '']]),
      ),
    () => nothingLost(item(markPublished(created(), new Set([1]))), new Map()),
  ],
  [
    'one event has two contents',
    () => eventIsTrue({ id: 's:1', before: 'a', content: 'a', stored: 1 }),
    () => eventIsTrue({ id: 's:1', before: 'a', content: 'b', stored: 1 }),
  ],
  [
    'an event tells what was never stored',
    () => eventIsTrue({ id: 's:2', before: undefined, content: 'a', stored: 2 }),
    () => eventIsTrue({ id: 's:2', before: undefined, content: 'a', stored: 1 }),
  ],
  [
    'a poll leaves the schedule',
    () => pollTakesSlot(NEW, polled(T0 + 15 * MINUTE), T0 + 15 * MINUTE),
    () => pollTakesSlot(NEW, polled(T0 + 15 * MINUTE), T0 + 30 * MINUTE),
  ],
  [
    'a poll comes before its slot',
    () => pollIsDue(NEW, polled(T0 + 15 * MINUTE), T0 + 15 * MINUTE),
    () => pollIsDue(NEW, polled(T0 + 15 * MINUTE), T0 + 15 * MINUTE - 1),
  ],
  [
    'Veriff is asked again and again',
    () => pollsBounded(polled(T0 + 15 * MINUTE), 0),
    () => pollsBounded(changed(NEW, { polls: { M: { count: { N: '61' } } } }), 0),
  ],
];

const EDGES: readonly Case[] = [
  [
    'a claim is taken from an owner that lives',
    () => claimKeepsOwner(OWNED, changed(OWNED, { owner: { S: 'b' } }), T0),
    () => claimKeepsOwner(OWNED, changed(OWNED, { owner: { S: 'b' } }), T0 - 1),
  ],
  [
    'a claim is taken after its answer',
    () => claimKeepsOwner(ANSWERED, ANSWERED, T0),
    () => claimKeepsOwner(ANSWERED, changed(ANSWERED, { owner: { S: 'b' } }), T0),
  ],
  [
    'a stranger records an answer',
    () => answerIsOwners(OWNED, ANSWERED, ['a']),
    () => answerIsOwners(OWNED, ANSWERED, ['b']),
  ],
  [
    'an answer is replaced',
    () => answerIsOwners(ANSWERED, ANSWERED, []),
    () => answerIsOwners(ANSWERED, changed(ANSWERED, { sessionId: { S: 's2' } }), ['a']),
  ],
  [
    'the life of a claim is renewed',
    () => claimLifeIsFixed(OWNED, ANSWERED),
    () => claimLifeIsFixed(OWNED, changed(ANSWERED, { expiresAt: { N: '101' } })),
  ],
  [
    'a claim that is done keeps its link',
    () => doneClaimIsBare(changed(ANSWERED, { progress: { S: 'completed' } })),
    () => doneClaimIsBare(changed(ANSWERED, { progress: { S: 'completed' }, answer: { M: {} } })),
  ],
  [
    'one key is answered two sessions',
    () => sameAnswer(TOLD, TOLD),
    () => sameAnswer(TOLD, { ...TOLD, sessionId: 's2' }),
  ],
  [
    'one key answers two bodies',
    () => sameAnswer(undefined, TOLD),
    () => sameAnswer(TOLD, { ...TOLD, body: '{"a":1}' }),
  ],
  [
    'one key takes two different requests',
    () => sameAnswer(TOLD, TOLD),
    () => sameAnswer(TOLD, { ...TOLD, variant: 1 }),
  ],
  [
    'a surplus session is not counted',
    () => surplusIsCounted(2, 1, 1),
    () => surplusIsCounted(2, 1, 0),
  ],
  [
    'a webhook writes twice',
    () => webhookIsCheap(QUIET),
    () => webhookIsCheap({ ...QUIET, updates: 2 }),
  ],
  [
    'a webhook publishes twice',
    () => webhookIsCheap({ ...QUIET, reads: 2, updates: 2, lost: 1 }),
    () => webhookIsCheap({ ...QUIET, publications: 2 }),
  ],
  [
    'a forgery reads the table',
    () => refusalTouchesNothing(401, { reads: 0, updates: 0, publications: 0, marks: 0, lost: 0 }),
    () => refusalTouchesNothing(401, { ...QUIET, updates: 0, publications: 0, marks: 0 }),
  ],
  [
    'an answer is not foreseen',
    () => statusIsKnown(200, [200, 503]),
    () => statusIsKnown(500, [200, 503]),
  ],
];

const settledItem = (session: Session): Item => item(markPublished(session, new Set([1, 2, 3, 4])));

const END: readonly Case[] = [
  [
    'a publication is owed for ever',
    () => converged(settledItem(after(decided('approved', '10:20:00'))), TRUTH),
    () => converged(APPROVED, TRUTH),
  ],
  [
    "Veriff's newest decision never arrives",
    () => converged(settledItem(after(decided('review', '10:20:00'))), TRUTH),
    () => converged(settledItem(created()), TRUTH),
  ],
  [
    'an older decision is taken for the newest',
    () => converged(settledItem(after(decided('review', '10:20:01'))), TRUTH),
    () => converged(settledItem(after(decided('review', '10:19:00'))), TRUTH),
  ],
  [
    'an erasure is owed to Veriff for ever',
    () => converged(without(stone(created()), 'dueAt'), undefined),
    () => converged(stone(created()), undefined),
  ],
];

describe.each([
  ['order and truth', ORDER],
  ['life', LIFE],
  ['debts', DEBTS],
  ['creating and answering', EDGES],
  ['the end', END],
] as const)('the monitors of %s', (_name, cases) => {
  it.each(cases)('see that %s, and nothing where all is well', (_what, fine, violated) => {
    expect(fine()).toBeUndefined();
    expect(violated()).toEqual(expect.any(String));
  });
});
