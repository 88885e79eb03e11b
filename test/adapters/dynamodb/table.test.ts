import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamodbIdempotencyStore } from '../../../shared/adapters/dynamodb/idempotency-store.ts';
import { dueBucket } from '../../../shared/adapters/dynamodb/index-keys.ts';
import { dynamodbSessionStore } from '../../../shared/adapters/dynamodb/session-store.ts';
import { TABLE } from '../../../shared/contract/table.ts';
import { tableDefinition } from '../../../shared/contract/table-definition.ts';
import { claimPoll, dueAt } from '../../../shared/domain/due.ts';
import { erase, erasureSettled } from '../../../shared/domain/erase.ts';
import { isOpen, type Session, type SessionRecord } from '../../../shared/domain/session.ts';
import type { SessionStore } from '../../../shared/ports/session-store.ts';
import { startTable, type TestTable } from '../../support/dynalite.ts';
import {
  attempts,
  decided,
  FIRST,
  LINK,
  LIVE,
  lapse,
  observe,
  SECOND,
  started,
  submitted,
  T0,
  TENANT,
} from '../../support/given.ts';
import { recorder } from '../../support/recorder.ts';
import { fresh, newId, settled } from '../contracts/session-world.ts';

let table: TestTable;
let sessions: SessionStore;
beforeAll(async () => {
  table = await startTable();
  sessions = dynamodbSessionStore(table);
});
afterAll(async () => table.close());

/** What the index `due` has under an id. */
async function dueEntry(id: string) {
  return (await table.due()).filter((item) => item[TABLE.key]?.S === id);
}

/** What the index must have of a record. */
function owedEntry(record: SessionRecord) {
  const at = dueAt(record);
  const entry = {
    key: { S: record.id },
    dueBucket: { S: dueBucket(record.id) },
    dueAt: { S: new Date(at ?? 0).toISOString() },
  };
  return at === undefined ? [] : [entry];
}

const STORY = [
  started(FIRST),
  submitted(FIRST),
  decided('resubmission_requested', '10:20:00'),
  started(SECOND),
  attempts(FIRST, SECOND),
  decided('approved', '10:40:00', { attemptId: SECOND }),
  decided('review', '10:50:00', { attemptId: SECOND }),
  lapse,
  decided('declined', '11:10:00', { attemptId: SECOND }),
];

/** Every write that a session sees in its life, in order: change, publication, poll, erasure. */
function life(first: Session): SessionRecord[] {
  const records: SessionRecord[] = [first, settled(first)];
  let session = settled(first);
  for (const [index, seen] of STORY.entries()) {
    const next = observe(session, seen, T0 + index * 60_000).session;
    if (next !== session) records.push(next);
    session = settled(next);
    records.push(session);
    if (isOpen(session)) records.push((session = claimPoll(session, T0 + index * 60_000)));
  }
  const tombstone = erase(session, T0 + 3_600_000);
  return [...records, tombstone, erasureSettled(tombstone)];
}

describe('the index of what is due', () => {
  it('has a record exactly while it owes something, after each write of its life', async () => {
    const [first, ...rest] = life(fresh());
    if (first?.kind !== 'session') throw new Error('no session');
    await sessions.insert(first, T0);
    expect(await dueEntry(first.id)).toStrictEqual(owedEntry(first));

    let read: SessionRecord = first;
    for (const next of rest) {
      expect(await sessions.save(next, read, T0)).toBe('saved');
      expect(await dueEntry(next.id)).toStrictEqual(owedEntry(next));
      read = next;
    }
  });

  it('is left alone by a save that conflicts', async () => {
    const session = fresh();
    await sessions.insert(session, T0);

    const stale = { ...session, revision: 9 };
    await sessions.save(settled(stale), stale, T0);

    expect(await dueEntry(session.id)).toStrictEqual(owedEntry(session));
  });

  it('gives the ids of a bucket by due time', async () => {
    const late = { ...fresh(), outbox: [] };
    const early = { ...late, id: newId(), outbox: fresh().outbox };
    await sessions.insert(late, T0);
    await sessions.insert(early, T0);

    const times = (await table.due()).map((item) => `${item['dueBucket']?.S} ${item['dueAt']?.S}`);

    expect(times).toStrictEqual(times.toSorted());
  });
});

describe('the item in the table', () => {
  it('of an erased session has nothing left of the person', async () => {
    const session = { ...fresh(), endUserId: 'end-user' };
    await sessions.insert(session, T0);

    await sessions.save(erase(session, T0), session, T0);

    const item = await table.item(session.id);
    expect(Object.keys(item ?? {}).toSorted()).toStrictEqual([
      'dueAt',
      'dueBucket',
      'erasedAt',
      'expiresAt',
      'integration',
      'key',
      'kind',
      'revision',
      'tenant',
      'version',
    ]);
  });

  it('of a session that became final has no link', async () => {
    const session = fresh();
    await sessions.insert(session, T0);

    await sessions.save(observe(session, decided('approved', '10:20:00')).session, session, T0);

    expect(JSON.stringify(await table.item(session.id))).not.toContain('alchemy');
  });

  it('never changes whose session it is', async () => {
    const session = { ...fresh(), endUserId: 'end-user' };
    await sessions.insert(session, T0);
    const forged = {
      ...session,
      tenant: 'other',
      vendorData: 'other',
      endUserId: 'other',
      createdAt: 1,
      revision: 2,
      version: 2,
    };

    await sessions.save(forged as Session, session, T0);

    expect(await sessions.load(session.id, T0)).toStrictEqual({
      ...session,
      revision: 2,
      version: 2,
    });
  });

  it('of a claim has the link only between answer and completion', async () => {
    const claims = dynamodbIdempotencyStore(table);
    const key = `idempotency#${newId()}` as const;
    const holdsLink = async () => JSON.stringify(await table.item(key)).includes(LINK.url);
    const made = {
      id: newId(),
      tenant: TENANT,
      integration: LIVE,
      vendorData: 'v',
      link: LINK,
      createdAt: T0,
    };
    await claims.claim(
      {
        key,
        tenant: TENANT,
        fingerprint: 'f',
        owner: 'o',
        leaseUntil: T0,
        expiresAt: T0 + 999_000,
      },
      T0,
    );
    expect(await holdsLink()).toBe(false);

    await claims.answer(key, 'o', made);
    expect(await holdsLink()).toBe(true);

    await claims.complete(key, made.id);
    expect(await holdsLink()).toBe(false);
    expect(await table.item(key)).not.toHaveProperty('answer');
  });

  it('of a claim ends in seconds', async () => {
    const claims = dynamodbIdempotencyStore(table);
    const key = `idempotency#${newId()}` as const;

    await claims.claim(
      { key, tenant: TENANT, fingerprint: 'f', owner: 'o', leaseUntil: T0, expiresAt: T0 + 1999 },
      T0,
    );

    expect((await table.item(key))?.[TABLE.ttl]).toStrictEqual({ N: String(T0 / 1000 + 1) });
  });
});

describe('the description of the table', () => {
  it('has one key, and indexes that hold keys only: no link, no claim, no personal data', () => {
    const { KeySchema, GlobalSecondaryIndexes } = tableDefinition();

    expect(KeySchema).toStrictEqual([{ AttributeName: 'key', KeyType: 'HASH' }]);
    expect(
      GlobalSecondaryIndexes.map(({ IndexName, Projection }) => [IndexName, Projection]),
    ).toStrictEqual([
      ['due', { ProjectionType: 'KEYS_ONLY' }],
      ['byVendorData', { ProjectionType: 'KEYS_ONLY' }],
    ]);
  });
});

describe('an item that DynamoDB should have deleted', () => {
  it('is told, by how many hours, to whoever meets it', async () => {
    const telemetry = recorder();
    const watched = dynamodbSessionStore({ ...table, telemetry });
    const session = fresh();
    await sessions.insert(session, T0);
    const expiry = T0 + 7 * 24 * 3_600_000;

    await watched.load(session.id, expiry - 1000);
    expect(telemetry.measures).toEqual([]);
    expect(await watched.load(session.id, expiry + 72 * 3_600_000)).toBeUndefined();

    expect(telemetry.measures).toEqual(['OldestExpiredItemHours=72']);
  });

  it('tells nothing where there is no item', async () => {
    const telemetry = recorder();

    await dynamodbSessionStore({ ...table, telemetry }).load(newId(), T0);

    expect(telemetry.measures).toEqual([]);
  });
});
