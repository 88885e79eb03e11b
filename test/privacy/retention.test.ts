import { describe, expect, it } from 'vitest';
import { recordExpiry } from '../../shared/adapters/dynamodb/expiry.ts';
import { createSession } from '../../shared/application/create-session.ts';
import { eraseSession } from '../../shared/application/erase-session.ts';
import { settleDebts } from '../../shared/application/settle-debts.ts';
import { dueAt } from '../../shared/domain/due.ts';
import { VeriffError } from '../../shared/domain/failure.ts';
import type { EpochMs, SessionId } from '../../shared/domain/ids.ts';
import { world } from '../application/world.ts';
import { DEV, PROD, type Resource, Synthesised } from '../infra/synthesised.ts';
import { CLAIM, DAY, MINUTE, T0, TENANT } from '../support/given.ts';

// How long anything is kept, at most: on the template what AWS keeps, on the code what our records live. What each
// store holds, and under which key, is in test/infra/data.test.ts, what the workflow's log tells in sweep.test.ts.

/** Everything in the stack that can keep what passed through it, and for how many days it does. */
const KEEPS: Readonly<Record<string, (resource: Resource['Properties']) => unknown>> = {
  'AWS::DynamoDB::Table': ({ PointInTimeRecoverySpecification: recovery }) =>
    (recovery as { readonly RecoveryPeriodInDays: number }).RecoveryPeriodInDays,
  'AWS::Logs::LogGroup': ({ RetentionInDays }) => RetentionInDays,
  'AWS::SQS::Queue': ({ MessageRetentionPeriod }) => Number(MessageRetentionPeriod) / 86_400,
};

const LONGEST_DAYS: Readonly<Record<keyof typeof KEEPS, number>> = {
  'AWS::DynamoDB::Table': 7,
  'AWS::Logs::LogGroup': 365,
  'AWS::SQS::Queue': 7,
};

/** Passes things on, or holds what is no person's. The secret holds keys; the archive of a bus would be a type of its own. */
const KEEPS_NOTHING = [
  'AWS::KMS::Key',
  'AWS::SecretsManager::',
  'AWS::SQS::QueuePolicy',
  'AWS::Events::EventBus',
  'AWS::Events::Rule',
  'AWS::IAM::',
  'AWS::Lambda::',
  'AWS::ApiGateway::',
  'AWS::WAFv2::',
  'AWS::StepFunctions::StateMachine',
  'AWS::Scheduler::Schedule',
  'AWS::SNS::',
  'AWS::CloudWatch::',
  'AWS::CodeDeploy::',
];

function isKnown(type: string): boolean {
  return (
    KEEPS[type] !== undefined ||
    KEEPS_NOTHING.some((each) => (each.endsWith('::') ? type.startsWith(each) : type === each))
  );
}

describe.each([
  ['dev', DEV],
  ['prod', PROD],
])('the stack of %s', (_, config) => {
  const stack = new Synthesised(config);
  const resources = Object.values(stack.resources);

  it('keeps data in no kind of store but those of this ledger: no backup, no archive, no bucket', () => {
    const unknown = resources.map(({ Type }) => Type).filter((type) => !isKnown(type));

    expect(unknown).toEqual([]);
  });

  it.each(Object.keys(KEEPS))(
    'keeps what comes into a %s no longer than the ledger says',
    (type) => {
      const days = [...stack.all(type).values()].map(({ Properties }) => KEEPS[type]?.(Properties));

      expect(days.length).toBeGreaterThan(0);
      expect(new Set(days)).toEqual(new Set([LONGEST_DAYS[type]]));
    },
  );

  it('starts the sweep with nothing in hand, so that a start that fails leaves nothing in the queue', () => {
    expect(stack.only('AWS::Scheduler::Schedule').Properties['Target']).not.toHaveProperty('Input');
  });

  it('keeps no history of the workflow', () => {
    const { Properties } = stack.only('AWS::StepFunctions::StateMachine');
    const { IncludeExecutionData } = Properties['LoggingConfiguration'] as Record<string, unknown>;

    expect([Properties['StateMachineType'], IncludeExecutionData]).toEqual(['EXPRESS', false]);
  });

  it('caches no answer', () => {
    const stages = [...stack.all('AWS::ApiGateway::Stage').values()];

    expect(stages.map(({ Properties }) => Properties['CacheClusterEnabled'] ?? false)).toEqual([
      false,
      false,
    ]);
  });
});

const LATE = 20 * MINUTE;

/** Pays every debt when it falls due, as the sweep does, until the record is gone; answers when that is. */
async function goneAt({ ports, at }: ReturnType<typeof world>, id: SessionId): Promise<EpochMs> {
  let now = T0;
  let gone = T0;
  for (let record = await ports.store.load(id, now); record !== undefined; ) {
    gone = recordExpiry(record, now) * 1000;
    now = dueAt(record) ?? gone;
    at(now);
    await settleDebts(ports, id);
    record = await ports.store.load(id, now);
  }
  return gone;
}

const refused = async (): Promise<never> => {
  throw new VeriffError('unavailable', { retryable: true });
};

describe('a record', () => {
  it('of a session lives seven days from its last write', async () => {
    const there = world();
    const session = await there.given();

    expect(recordExpiry(session, T0)).toBe((T0 + 7 * DAY) / 1000);
  });

  it('of a session that nobody touches is gone a week after its last poll', async () => {
    const there = world();
    const { id } = await there.given();

    const gone = await goneAt(there, id);

    expect(gone).toBeGreaterThan(T0 + 14 * DAY);
    expect(gone).toBeLessThanOrEqual(T0 + 14 * DAY + LATE);
  });

  it('is gone after three weeks even if Veriff never answers', async () => {
    const there = world();
    there.ports.veriff.decision = refused;
    const { id } = await there.given();

    const gone = await goneAt(there, id);

    expect(gone).toBeGreaterThan(T0 + 20 * DAY);
    expect(gone).toBeLessThanOrEqual(T0 + 21 * DAY + LATE);
  });

  it('that cannot be published is given up after thirty days, and gone a week later', async () => {
    const there = world();
    there.ports.publisher.publish = async () => new Set();
    const { id } = await there.given();

    const gone = await goneAt(there, id);

    expect(gone).toBeGreaterThan(T0 + 36 * DAY);
    // What is published last is the closing of the session, a week after its creation.
    expect(gone).toBeLessThanOrEqual(T0 + 7 * DAY + 30 * DAY + 7 * DAY + DAY);
  });

  it('that was erased leaves a tombstone of eight days, or thirty-eight while Veriff refuses', async () => {
    const [willing, unwilling] = [world(), world()];
    unwilling.ports.veriff.erase = refused;
    const ends: number[] = [];
    for (const there of [willing, unwilling]) {
      const { id } = await there.given();
      await eraseSession(there.ports, TENANT, id);
      ends.push((await goneAt(there, id)) - T0);
    }

    expect(ends[0]).toBe(8 * DAY);
    expect(ends[1]).toBeGreaterThan(37 * DAY);
    expect(ends[1]).toBeLessThanOrEqual(38 * DAY + LATE + 30 * MINUTE);
  });
});

describe('the item of an idempotency key', () => {
  it('is gone an hour before seven days are over, and before whatever it points at: a session as well as a tombstone', async () => {
    const { ports, at } = world();
    const idempotency = { key: CLAIM, fingerprint: 'f' };
    const made = await createSession(ports, { tenant: TENANT, verification: {}, idempotency });
    const id = made.kind === 'created' ? made.session.id : ('none' as SessionId);
    const fresh = { key: CLAIM, tenant: TENANT, fingerprint: 'f', owner: 'x' };
    const held = await ports.claims.claim({ ...fresh, leaseUntil: T0, expiresAt: T0 }, T0);
    const session = await ports.store.load(id, T0);
    at(T0 + DAY);
    await eraseSession(ports, TENANT, id);
    const tombstone = await ports.store.load(id, T0 + DAY);

    expect(held.expiresAt).toBe(T0 + 7 * DAY - 60 * 60_000);
    for (const record of [session, tombstone]) {
      if (record === undefined) throw new Error('there is no record');
      const writtenAt = record.kind === 'tombstone' ? T0 + DAY : T0;
      expect(recordExpiry(record, writtenAt) * 1000).toBeGreaterThan(held.expiresAt);
    }
  });
});
