import { afterEach, describe, expect, it } from 'vitest';
import { dynamodbClient } from '../../../shared/adapters/dynamodb/client.ts';
import { recordItem } from '../../../shared/adapters/dynamodb/session-item.ts';
import { dynamodbSessionStore } from '../../../shared/adapters/dynamodb/session-store.ts';
import { TABLE } from '../../../shared/contract/table.ts';
import { erase } from '../../../shared/domain/erase.ts';
import { StoreUnavailable } from '../../../shared/domain/failure.ts';
import type { Tenant } from '../../../shared/domain/ids.ts';
import type { Session, SessionRecord } from '../../../shared/domain/session.ts';
import { CREDENTIALS } from '../../support/dynalite.ts';
import { created, T0, TENANT } from '../../support/given.ts';
import { recorder } from '../../support/recorder.ts';
import { newId } from '../contracts/session-world.ts';
import { json, type StubServer, startStub } from '../contracts/stub-server.ts';

const TableName = 'sessions';
const QUERY = { tenant: TENANT, vendorData: 'cust-0001', limit: 5 };
const LIFE_MS = 7 * 86_400_000;

const first = { ...created(), vendorData: QUERY.vendorData };
const second = { ...first, id: newId() };

/** What one `BatchGetItem` answers. */
interface Batch {
  readonly held?: readonly SessionRecord[];
  readonly left?: readonly Session[];
}

let server: StubServer | undefined;
afterEach(async () => server?.close());

const keyOf = ({ id }: SessionRecord) => ({ [TABLE.key]: { S: id } });

function indexEntry(session: Session) {
  const item = recordItem(session, T0);
  const names = [TABLE.key, TABLE.byVendorData.user, TABLE.byVendorData.createdAt];
  return Object.fromEntries(names.map((name) => [name, item[name]]));
}

/** Lists where the index has these sessions, and the reads that follow answer one batch each, the last one again and again. */
async function listed(index: readonly Session[], batches: readonly Batch[], now = T0) {
  let reads = 0;
  server = await startStub((request, answer) => {
    if (request.target.endsWith('.Query'))
      return json(answer, 200, { Items: index.map(indexEntry) });
    const { held = [], left = [] } = batches[Math.min(reads, batches.length - 1)] ?? {};
    reads += 1;
    const Keys = left.map(keyOf);
    return json(answer, 200, {
      Responses: { [TableName]: held.map((record) => recordItem(record, T0)) },
      UnprocessedKeys: Keys.length === 0 ? {} : { [TableName]: { Keys, ConsistentRead: true } },
    });
  });
  const { endpoint } = server;
  const client = dynamodbClient({ region: 'eu-west-1', endpoint, credentials: CREDENTIALS });
  const store = dynamodbSessionStore({ client, tableName: TableName, telemetry: recorder() });
  return store.list(QUERY, now);
}

const asked = () => server?.requests.map(({ target }) => target.split('.')[1]);
const idsAsked = (at: number) =>
  [...(server?.requests[at]?.body ?? '').matchAll(/"key":\{"S":"([^"]+)"\}/g)].map(([, id]) => id);

describe('a list', () => {
  it('reads the records by one call, consistently, and has the order of the index', async () => {
    const page = await listed([first, second], [{ held: [second, first] }]);

    expect(page.sessions).toStrictEqual([first, second]);
    expect(asked()).toStrictEqual(['Query', 'BatchGetItem']);
    expect(server?.requests[1]?.body).toContain('"ConsistentRead":true');
  });

  it('of nobody reads no record', async () => {
    expect(await listed([], [])).toStrictEqual({ sessions: [] });
    expect(asked()).toStrictEqual(['Query']);
  });

  it('asks again for what DynamoDB had no time for, and for nothing else', async () => {
    const batches = [{ held: [second], left: [first] }, { held: [first] }];

    const page = await listed([first, second], batches);

    expect(page.sessions).toStrictEqual([first, second]);
    expect([idsAsked(1), idsAsked(2)]).toStrictEqual([[first.id, second.id], [first.id]]);
  });

  it('is unavailable where DynamoDB leaves a record out three times', async () => {
    await expect(listed([first], [{ left: [first] }])).rejects.toThrow(StoreUnavailable);
    expect(asked()).toStrictEqual(['Query', 'BatchGetItem', 'BatchGetItem', 'BatchGetItem']);
  });

  it.each<[string, Batch]>([
    ['is deleted', {}],
    ['has been erased', { held: [erase(first, T0)] }],
    ['belongs to another tenant', { held: [{ ...first, tenant: 'another' as Tenant }] }],
    ['is of another user', { held: [{ ...first, vendorData: 'cust-0002' }] }],
  ])('leaves out what the index still has and %s', async (_, batch) => {
    expect(await listed([first], [batch])).toStrictEqual({ sessions: [] });
  });

  it('leaves out what has expired', async () => {
    const index = [first];

    expect((await listed(index, [{ held: index }], T0 + LIFE_MS - 1000)).sessions).toHaveLength(1);
    await server?.close();
    expect((await listed(index, [{ held: index }], T0 + LIFE_MS)).sessions).toHaveLength(0);
  });
});
