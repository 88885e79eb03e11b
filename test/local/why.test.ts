import { describe, expect, it } from 'vitest';
import type { LocalDecision } from '../../local/console-api/wire.ts';
import type { TraceEntry } from '../../local/console-api/wire-trace.ts';
import type { HeldSession, HeldTombstone } from '../../local/records/record.ts';
import { why } from '../../local/records/why.ts';
import type { WhyFacts } from '../../local/records/why-words.ts';
import type { SimDeliverySummary } from '../../local/veriff/control.ts';

const NOON = Date.UTC(2026, 2, 2, 12);
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 86_400 * SECOND;
const ID = 'aaaaaaaa-0000-4000-8000-000000000000';

function session(more: Partial<HeldSession> = {}): HeldSession {
  return {
    kind: 'session',
    id: ID,
    tenant: 'local',
    integration: 'local',
    revision: 1,
    version: 1,
    expiresAt: NOON + 7 * DAY,
    status: 'created',
    createdAt: NOON,
    updatedAt: NOON,
    validUntil: NOON + 7 * DAY,
    poll: { dueAt: NOON + 15 * MINUTE, count: 0 },
    outbox: [],
    attempts: {},
    ...more,
  };
}

let orders = 0;
function entry(after: number, more: Partial<TraceEntry>): TraceEntry {
  orders += 1;
  return {
    seq: orders,
    order: orders,
    at: new Date(NOON + after).toISOString(),
    session: ID,
    from: 'veriff',
    to: 'webhook',
    kind: 'webhook',
    label: '',
    outcome: 'ok',
    ...more,
  };
}

const webhook = (after: number, label: string, more: Partial<TraceEntry> = {}): TraceEntry =>
  entry(after, { kind: 'webhook', label, result: '200', ...more });
const change = (after: number, to: string, more: Partial<TraceEntry> = {}): TraceEntry =>
  entry(after, {
    kind: 'write',
    from: 'webhook',
    to: 'table',
    change: { to, version: 1 },
    ...more,
  });
const action = (after: number): TraceEntry =>
  entry(after, { kind: 'action', from: 'user', to: 'veriff', label: 'opens the link and starts' });

function held(
  record: HeldSession,
  entries: readonly TraceEntry[] = [],
  more: Partial<WhyFacts> = {},
) {
  return why({ now: NOON + 10 * MINUTE, presence: 'held', record, entries, waiting: [], ...more });
}

const DECISION: LocalDecision = {
  status: 'approved',
  source: 'webhook',
  code: 9001,
  decidedAt: '2026-03-02T12:05:40.123456000Z',
};

function decided(more: Partial<LocalDecision> = {}): HeldSession {
  const { poll: _, ...record } = session({ version: 3 });
  const decision = { ...DECISION, ...more };
  return { ...record, status: decision.status, decision };
}

const waiting = (more: Partial<SimDeliverySummary>): SimDeliverySummary => ({
  id: 'd1',
  webhookId: 'w1',
  sessionId: ID,
  attemptId: 'a',
  kind: 'decision',
  action: 'approved',
  code: 9001,
  try: 1,
  origin: 'first',
  outcome: 'waiting',
  dueAt: new Date(NOON + 20 * MINUTE).toISOString(),
  faults: [],
  ...more,
});

describe('why an open session is in its state', () => {
  it('says that nobody has opened the link yet, and when Veriff is asked', () => {
    expect(held(session())).toBe(
      'Created at 12:00:00: the end user has not opened the link yet. Veriff is asked at 12:15:00 if nothing comes before.',
    );
  });

  it('says that Veriff knows more than it was told of', () => {
    expect(held(session(), [action(MINUTE)])).toContain(
      'the end user opened the link, and no webhook has told of it yet.',
    );
  });

  it.each([
    [{ outcome: 'lost', result: 'dropped' }, 'was dropped'],
    [{ outcome: 'lost', result: 'ECONNRESET' }, 'was lost (ECONNRESET)'],
    [{ outcome: 'refused', result: '401' }, 'was refused (401)'],
    [{ outcome: 'failed', result: '502' }, 'failed here (502)'],
  ] as const)('says what became of the webhook that would have told: %o', (fate, words) => {
    const entries = [action(MINUTE), webhook(MINUTE, 'event started 7001', fate)];

    expect(held(session(), entries)).toContain(
      `the end user opened the link, but the webhook that tells of it ${words}.`,
    );
  });

  it('names the event that made it so, by the run of the function that wrote', () => {
    const entries = [
      webhook(MINUTE, 'event started 7001', { invocation: 'i-1' }),
      change(MINUTE, 'started', { invocation: 'i-1' }),
      webhook(2 * MINUTE, 'event submitted 7002', { invocation: 'i-2' }),
      change(2 * MINUTE, 'submitted', { invocation: 'i-2' }),
    ];

    expect(held(session({ status: 'started' }), entries.slice(0, 2))).toMatch(
      /^Started: event started 7001 came by webhook at 12:01:00\. /,
    );
    expect(held(session({ status: 'submitted' }), entries)).toMatch(
      /^Submitted: event submitted 7002 came by webhook at 12:02:00, and the decision is awaited\. /,
    );
  });

  it('tells what went wrong since, when it comes again, and what is done without it', () => {
    const entries = [
      change(MINUTE, 'submitted'),
      webhook(2 * MINUTE, 'decision approved 9001', { outcome: 'failed', result: '503' }),
    ];
    const text = held(session({ status: 'submitted' }), entries, {
      waiting: [waiting({ waitsFor: 'retry' })],
    });

    expect(text).toContain('Since then decision approved 9001 failed here (503).');
    expect(text).toContain('Veriff sends decision approved again at 12:20:00.');
    expect(text).toContain('Veriff is asked at 12:15:00 if nothing comes before.');
  });

  it('forgets what went wrong before the last change', () => {
    const entries = [
      webhook(MINUTE, 'event started 7001', { outcome: 'lost', result: 'dropped' }),
      change(2 * MINUTE, 'submitted'),
    ];

    expect(held(session({ status: 'submitted' }), entries)).not.toContain('dropped');
  });

  it('says that a poll is overdue', () => {
    const text = held(session({ poll: { dueAt: NOON, count: 3 } }));

    expect(text).toContain('Veriff was to be asked at 12:00:00: the next sweep does it.');
  });

  it('says which version is still to be published', () => {
    const outbox = [{ version: 2, at: NOON, dueAt: NOON + 11 * MINUTE }];

    expect(held(session({ outbox }))).toContain(
      'Version 2 is still to be published, next at 12:11:00.',
    );
  });

  it('names the day of a moment that is not today', () => {
    expect(held(session({ poll: { dueAt: NOON + 2 * DAY, count: 9 } }))).toContain(
      'Veriff is asked at 2026-03-04 12:00:00 if',
    );
  });

  it('explains a review that a contradiction has brought', () => {
    const decision: LocalDecision = { ...DECISION, status: 'review', contradiction: true };
    const text = held(session({ status: 'review', decision }));

    expect(text).toContain("Review: Veriff's decision 9001 of 12:05:40 came by webhook.");
    expect(text).toContain('Its status and its code disagree, so it approves nobody.');
  });

  it('explains a resubmission', () => {
    const decision: LocalDecision = { ...DECISION, status: 'resubmission_requested', code: 9103 };

    expect(held(session({ status: 'resubmission_requested', decision }))).toMatch(
      /^Resubmission requested: Veriff's decision 9103 of 12:05:40 came by webhook\. Veriff is asked/,
    );
  });
});

describe('why a decided session is in its state', () => {
  const written = (after: number, source = 'webhook'): TraceEntry =>
    change(after, 'approved', {
      from: source === 'poll' ? 'sweep' : 'webhook',
      change: { from: 'submitted', to: 'approved', version: 3 },
    });

  it('says that a webhook brought the decision, and when', () => {
    expect(held(decided(), [written(5 * MINUTE + 41 * SECOND)])).toBe(
      "Approved: Veriff's decision 9001 of 12:05:40 came by webhook at 12:05:41.",
    );
  });

  it.each([
    [{ outcome: 'lost', result: 'dropped' }, 'its webhook was dropped'],
    [{ outcome: 'refused', result: '401' }, 'its webhook was refused (401)'],
  ] as const)('says that the fallback had to, and why: %o', (fate, words) => {
    const lost = webhook(5 * MINUTE, 'decision approved 9001', fate);

    expect(held(decided({ source: 'poll' }), [lost, written(8 * MINUTE, 'poll')])).toContain(
      `Approved: Veriff's decision 9001 of 12:05:40 was fetched at 12:08:00 by the fallback, because ${words}.`,
    );
  });

  it('says that the webhook was held back, or that none had come', () => {
    const record = decided({ source: 'poll' });

    expect(held(record, [], { waiting: [waiting({ waitsFor: 'delay' })] })).toContain(
      'because its webhook was still held back.',
    );
    expect(held(record)).toContain('because no webhook had brought it.');
  });

  it('does not blame an event, or what came after the decision was fetched', () => {
    const entries = [
      webhook(MINUTE, 'event submitted 7002', { outcome: 'lost', result: 'dropped' }),
      written(8 * MINUTE, 'poll'),
      webhook(9 * MINUTE, 'decision approved 9001', { outcome: 'refused', result: '401' }),
    ];

    expect(held(decided({ source: 'poll' }), entries)).toContain(
      'because no webhook had brought it.',
    );
  });

  it('says that it was closed here', () => {
    expect(held(decided({ status: 'expired', source: 'own' }))).toBe(
      'Expired: its seven days are over and the last poll brought no decision, so it was closed here.',
    );
  });

  it('counts what was refused, with the last reason', () => {
    const refused = { outcome: 'refused', result: '401', why: 'It fits none.' } as const;
    const entries = [webhook(MINUTE, 'x', refused), webhook(2 * MINUTE, 'x', refused)];

    expect(held(decided(), entries.slice(1))).toContain(
      '1 webhook was refused at 12:02:00: It fits none.',
    );
    expect(held(decided(), entries)).toContain(
      '2 webhooks were refused, the last at 12:02:00: It fits none.',
    );
  });
});

describe('why a session is not there', () => {
  const stone: HeldTombstone = {
    kind: 'tombstone',
    id: ID,
    tenant: 'local',
    integration: 'local',
    revision: 2,
    version: 2,
    erasedAt: NOON,
    expiresAt: NOON + 8 * DAY,
  };
  const facts = { now: NOON + MINUTE, entries: [], waiting: [] } as const;
  const erasure = (more: Partial<TraceEntry>): TraceEntry =>
    entry(0, { kind: 'call', from: 'sweep', to: 'veriff', label: 'DELETE session', ...more });

  it('says that it was erased, and what is left', () => {
    expect(why({ ...facts, presence: 'erased', record: stone })).toBe(
      'Erased at 12:00:00: a tombstone without personal data is left until 2026-03-10 12:00:00. Veriff has erased it too.',
    );
  });

  it.each([
    [
      { ...stone, erasureDueAt: NOON + 2 * MINUTE },
      [],
      'Veriff is asked to erase it too at 12:02:00.',
    ],
    [stone, [erasure({ result: '204' })], 'Veriff has erased it too.'],
    [
      stone,
      [erasure({ outcome: 'refused', result: '403' })],
      'Veriff did not erase it (403) and is not asked again.',
    ],
  ])('says whether Veriff has erased it: %#', (record, entries, words) => {
    expect(why({ ...facts, presence: 'erased', record, entries })).toContain(words);
  });

  it('says that the record has expired, and what it was', () => {
    const entries = [change(0, 'created'), change(MINUTE, 'resubmission_requested')];

    expect(why({ ...facts, presence: 'expired', record: session(), entries })).toBe(
      'The record expired at 2026-03-09 12:00:00, a week after its last write: it counts no more. Its last state was resubmission requested. Only this history is left.',
    );
    expect(why({ ...facts, presence: 'expired', entries: [] })).toBe(
      'The record expired: it counts no more. Only this history is left.',
    );
  });

  it('says that a tombstone has expired, and nothing about the state before', () => {
    const entries = [change(0, 'approved'), entry(1, { kind: 'write', label: 'erased' })];

    expect(why({ ...facts, presence: 'expired', entries })).toBe(
      'It was erased, and its tombstone expired: it counts no more. Only this history is left.',
    );
  });

  it('says that there never was one, and that webhooks about it came', () => {
    expect(why({ ...facts, presence: 'unknown' })).toBe(
      'No record of it is held: it was never made here, or it expired and was forgotten.',
    );
    expect(why({ ...facts, presence: 'unknown', entries: [webhook(0, 'x')] })).toContain(
      '1 webhook about it came.',
    );
  });
});
