import { FUNCTION_MEMORY_MB } from '../../shared/contract/routes.ts';
import { BATCH_SIZE } from '../../shared/contract/sweep-workflow.ts';
import { claimPoll } from '../../shared/domain/due.ts';
import { isOpen, type OpenSession, type Session } from '../../shared/domain/session.ts';
import { after, DAY, FIRST, HOUR, MINUTE, started, submitted, T0 } from '../support/given.ts';
import type { Line } from './prices.ts';
import type { Measured, Usage } from './traffic.ts';

/** How many polls the schedule makes of a session before something happens at `until`, by the real schedule. */
export function pollsBefore(session: OpenSession, until: number): number {
  let [polled, polls] = [session, 0];
  while (polled.state.poll.dueAt <= until) {
    polled = claimPoll(polled, polled.state.poll.dueAt);
    polls += 1;
  }
  return polls;
}

function open(session: Session): OpenSession {
  if (!isOpen(session)) throw new Error('a session that is decided is not polled');
  return session;
}

/** A kind of session: how often there is one, and until when it is polled. */
interface Kind {
  readonly what: string;
  readonly share: number;
  readonly webhooks: {
    readonly started: number;
    readonly submitted: number;
    readonly decided: number;
  };
  /** Polls without a decision. */
  readonly polls: number;
  /** Polls that find the decision, since its webhook was lost. */
  readonly found: number;
}

const told = { started: 1, submitted: 1, decided: 1 };

/** Polled from `submitted` on, which is 2 minutes after the start of the story. */
const waitingFor = (minutes: number): number =>
  pollsBefore(open(after(started(FIRST), submitted(FIRST))), T0 + (2 + minutes) * MINUTE);

/** The traffic that the report is about: assumptions, for lack of a public figure. */
export const KINDS: readonly Kind[] = [
  { what: 'decided within two minutes', share: 0.56, webhooks: told, polls: 0, found: 0 },
  {
    what: 'decided after 20 minutes',
    share: 0.16,
    webhooks: told,
    polls: waitingFor(20),
    found: 0,
  },
  {
    what: 'decided after 12 hours',
    share: 0.04,
    webhooks: told,
    polls: waitingFor((12 * HOUR) / MINUTE),
    found: 0,
  },
  {
    what: 'decided at once, the webhook lost',
    share: 0.04,
    webhooks: { ...told, decided: 0 },
    polls: 0,
    found: 1,
  },
  {
    what: 'started and abandoned after seven days',
    share: 0.2,
    webhooks: { started: 1, submitted: 0, decided: 1 },
    polls: pollsBefore(open(after(started(FIRST))), T0 + 7 * DAY),
    found: 0,
  },
];

/** How often a backend reads one session. */
export const READS = 2;

/** Calls of the functions for one session. */
export interface Calls {
  readonly create: number;
  readonly started: number;
  readonly submitted: number;
  readonly decided: number;
  readonly read: number;
  readonly poll: number;
  readonly found: number;
}

const mean = (of: (kind: Kind) => number): number =>
  KINDS.reduce((sum, kind) => sum + kind.share * of(kind), 0);

/** How often one session, on average, has each of them. */
export function callsOfASession(): Calls {
  return {
    create: 1,
    started: mean(({ webhooks }) => webhooks.started),
    submitted: mean(({ webhooks }) => webhooks.submitted),
    decided: mean(({ webhooks }) => webhooks.decided),
    read: READS,
    poll: mean(({ polls }) => polls),
    found: mean(({ found }) => found),
  };
}

const SESSIONS = 1_000_000;
const CALLS = ['create', 'started', 'submitted', 'decided', 'read', 'poll', 'found'] as const;

/** How long a warm function works, in milliseconds; a create waits for Veriff, and so does a poll. */
const DURATION_MS = { create: 350, webhook: 15, read: 8, poll: 150 } as const;
/** Sessions of a batch that are settled at a time (`functions/poll-decision`). */
const POLLED_AT_A_TIME = 5;
/** What Lambda itself writes about an invocation: start, end, report. */
const PLATFORM_LOG_BYTES = 450;
/** One line of API Gateway's access log. */
const ACCESS_LOG_BYTES = 420;
/** Warm environments of the functions that hold the secret, each reading it every five minutes. */
const SECRET_READERS = 10;
const FIVE_MINUTES_OF_A_MONTH = 30 * 24 * 12;
/** Bytes of a session with its idempotency item and its places in the indexes, for the seven days of its life. */
const STORED_BYTES = 3000;
const LIFE_OF_A_MONTH = 7 / 30;
/** X-Ray's default rule: one a second, and five of a hundred of the others. */
const TRACED_PER_SECOND = 1;
const TRACED_SHARE = 0.05;
const SECONDS_OF_A_MONTH = (30 * DAY) / 1000;

/** What a million sessions in one month use. */
export function millionSessions(measured: Measured): readonly Line[] {
  const calls = callsOfASession();
  const total = (of: (usage: Usage) => number): number =>
    SESSIONS * CALLS.reduce((sum, name) => sum + calls[name] * of(measured[name]), 0);
  const webhooks = calls.started + calls.submitted + calls.decided;
  const requests = SESSIONS * (calls.create + webhooks + calls.read);
  const polls = SESSIONS * (calls.poll + calls.found);
  const batches = polls / BATCH_SIZE;
  const milliseconds =
    SESSIONS *
      (calls.create * DURATION_MS.create +
        webhooks * DURATION_MS.webhook +
        calls.read * DURATION_MS.read) +
    (polls * DURATION_MS.poll) / POLLED_AT_A_TIME;
  const reservoir = Math.min(requests, TRACED_PER_SECOND * SECONDS_OF_A_MONTH);
  const logged =
    total(({ logged: bytes }) => bytes) +
    requests * (PLATFORM_LOG_BYTES + ACCESS_LOG_BYTES) +
    batches * PLATFORM_LOG_BYTES;
  return [
    { price: 'restCall', amount: requests, basis: 'counted', how: 'creates, webhooks, reads' },
    {
      price: 'lambdaRequest',
      amount: requests + batches,
      basis: 'counted',
      how: `and polls in batches of ${BATCH_SIZE}`,
    },
    {
      price: 'lambdaDuration',
      amount: (milliseconds / 1000) * (FUNCTION_MEMORY_MB / 1024),
      basis: 'estimate',
      how: `create ${DURATION_MS.create} ms, webhook ${DURATION_MS.webhook} ms, read ${DURATION_MS.read} ms, poll ${DURATION_MS.poll} ms with ${POLLED_AT_A_TIME} at a time; ${FUNCTION_MEMORY_MB} MB`,
    },
    {
      price: 'writeUnit',
      amount: total(({ writes }) => writes),
      basis: 'counted',
      how: 'table and indexes',
    },
    {
      price: 'readUnit',
      amount: total(({ reads }) => reads),
      basis: 'counted',
      how: 'consistent reads',
    },
    {
      price: 'event',
      amount: total(({ events }) => events),
      basis: 'counted',
      how: 'one for each change',
    },
    {
      price: 'logIngestion',
      amount: logged / 1e9,
      basis: 'estimate',
      how: `lines of the functions counted; ${PLATFORM_LOG_BYTES} bytes of Lambda and ${ACCESS_LOG_BYTES} of API Gateway for each call`,
    },
    {
      price: 'trace',
      amount: reservoir + (requests - reservoir) * TRACED_SHARE,
      basis: 'estimate',
      how: "X-Ray's default sampling, calls spread evenly over the month",
    },
    {
      price: 'secretRead',
      amount: SECRET_READERS * FIVE_MINUTES_OF_A_MONTH,
      basis: 'estimate',
      how: `${SECRET_READERS} warm functions, each every five minutes`,
    },
    {
      price: 'keyRequest',
      amount: 2 * SECRET_READERS * FIVE_MINUTES_OF_A_MONTH,
      basis: 'estimate',
      how: 'for the secret and for the table, each every five minutes',
    },
    {
      price: 'tableStorage',
      amount: (SESSIONS * STORED_BYTES * LIFE_OF_A_MONTH) / 1e9,
      basis: 'estimate',
      how: `${STORED_BYTES} bytes a session for seven days of the month`,
    },
  ];
}

/** What comes on top with web ACLs in front of both APIs. */
export function inspectedRequests(lines: readonly Line[]): Line {
  const requests = lines.find(({ price }) => price === 'restCall')?.amount ?? 0;
  return {
    price: 'webAclRequest',
    amount: requests,
    basis: 'counted',
    how: 'every call of both APIs',
  };
}

/** Custom metrics are paid by the month, once there is traffic, whatever its volume. */
export function customMetrics({ metrics }: Measured): Line {
  return {
    price: 'metric',
    amount: metrics,
    basis: 'counted',
    how: 'made by one session of each kind; errors and refusals make more',
  };
}
