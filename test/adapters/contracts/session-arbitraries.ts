import fc from 'fast-check';
import type { AttemptProgress } from '../../../shared/domain/attempts.ts';
import type { Decision } from '../../../shared/domain/decision.ts';
import { type DecisionTime, decisionTime } from '../../../shared/domain/decision-time.ts';
import type {
  AttemptId,
  ClaimKey,
  IntegrationName,
  SessionId,
  Tenant,
} from '../../../shared/domain/ids.ts';
import type {
  FinalState,
  OwedEvent,
  PollPlan,
  Session,
  SessionLink,
  SessionRecord,
  SessionState,
  Tombstone,
} from '../../../shared/domain/session.ts';
import { DECISION_STATUSES } from '../../../shared/domain/verdict.ts';

type Shape<Value> = { [Key in keyof Value]: fc.Arbitrary<Exclude<Value[Key], undefined>> };

/** An object whose optional fields are there or absent, never undefined. */
function shaped<Value>(shape: Shape<Required<Value>>, required: readonly (keyof Value & string)[]) {
  return fc
    .record(shape as Record<string, fc.Arbitrary<unknown>>, {
      requiredKeys: [...required],
      noNullPrototype: true,
    })
    .map((value) => value as Value);
}

const moment = () => fc.integer({ min: 0, max: 4_102_444_800_000 });
const anyText = (maxLength = 60) => fc.string({ unit: 'binary', maxLength });
const attemptId = () => fc.uuid().map((id) => id as AttemptId);

const decidedAt = (): fc.Arbitrary<DecisionTime> =>
  fc
    .tuple(moment(), fc.integer({ min: 0, max: 999_999 }))
    .map(([at, rest]) =>
      new Date(at).toISOString().replace('Z', `${String(rest).padStart(6, '0')}Z`),
    )
    .map((text) => decisionTime(text) ?? ('' as DecisionTime));

const code = () => fc.integer({ min: -2_147_483_648, max: 2_147_483_647 });

const decision = (): fc.Arbitrary<Decision> =>
  shaped<Decision>(
    {
      status: fc.constantFrom(...DECISION_STATUSES),
      source: fc.constantFrom('webhook', 'poll', 'own'),
      code: code(),
      reason: anyText(200),
      reasonCode: code(),
      attemptId: attemptId(),
      decidedAt: decidedAt(),
      contradiction: fc.constant(true),
    },
    ['status', 'source'],
  );

const derivedLink = (): fc.Arbitrary<SessionLink> =>
  fc
    .tuple(fc.webUrl(), fc.base64String({ maxLength: 300 }))
    .map(([host, token]) => ({ url: `${host}/v/${token}`, host, sessionToken: token }));

/** Links as Veriff makes them, and links that nobody would. */
export const sessionLinks = (): fc.Arbitrary<SessionLink> =>
  fc.oneof(
    derivedLink(),
    fc.record(
      { url: anyText(), host: anyText(), sessionToken: anyText() },
      { noNullPrototype: true },
    ),
  );

const poll = (): fc.Arbitrary<PollPlan> =>
  fc.record({ since: moment(), dueAt: moment(), count: fc.nat(40) }, { noNullPrototype: true });

const open = { poll: poll(), link: sessionLinks() };

const states = (): fc.Arbitrary<SessionState> =>
  fc.oneof(
    shaped<Extract<SessionState, { status: 'created' }>>(
      { status: fc.constant('created'), ...open },
      ['status', 'poll'],
    ),
    shaped<Extract<SessionState, { status: 'started' | 'submitted' }>>(
      { status: fc.constantFrom('started', 'submitted'), previous: decision(), ...open },
      ['status', 'poll'],
    ),
    shaped<Extract<SessionState, { status: 'review' | 'resubmission_requested' }>>(
      {
        status: fc.constantFrom('review', 'resubmission_requested'),
        decision: decision(),
        ...open,
      },
      ['status', 'decision', 'poll'],
    ),
    shaped<FinalState>(
      {
        status: fc.constantFrom('approved', 'declined', 'expired', 'abandoned'),
        decision: decision(),
        previous: decision(),
      },
      ['status', 'decision'],
    ),
  );

const STATUSES = ['created', 'started', 'submitted', ...DECISION_STATUSES] as const;

const owed = (): fc.Arbitrary<OwedEvent> =>
  shaped<OwedEvent>(
    {
      version: fc.nat(1000),
      status: fc.constantFrom(...STATUSES),
      at: moment(),
      dueAt: moment(),
      decision: decision(),
    },
    ['version', 'status', 'at', 'dueAt'],
  );

const ids = {
  id: fc.stringMatching(/^[A-Za-z0-9_-]{1,128}$/).map((id) => id as SessionId),
  tenant: fc.string({ minLength: 1, maxLength: 40 }).map((id) => id as Tenant),
  integration: fc.stringMatching(/^[a-z0-9-]{1,32}$/).map((name) => name as IntegrationName),
  claim: fc.base64String().map((hash): ClaimKey => `idempotency#${hash}`),
};

const PROGRESSES: readonly AttemptProgress[] = ['started', 'submitted', 'decided', 'superseded'];

/** Any session that the types allow. */
export const anySession = (): fc.Arbitrary<Session> =>
  shaped<Session>(
    {
      kind: fc.constant('session'),
      ...ids,
      vendorData: anyText(200),
      endUserId: anyText(),
      createdAt: moment(),
      validUntil: moment(),
      revision: fc.integer({ min: 1, max: 1000 }),
      version: fc.integer({ min: 1, max: 1000 }),
      updatedAt: moment(),
      attempts: fc.dictionary(attemptId(), fc.constantFrom(...PROGRESSES), {
        noNullPrototype: true,
      }),
      outbox: fc.array(owed(), { maxLength: 4 }),
      state: states(),
    },
    [
      'kind',
      'id',
      'tenant',
      'integration',
      'createdAt',
      'validUntil',
      'revision',
      'version',
      'updatedAt',
      'attempts',
      'outbox',
      'state',
    ],
  );

/** Any tombstone that the types allow. */
export const anyTombstone = (): fc.Arbitrary<Tombstone> =>
  shaped<Tombstone>(
    {
      kind: fc.constant('tombstone'),
      ...ids,
      revision: fc.integer({ min: 1, max: 1000 }),
      version: fc.integer({ min: 1, max: 1000 }),
      erasedAt: moment(),
      erasureDueAt: moment(),
    },
    ['kind', 'id', 'tenant', 'integration', 'revision', 'version', 'erasedAt'],
  );

/** Whatever may be in the table under a session's id. */
export const anyRecord = (): fc.Arbitrary<SessionRecord> => fc.oneof(anySession(), anyTombstone());
