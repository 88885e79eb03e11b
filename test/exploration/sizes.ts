import type { Observation } from '../../shared/domain/observation.ts';
import { DAY, decided, FIRST, MINUTE, SECOND, started, submitted } from '../support/given.ts';

/** A moment of the story. */
export interface Instant {
  readonly label: string;
  /** Milliseconds since the beginning. */
  readonly after: number;
  /** Invocations may be so slow that they live on past it; else they have died by then. */
  readonly slow?: true;
}

/** How much happens in a model. */
export interface Size {
  /** Creates with one `Idempotency-Key`; each makes at most one session at Veriff. */
  readonly creates: number;
  /** What Veriff tells of the session that the user opens, in the order in which it becomes true. */
  readonly story: readonly Observation[];
  /** How often each message is delivered at most, in any order; never is possible too. */
  readonly deliveries: number;
  /** Webhooks that are worked on at the same time. */
  readonly webhooks: number;
  /** Sweeps that overlap. */
  readonly sweeps: number;
  /** Invocations of all kinds that are under way at the same time. */
  readonly atOnce: number;
  /** Whether the client erases a session. */
  readonly erases: boolean;
  /** Calls that fail, before or after their effect. Crashes are unlimited. */
  readonly faults: number;
  readonly instants: readonly Instant[];
}

const BEGINNING: Instant = { label: 'the beginning', after: 0 };
const LEASE_OVER: Instant = {
  label: 'leases and grace are over',
  after: MINUTE + 1000,
  slow: true,
};
const POLL_DUE: Instant = { label: 'the first poll is due', after: 16 * MINUTE };
const LAST_POLL: Instant = { label: 'its life is over', after: 7 * DAY + 11 * MINUTE };
const LONG_AFTER: Instant = { label: 'everything has expired', after: 21 * DAY };

/** Two attempts: one to be repeated, one approved and then, on second thoughts, declined. */
const STORY: readonly Observation[] = [
  submitted(FIRST),
  decided('resubmission_requested', '10:20:00', { attemptId: FIRST }),
  started(SECOND),
  decided('approved', '10:30:00', { attemptId: SECOND }),
  decided('declined', '10:40:00', { attemptId: SECOND }),
];

const DECISIONS = STORY.filter(({ kind }) => kind === 'decision');
const SECOND_ATTEMPT = STORY.slice(1, 4);
const APPROVED = STORY.slice(3, 4);

const LIFE: readonly Instant[] = [BEGINNING, LEASE_OVER, POLL_DUE, LAST_POLL, LONG_AFTER];

/** One create, nothing told, one of everything else, two at a time. */
const BASE: Size = {
  creates: 1,
  story: [],
  deliveries: 1,
  webhooks: 1,
  sweeps: 1,
  atOnce: 2,
  erases: true,
  faults: 0,
  instants: LIFE,
};

/** Create, retry, sweep and erasure meet, over the whole life of the key and past it. */
const ONE_KEY: Size = { ...BASE, creates: 2, webhooks: 0 };

/** Decisions meet the poll. */
const DECISIONS_AND_POLL: Size = {
  ...BASE,
  story: DECISIONS,
  erases: false,
  instants: [BEGINNING, POLL_DUE],
};

/** Create and retry while calls fail before and after their effect. */
const ONE_KEY_AND_FAULTS: Size = { ...ONE_KEY, sweeps: 0, faults: 2 };

/** Five messages, each up to twice, in any order, while the publications fail to be marked. */
const MESSAGES: Size = {
  ...BASE,
  story: STORY,
  deliveries: 2,
  sweeps: 0,
  atOnce: 1,
  erases: false,
  instants: [BEGINNING],
};

/** Two webhooks at a time, each message up to twice. */
const TWO_WEBHOOKS: Size = {
  ...MESSAGES,
  story: SECOND_ATTEMPT,
  webhooks: 2,
  atOnce: 2,
};

/** The whole life of a session with three messages, one step after the other. */
const LIFE_OF_ONE: Size = { ...BASE, story: SECOND_ATTEMPT, atOnce: 1 };

/** A decision arrives while create and retry, with a fault, are under way. */
const FAULT_AND_DECISION: Size = {
  ...ONE_KEY,
  webhooks: 1,
  story: APPROVED,
  faults: 1,
  erases: false,
  instants: [BEGINNING, LEASE_OVER],
};

/** Everything there is around one key and one decision, two at a time. */
const KEY_AND_DECISION: Size = { ...ONE_KEY, webhooks: 1, story: APPROVED };

const SMALL = { 'one key': { ...ONE_KEY, sweeps: 0 }, 'decisions and poll': DECISIONS_AND_POLL };

const CI = {
  'one key': ONE_KEY,
  'one key, two faults': ONE_KEY_AND_FAULTS,
  'one key, a fault, a decision': FAULT_AND_DECISION,
  'five messages twice, in any order': MESSAGES,
  'two webhooks at a time': TWO_WEBHOOKS,
  'decisions and poll': DECISIONS_AND_POLL,
  'the life of one session': LIFE_OF_ONE,
};

const RELEASE = {
  ...CI,
  'everything around one key and one decision': KEY_AND_DECISION,
  'three creates with one key': { ...ONE_KEY, creates: 3 },
  'five messages, two webhooks at a time': { ...TWO_WEBHOOKS, story: STORY, deliveries: 1 },
};

/**
 * The models of each size by name. All there is in one model has more states than any machine holds, so each takes some
 * of it, completely; together they take all of it.
 */
export const SIZES = { small: SMALL, ci: CI, release: RELEASE } as const satisfies Readonly<
  Record<string, Readonly<Record<string, Size>>>
>;

export type SizeName = keyof typeof SIZES;
