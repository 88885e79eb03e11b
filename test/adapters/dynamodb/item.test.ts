import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Item } from '../../../shared/adapters/dynamodb/attributes.ts';
import { dueBucket, userKey } from '../../../shared/adapters/dynamodb/index-keys.ts';
import { linkAttributes } from '../../../shared/adapters/dynamodb/link-item.ts';
import { readRecord, recordItem } from '../../../shared/adapters/dynamodb/session-item.ts';
import { RECORD_ATTRIBUTES } from '../../../shared/adapters/dynamodb/update.ts';
import { DUE_BUCKETS, TABLE } from '../../../shared/contract/table.ts';
import { dueAt } from '../../../shared/domain/due.ts';
import { erase } from '../../../shared/domain/erase.ts';
import type { SessionId, Tenant } from '../../../shared/domain/ids.ts';
import type { Session } from '../../../shared/domain/session.ts';
import { after, created, decided, LINK, T0, TENANT } from '../../support/given.ts';
import {
  anyRecord,
  anySession,
  anyTombstone,
  sessionLinks,
} from '../contracts/session-arbitraries.ts';
import { newId, settled } from '../contracts/session-world.ts';

const DAY_SECONDS = 86_400;

/** DynamoDB's rule for the size of a value (developer guide: item sizes and formats). */
function sizeOf(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return Math.ceil(value.N.replace(/^-|\.|0+$/g, '').length / 2) + 1;
  if (value.M !== undefined) return 3 + sizeOfItem(value.M) + Object.keys(value.M).length;
  if (value.L !== undefined) return 3 + value.L.reduce((sum, each) => sum + 1 + sizeOf(each), 0);
  return 1;
}

function sizeOfItem(item: Item): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOf(value),
    0,
  );
}

/** As long as in real life: UUIDs, a Cognito client id, a link of 230 characters. */
function typical(): Session {
  const session = created();
  const host = 'https://alchemy.veriff.com';
  const sessionToken = 'x'.repeat(230 - host.length - '/v/'.length);
  return {
    ...session,
    tenant: '7f3k2m9q1x8v5b4n6c0z2l4j8h' as Tenant,
    vendorData: 'a6f7bb1a-5b69-4517-9b6a-95224ada1067',
    claim: `idempotency#${'h'.repeat(43)}`,
    state: {
      status: 'created',
      link: { url: `${host}/v/${sessionToken}`, host, sessionToken },
      poll: { since: T0, dueAt: T0 + 900_001, count: 0 },
    },
  };
}

describe('the item of a session', () => {
  it('is at most 1,024 bytes where the session is typical', () => {
    expect(sizeOfItem(recordItem(typical(), T0 + 1))).toBeLessThanOrEqual(1024);
  });

  it('has its end in whole seconds, seven days from now', () => {
    expect(recordItem(created(), T0 + 999)[TABLE.ttl]).toStrictEqual({
      N: String(T0 / 1000 + 7 * DAY_SECONDS),
    });
  });

  it('has the due time as text that sorts as time does', () => {
    const item = recordItem(created(), T0);

    expect(item[TABLE.due.at]).toStrictEqual({ S: '2026-03-02T10:15:10.000Z' });
    expect(item[TABLE.due.bucket]).toStrictEqual({ S: dueBucket(created().id) });
  });

  it('is not in the index where nothing is owed', () => {
    const item = recordItem(settled(after(decided('approved', '10:20:00'))), T0);

    expect(item[TABLE.due.at]).toBeUndefined();
    expect(item[TABLE.due.bucket]).toBeUndefined();
  });

  it('whatever it holds, is in the index exactly while something is owed', () => {
    fc.assert(
      fc.property(anyRecord(), (record) => {
        const due = dueAt(record);
        const item = recordItem(record, T0);

        expect(item[TABLE.due.at]?.S).toBe(
          due === undefined ? undefined : new Date(due).toISOString(),
        );
        expect(item[TABLE.due.bucket] === undefined).toBe(due === undefined);
      }),
    );
  });

  it('whatever it holds, is read as it was written', () => {
    fc.assert(
      fc.property(anyRecord(), (record) => {
        expect(readRecord(recordItem(record, T0))).toStrictEqual(record);
      }),
      { numRuns: 1000 },
    );
  });

  it('whatever it holds, is written as it was read', () => {
    fc.assert(
      fc.property(anyRecord(), (record) => {
        const item = recordItem(record, T0);

        expect(recordItem(readRecord(item), T0)).toStrictEqual(item);
      }),
    );
  });

  it('has no attribute that an update does not know to remove', () => {
    fc.assert(
      fc.property(anyRecord(), (record) => {
        const unknown = Object.keys(recordItem(record, T0)).filter(
          (name) => !RECORD_ATTRIBUTES.includes(name),
        );

        expect(unknown).toStrictEqual([]);
      }),
    );
  });

  it('has no link once the session is final', () => {
    const item = recordItem(after(decided('approved', '10:20:00')), T0);

    expect(JSON.stringify(item)).not.toContain(LINK.sessionToken);
  });
});

describe('the item of a tombstone', () => {
  it('has nothing of the person', () => {
    fc.assert(
      fc.property(anySession(), (session) => {
        const item = recordItem(erase(session, T0), T0);
        const allowed = new Set([
          'key',
          'kind',
          'tenant',
          'integration',
          'revision',
          'version',
          'claim',
          'erasedAt',
          'expiresAt',
          'dueBucket',
          'dueAt',
        ]);

        expect(Object.keys(item).filter((name) => !allowed.has(name))).toStrictEqual([]);
      }),
    );
  });

  it('has its end in whole seconds, eight days from now', () => {
    fc.assert(
      fc.property(anyTombstone(), (tombstone) => {
        expect(recordItem(tombstone, T0)[TABLE.ttl]).toStrictEqual({
          N: String(T0 / 1000 + 8 * DAY_SECONDS),
        });
      }),
    );
  });
});

describe('a link', () => {
  it('is stored once where its URL tells the rest', () => {
    expect(linkAttributes(LINK)).toStrictEqual({ url: { S: LINK.url } });
  });

  it('is stored in full where it does not', () => {
    const link = { ...LINK, host: 'https://other.example' };

    expect(Object.keys(linkAttributes(link))).toStrictEqual(['url', 'host', 'sessionToken']);
  });

  it('of any form costs no more attributes than it needs', () => {
    fc.assert(
      fc.property(sessionLinks(), (link) => {
        const isWhole = link.url === `${link.host}/v/${link.sessionToken}`;

        expect(
          !isWhole ||
            link.sessionToken.includes('/v/') ||
            Object.keys(linkAttributes(link)).length === 1,
        ).toBe(true);
      }),
    );
  });
});

describe('the key of a user', () => {
  it('is a hash that tells nothing', () => {
    expect(userKey(TENANT, 'cust-0001')).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  it('differs by tenant and by vendorData, also where both together read the same', () => {
    const keys = [
      ['ab', 'c'],
      ['a', 'bc'],
      ['ab', 'cc'],
    ].map(([tenant = '', data = '']) => userKey(tenant as Tenant, data));

    expect(new Set(keys).size).toBe(3);
  });
});

describe('the bucket of an id', () => {
  it('is the same each time', () => {
    expect(dueBucket('a6f7bb1a-5b69-4517-9b6a-95224ada1067' as SessionId)).toBe(
      dueBucket('a6f7bb1a-5b69-4517-9b6a-95224ada1067' as SessionId),
    );
  });

  it('is one of eight, each used about as often', () => {
    const counts = new Map<string, number>(DUE_BUCKETS.map((bucket) => [bucket, 0]));
    for (let index = 0; index < 8000; index += 1) {
      const bucket = dueBucket(newId());
      counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
    }

    expect(counts.size).toBe(8);
    expect(Math.min(...counts.values())).toBeGreaterThan(800);
  });
});
