import { type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { dynamodbClient } from '../../../shared/adapters/dynamodb/client.ts';
import { dynamodbIdempotencyStore } from '../../../shared/adapters/dynamodb/idempotency-store.ts';
import { dynamodbSessionStore } from '../../../shared/adapters/dynamodb/session-store.ts';
import type { FreshClaim, IdempotencyStore } from '../../../shared/ports/idempotency-store.ts';
import type { SessionStore } from '../../../shared/ports/session-store.ts';
import { CREDENTIALS, startTable, type TestTable } from '../../support/dynalite.ts';
import { created, LINK, LIVE, T0, TENANT } from '../../support/given.ts';
import { following, fresh, newId } from '../contracts/session-world.ts';
import { type StubServer, startStub } from '../contracts/stub-server.ts';

/** Backoff and timeouts are those of production. */
vi.setConfig({ testTimeout: 30_000 });

/** Calls whose effect takes place and whose answer gets lost; the SDK makes each of them a second time. */
let answersToLose = 0;
let table: TestTable;
let proxy: StubServer;
let claims: IdempotencyStore;
let sessions: SessionStore;

async function forward(target: string, body: string): Promise<{ status: number; text: string }> {
  const headers = {
    'x-amz-target': target,
    'content-type': 'application/x-amz-json-1.0',
    authorization:
      'AWS4-HMAC-SHA256 Credential=test/20260302/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
    'x-amz-date': '20260302T101500Z',
  };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const call = request(table.endpoint, { method: 'POST', headers, agent: false }, resolve);
    call.on('error', reject).end(body);
  });
  const parts: Buffer[] = [];
  for await (const part of answer) parts.push(part as Buffer);
  return { status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString() };
}

beforeAll(async () => {
  table = await startTable();
  proxy = await startStub(async ({ target, body }, answer) => {
    const { status, text } = await forward(target, body);
    answersToLose -= 1;
    if (answersToLose >= 0) answer.socket?.destroy();
    else answer.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(text);
  });
  const client = dynamodbClient({
    region: 'eu-west-1',
    endpoint: proxy.endpoint,
    credentials: CREDENTIALS,
  });
  claims = dynamodbIdempotencyStore({ ...table, client });
  sessions = dynamodbSessionStore({ ...table, client });
});
afterAll(async () => {
  await proxy.close();
  await table.close();
});
beforeEach(() => {
  answersToLose = 0;
});

function claimOf(owner: string): FreshClaim {
  const leaseUntil = T0 + 60_000;
  const expiresAt = T0 + 86_400_000;
  return {
    key: `idempotency#${newId()}`,
    tenant: TENANT,
    fingerprint: 'f',
    owner,
    leaseUntil,
    expiresAt,
  };
}

const made = () => ({ id: newId(), tenant: TENANT, integration: LIVE, link: LINK, createdAt: T0 });

describe('a write that took place although its answer got lost', () => {
  it('as a claim is still the own one', async () => {
    const claim = claimOf('first');
    answersToLose = 1;

    expect(await claims.claim(claim, T0)).toStrictEqual({
      ...claim,
      progress: { kind: 'claimed' },
    });
    expect(answersToLose).toBeLessThan(0);
  });

  it('as a take-over is still the own one', async () => {
    const dead = await claims.claim(claimOf('first'), T0);
    answersToLose = 1;

    expect(await claims.takeOver(dead, 'second', T0 + 1)).toBe(true);
  });

  it('as an answer is still recorded', async () => {
    const { key } = await claims.claim(claimOf('first'), T0);
    answersToLose = 1;

    expect(await claims.answer(key, 'first', made())).toBe(true);
  });

  it('as a completion is still complete', async () => {
    const { key } = await claims.claim(claimOf('first'), T0);
    const session = made();
    await claims.answer(key, 'first', session);
    answersToLose = 1;

    await claims.complete(key, session.id);

    const held = await claims.claim({ ...claimOf('stranger'), key }, T0);
    expect(held.progress).toStrictEqual({ kind: 'completed', sessionId: session.id });
  });

  it('as an insert finds the very session that it has made', async () => {
    const session = fresh();
    answersToLose = 1;

    expect(await sessions.insert(session, T0)).toBe('exists');

    expect(await sessions.load(session.id, T0)).toStrictEqual(session);
  });

  it('as a save conflicts with itself, and what is held is what was to be saved', async () => {
    const session = fresh(created());
    const next = following({ ...session, version: 2 }, session);
    await sessions.insert(session, T0);
    answersToLose = 1;

    expect(await sessions.save(next, session, T0)).toBe('conflict');

    expect(await sessions.load(session.id, T0)).toStrictEqual(next);
  });
});
