import type { ServerResponse } from 'node:http';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { claimItem } from '../../../shared/adapters/dynamodb/claim-item.ts';
import { dynamodbClient } from '../../../shared/adapters/dynamodb/client.ts';
import { dynamodbIdempotencyStore } from '../../../shared/adapters/dynamodb/idempotency-store.ts';
import { dynamodbSessionStore } from '../../../shared/adapters/dynamodb/session-store.ts';
import { StoreUnavailable } from '../../../shared/domain/failure.ts';
import type { FreshClaim } from '../../../shared/ports/idempotency-store.ts';
import { CREDENTIALS } from '../../support/dynalite.ts';
import { CLAIM, created, T0, TENANT } from '../../support/given.ts';
import { recorder } from '../../support/recorder.ts';
import { following } from '../contracts/session-world.ts';
import {
  json,
  type Stub,
  type StubRequest,
  type StubServer,
  startStub,
} from '../contracts/stub-server.ts';

/** Backoff and timeouts are those of production: some seconds a case. */
vi.setConfig({ testTimeout: 30_000 });

const session = created();
const FRESH: FreshClaim = {
  key: CLAIM,
  tenant: TENANT,
  fingerprint: 'f',
  owner: 'first',
  leaseUntil: T0 + 1,
  expiresAt: T0 + 86_400_000,
};

const refusal =
  (status: number, type: string) =>
  (_: StubRequest, answer: ServerResponse): void => {
    json(answer, status, { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: 'secret' });
  };
const lost = refusal(400, 'ConditionalCheckFailedException');

let server: StubServer | undefined;
afterEach(async () => server?.close());

async function stores(stub: Stub) {
  server = await startStub(stub);
  return storesAt(server.endpoint);
}

function storesAt(endpoint: string) {
  const client = dynamodbClient({ region: 'eu-west-1', endpoint, credentials: CREDENTIALS });
  const table = { client, tableName: 'sessions', telemetry: recorder() };
  return { sessions: dynamodbSessionStore(table), claims: dynamodbIdempotencyStore(table) };
}

type Stores = ReturnType<typeof storesAt>;

const OPERATIONS: Readonly<Record<string, (to: Stores) => Promise<unknown>>> = {
  load: async ({ sessions }) => sessions.load(session.id, T0),
  insert: async ({ sessions }) => sessions.insert(session, T0),
  save: async ({ sessions }) => sessions.save(following(session, session), session, T0),
  list: async ({ sessions }) => sessions.list({ tenant: TENANT, vendorData: 'v', limit: 5 }, T0),
  claim: async ({ claims }) => claims.claim(FRESH, T0),
  takeOver: async ({ claims }) =>
    claims.takeOver({ ...FRESH, progress: { kind: 'claimed' } }, 'second', T0),
  answer: async ({ claims }) =>
    claims.answer(CLAIM, 'first', { ...session, link: { url: 'u', host: 'h', sessionToken: 't' } }),
  complete: async ({ claims }) => claims.complete(CLAIM, session.id),
  release: async ({ claims }) => claims.release(CLAIM, 'first'),
};

describe('a table that does not do it', () => {
  it.each(Object.entries(OPERATIONS))(
    'with 500 makes %s unavailable, with the cause',
    async (_, run) => {
      const failure: unknown = await run(await stores(refusal(500, 'InternalServerError'))).catch(
        (error: unknown) => error,
      );

      expect(failure).toBeInstanceOf(StoreUnavailable);
      expect(failure).toMatchObject({ retryable: true, cause: { name: 'InternalServerError' } });
    },
  );

  it.each([
    [400, 'ThrottlingException'],
    [400, 'ProvisionedThroughputExceededException'],
    [400, 'RequestLimitExceeded'],
    [429, 'TooManyRequestsException'],
    [503, 'ServiceUnavailable'],
    [502, 'UnknownError'],
  ])('with %i %s is unavailable', async (status, type) => {
    const { sessions } = await stores(refusal(status, type));

    await expect(sessions.load(session.id, T0)).rejects.toThrow(StoreUnavailable);
  });

  it('is asked three times', async () => {
    const { sessions } = await stores(refusal(500, 'InternalServerError'));

    await expect(sessions.load(session.id, T0)).rejects.toThrow(StoreUnavailable);

    expect(server?.requests).toHaveLength(3);
  });

  it('because nobody listens is unavailable', async () => {
    const closed = await startStub(() => undefined);
    await closed.close();

    await expect(storesAt(closed.endpoint).sessions.load(session.id, T0)).rejects.toThrow(
      StoreUnavailable,
    );
  });

  it('because the connection breaks is unavailable', async () => {
    const { sessions } = await stores((_, answer) => {
      answer.socket?.destroy();
    });

    await expect(sessions.load(session.id, T0)).rejects.toThrow(StoreUnavailable);
  });

  it('because the answer breaks off is unavailable', async () => {
    const { sessions } = await stores((_, answer) => {
      answer.writeHead(200, { 'content-length': '100' });
      answer.write('{"It');
      setImmediate(() => answer.socket?.destroy());
    });

    await expect(sessions.load(session.id, T0)).rejects.toThrow(StoreUnavailable);
  });

  it('because it hangs is unavailable, soon enough to answer a webhook', async () => {
    const { sessions } = await stores(() => undefined);
    const begin = performance.now();

    await expect(sessions.load(session.id, T0)).rejects.toThrow(StoreUnavailable);

    expect(performance.now() - begin).toBeLessThan(4500);
  });

  it('because it drips is unavailable', async () => {
    const { sessions } = await stores((_, { socket }) => {
      socket?.write('HTTP/1.1 200 OK\r\nx-drip: ');
      const drip = setInterval(() => socket?.write('.'), 200);
      socket?.on('close', () => {
        clearInterval(drip);
      });
    });

    await expect(sessions.load(session.id, T0)).rejects.toThrow(StoreUnavailable);
  });

  it('because it stops in the middle of the answer is unavailable', async () => {
    const { sessions } = await stores((_, answer) => {
      answer.writeHead(200, { 'content-length': '100' });
      answer.write('{"It');
    });

    await expect(sessions.load(session.id, T0)).rejects.toThrow(StoreUnavailable);
  });
});

describe('a mistake of ours', () => {
  it.each([
    [400, 'ValidationException'],
    [400, 'ResourceNotFoundException'],
    [400, 'AccessDeniedException'],
  ])('%i %s is not hidden', async (status, type) => {
    const { sessions } = await stores(refusal(status, type));

    await expect(sessions.load(session.id, T0)).rejects.toMatchObject({ name: type });
  });

  it.each(Object.entries(OPERATIONS))('comes out of %s as it is', async (_, run) => {
    const to = await stores(refusal(400, 'ValidationException'));

    await expect(run(to)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('a condition that does not hold', () => {
  it.each([
    ['insert', 'exists'],
    ['save', 'conflict'],
    ['takeOver', false],
    ['answer', false],
    ['complete', undefined],
    ['release', undefined],
  ])('is the answer of %s: %s', async (operation, answer) => {
    expect(await OPERATIONS[operation]?.(await stores(lost))).toBe(answer);
  });

  it('is asked once', async () => {
    await OPERATIONS['save']?.(await stores(lost));

    expect(server?.requests).toHaveLength(1);
  });
});

describe('a claim that meets another', () => {
  const other: Readonly<Record<string, AttributeValue>> = claimItem({ ...FRESH, owner: 'other' });

  it('reads no more where the refusal names it', async () => {
    const { claims } = await stores((_, answer) => {
      json(answer, 400, { __type: 'x#ConditionalCheckFailedException', Item: other });
    });

    expect((await claims.claim(FRESH, T0)).owner).toBe('other');
    expect(server?.requests).toHaveLength(1);
  });

  it('reads it consistently where the refusal does not', async () => {
    const { claims } = await stores((request, answer) => {
      if (request.target.endsWith('PutItem')) lost(request, answer);
      else json(answer, 200, { Item: other });
    });

    expect((await claims.claim(FRESH, T0)).owner).toBe('other');
    expect(server?.requests[1]?.body).toContain('"ConsistentRead":true');
  });

  it('that vanishes meanwhile tries again', async () => {
    const { claims } = await stores((request, answer) => {
      if (request.target.endsWith('GetItem')) json(answer, 200, {});
      else if (server?.requests.length === 1) lost(request, answer);
      else json(answer, 200, {});
    });

    expect((await claims.claim(FRESH, T0)).owner).toBe('first');
  });

  it('that vanishes again and again gives up', async () => {
    const { claims } = await stores((request, answer) => {
      if (request.target.endsWith('PutItem')) lost(request, answer);
      else json(answer, 200, {});
    });

    await expect(claims.claim(FRESH, T0)).rejects.toThrow(StoreUnavailable);
    expect(server?.requests).toHaveLength(6);
  });
});

describe('the session store', () => {
  it('saves by UpdateItem only, so that a role without PutItem can save', async () => {
    const { sessions } = await stores((_, answer) => {
      json(answer, 200, {});
    });

    await sessions.save(following(session, session), session, T0);

    expect(server?.requests.map(({ target }) => target)).toStrictEqual([
      'DynamoDB_20120810.UpdateItem',
    ]);
  });

  it('lists a page by one query, for one session more than it shows', async () => {
    const { sessions } = await stores((_, answer) => {
      json(answer, 200, { Items: [] });
    });

    await sessions.list({ tenant: TENANT, vendorData: 'v', limit: 5 }, T0);

    expect(server?.requests).toHaveLength(1);
    expect(server?.requests[0]?.body).toContain('"Limit":6');
  });

  it('loads consistently', async () => {
    const { sessions } = await stores((_, answer) => {
      json(answer, 200, {});
    });

    await sessions.load(session.id, T0);

    expect(server?.requests[0]?.body).toContain('"ConsistentRead":true');
  });
});
