import { describe, expect, it } from 'vitest';
import { type CreateRequest, createSession } from '../../shared/application/create-session.ts';
import { eraseSession } from '../../shared/application/erase-session.ts';
import { recordObservation } from '../../shared/application/record-observation.ts';
import { SecretUnusable, StoreUnavailable, VeriffError } from '../../shared/domain/failure.ts';
import type { SessionId } from '../../shared/domain/ids.ts';
import {
  CLAIM,
  DAY,
  decided,
  LINK,
  LIVE,
  MINUTE,
  OTHER_TENANT,
  T0,
  TENANT,
} from '../support/given.ts';
import { world } from './world.ts';

const FIRST_ID = 'session-1' as SessionId;

const unkeyed: CreateRequest = {
  tenant: TENANT,
  integration: LIVE,
  verification: { vendorData: 'cust-0001' },
  vendorData: 'cust-0001',
};
const keyed: CreateRequest = { ...unkeyed, idempotency: { key: CLAIM, fingerprint: 'body-1' } };

const creations = (calls: readonly string[]) => calls.filter((call) => call === 'create').length;

describe('a create without a key', () => {
  it('makes a session at Veriff, stores it, publishes it and answers its link', async () => {
    const { ports, session } = world();

    const outcome = await createSession(ports, unkeyed);

    expect(outcome).toMatchObject({
      kind: 'created',
      replayed: false,
      session: { id: FIRST_ID, vendorData: 'cust-0001', state: { link: LINK } },
    });
    expect(await session(FIRST_ID)).toMatchObject({ tenant: TENANT, version: 1, outbox: [] });
    expect(ports.publisher.published.map(({ id }) => id)).toEqual(['session-1:1']);
    expect(ports.telemetry.counted).toEqual(['SessionCreated']);
  });

  it('tells the operator nothing of the link', async () => {
    const { ports } = world();

    await createSession(ports, unkeyed);

    const { counted, measured, noted } = ports.telemetry;
    const told = JSON.stringify([counted, measured, noted]);
    for (const secret of Object.values(LINK)) expect(told).not.toContain(secret);
  });

  it('makes another session each time', async () => {
    const { ports } = world();

    await createSession(ports, unkeyed);
    const second = await createSession(ports, unkeyed);

    expect(second).toMatchObject({ session: { id: 'session-2' } });
  });

  it('is not answered before the session is durable', async () => {
    const { ports, failing } = world();
    failing(ports.store, 'insert');

    await expect(createSession(ports, unkeyed)).rejects.toBeInstanceOf(StoreUnavailable);
  });

  it('is answered although its publication failed: that is owed', async () => {
    const { ports, session } = world();
    ports.publisher.refuse(() => true);

    const outcome = await createSession(ports, unkeyed);

    expect(outcome.kind).toBe('created');
    expect((await session(FIRST_ID)).outbox).toMatchObject([{ version: 1, status: 'created' }]);
  });

  it('finds the session stored where a put took effect and its answer was lost', async () => {
    const { ports } = world();
    const insert = ports.store.insert.bind(ports.store);
    ports.store.insert = async (session, now) => {
      await insert(session, now);
      return insert(session, now);
    };

    expect(await createSession(ports, unkeyed)).toMatchObject({ kind: 'created' });
  });
});

describe('a create with a key', () => {
  it('answers the same session again, and asks Veriff once', async () => {
    const { ports } = world();
    const first = await createSession(ports, keyed);

    const second = await createSession(ports, keyed);

    expect(first).toMatchObject({ kind: 'created', replayed: false });
    expect(second).toMatchObject({ kind: 'created', replayed: true, session: { id: FIRST_ID } });
    expect(creations(ports.veriff.calls)).toBe(1);
    expect(ports.telemetry.counted).toContain('IdempotentReplay');
  });

  it('refuses the key for another body', async () => {
    const { ports } = world();
    await createSession(ports, keyed);

    const other = await createSession(ports, {
      ...keyed,
      idempotency: { key: CLAIM, fingerprint: 'body-2' },
    });

    expect(other).toEqual({ kind: 'other-body' });
    expect(ports.telemetry.counted).toContain('IdempotencyConflict');
  });

  it('of twenty at once makes one session; the others wait', async () => {
    const { ports } = world();

    const outcomes = await Promise.all(
      Array.from({ length: 20 }, async () => createSession(ports, keyed)),
    );

    expect(outcomes.filter(({ kind }) => kind === 'created')).toHaveLength(1);
    expect(outcomes.filter(({ kind }) => kind === 'in-progress')).toHaveLength(19);
    expect(creations(ports.veriff.calls)).toBe(1);
  });

  it('never answers the link again once the session is decided', async () => {
    const { ports } = world();
    await createSession(ports, keyed);
    await recordObservation(ports, { id: FIRST_ID, observation: decided('approved', '10:31:48') });

    expect(await createSession(ports, keyed)).toEqual({
      kind: 'session-over',
      sessionId: FIRST_ID,
    });
  });

  it('never answers the link again once the session is erased', async () => {
    const { ports } = world();
    await createSession(ports, keyed);
    await eraseSession(ports, TENANT, FIRST_ID);

    expect(await createSession(ports, keyed)).toEqual({
      kind: 'session-over',
      sessionId: FIRST_ID,
    });
  });

  it('is a new request once the key has expired', async () => {
    const { ports, at } = world();
    await createSession(ports, keyed);
    at(T0 + 7 * DAY);

    expect(await createSession(ports, keyed)).toMatchObject({
      replayed: false,
      session: { id: 'session-2' },
    });
  });
});

describe('a create that was interrupted', () => {
  it('after Veriff’s answer was recorded is completed by the retry, with the same session', async () => {
    const { ports, failing, session } = world();
    failing(ports.store, 'insert');
    await expect(createSession(ports, keyed)).rejects.toBeInstanceOf(StoreUnavailable);

    const retry = await createSession(ports, keyed);

    expect(retry).toMatchObject({ kind: 'created', replayed: true, session: { id: FIRST_ID } });
    expect(creations(ports.veriff.calls)).toBe(1);
    expect(await session(FIRST_ID)).toMatchObject({ claim: CLAIM });
  });

  it('after the session was stored is completed by the retry', async () => {
    const { ports, failing } = world();
    failing(ports.claims, 'complete');
    await expect(createSession(ports, keyed)).rejects.toBeInstanceOf(StoreUnavailable);

    expect(await createSession(ports, keyed)).toMatchObject({
      replayed: true,
      session: { id: FIRST_ID },
    });
  });

  it('between Veriff and the record waits for the lease, then makes a second session and counts the unknown outcome', async () => {
    const { ports, failing, at } = world();
    failing(ports.claims, 'answer');
    await expect(createSession(ports, keyed)).rejects.toBeInstanceOf(StoreUnavailable);

    const early = await createSession(ports, keyed);
    at(T0 + MINUTE);
    const late = await createSession(ports, keyed);

    expect(early).toEqual({ kind: 'in-progress', retryAfterSeconds: 60 });
    expect(late).toMatchObject({ kind: 'created', session: { id: 'session-2' } });
    expect(ports.telemetry.counted).toContain('OutcomeUnknown');
  });

  it('by Veriff’s refusal frees the key at once, and counts nothing unknown', async () => {
    const { ports } = world();
    ports.veriff.create = async () => {
      throw new VeriffError('unavailable', { retryable: true });
    };
    await expect(createSession(ports, keyed)).rejects.toMatchObject({ code: 'unavailable' });
    ports.veriff.create = undefined;

    const retry = await createSession(ports, keyed);

    expect(retry).toMatchObject({ kind: 'created', replayed: false });
    expect(ports.telemetry.counted).not.toContain('OutcomeUnknown');
  });

  it('can be finished until an hour before its session would end, and no longer: it must not bring it back', async () => {
    const { ports, at } = world();
    await createSession(ports, keyed);

    at(T0 + 7 * DAY - 61 * MINUTE);
    const before = await createSession(ports, keyed);
    at(T0 + 7 * DAY - 60 * MINUTE);
    const after = await createSession(ports, keyed);

    expect(before).toMatchObject({ kind: 'created', replayed: true, session: { id: FIRST_ID } });
    expect(after).toMatchObject({ kind: 'created', replayed: false, session: { id: 'session-2' } });
  });

  it('by a secret that cannot be used frees the key: nothing was sent', async () => {
    const { ports } = world();
    ports.veriff.create = async () => {
      throw new SecretUnusable('placeholder');
    };
    await expect(createSession(ports, keyed)).rejects.toMatchObject({ code: 'secret-unusable' });
    ports.veriff.create = undefined;

    expect(await createSession(ports, keyed)).toMatchObject({ kind: 'created', replayed: false });
    expect(ports.telemetry.counted).not.toContain('OutcomeUnknown');
  });

  it('still refuses another body under the key that was freed', async () => {
    const { ports } = world();
    ports.veriff.create = async () => {
      throw new VeriffError('rejected', { retryable: false, veriffCode: '1302' });
    };
    await expect(createSession(ports, keyed)).rejects.toMatchObject({ veriffCode: '1302' });

    const other = await createSession(ports, {
      ...keyed,
      idempotency: { key: CLAIM, fingerprint: 'body-2' },
    });

    expect(other).toEqual({ kind: 'other-body' });
  });

  it('by an unknown outcome is counted once, and freed', async () => {
    const { ports } = world();
    ports.veriff.create = async () => {
      throw new VeriffError('outcome-unknown', { retryable: false });
    };
    await expect(createSession(ports, keyed)).rejects.toMatchObject({ code: 'outcome-unknown' });
    ports.veriff.create = undefined;

    expect(await createSession(ports, keyed)).toMatchObject({ kind: 'created' });
    expect(ports.telemetry.counted.filter((name) => name === 'OutcomeUnknown')).toHaveLength(1);
  });

  it('by an unknown outcome is counted before the key is free for a second session', async () => {
    const { ports } = world();
    ports.veriff.create = async () => {
      throw new VeriffError('outcome-unknown', { retryable: false });
    };
    const { release } = ports.claims;
    const countedBefore: string[] = [];
    ports.claims.release = async (key, owner) => {
      countedBefore.push(...ports.telemetry.counted);
      await release(key, owner);
    };

    await expect(createSession(ports, keyed)).rejects.toMatchObject({ code: 'outcome-unknown' });

    expect(countedBefore).toContain('OutcomeUnknown');
  });

  it('keeps Veriff’s error where freeing the key fails too', async () => {
    const { ports, failing } = world();
    ports.veriff.create = async () => {
      throw new VeriffError('rejected', { retryable: false });
    };
    failing(ports.claims, 'release');

    await expect(createSession(ports, keyed)).rejects.toMatchObject({ code: 'rejected' });
  });

  it('for so long that another took over drops its own session and counts the orphan', async () => {
    const { ports, at } = world();
    let resume = () => {};
    const slow = new Promise<void>((resolve) => {
      resume = resolve;
    });
    ports.veriff.create = async () => {
      ports.veriff.create = undefined;
      await slow;
      return { id: 'orphan' as SessionId, integration: LIVE, link: LINK };
    };
    const sleeper = createSession(ports, keyed);
    at(T0 + MINUTE);
    const taker = await createSession(ports, keyed);

    resume();

    expect(await sleeper).toEqual({ kind: 'in-progress', retryAfterSeconds: 1 });
    expect(taker).toMatchObject({ kind: 'created', session: { id: 'session-2' } });
    expect(ports.telemetry.counted).toContain('OrphanSession');
  });

  it('is taken over by one of two', async () => {
    const { ports, failing, at } = world();
    failing(ports.claims, 'answer');
    await expect(createSession(ports, keyed)).rejects.toBeInstanceOf(StoreUnavailable);
    at(T0 + MINUTE);

    const outcomes = await Promise.all([createSession(ports, keyed), createSession(ports, keyed)]);

    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['created', 'in-progress']);
  });
});

describe('a session of another tenant', () => {
  it('under an id that Veriff gave twice is not answered', async () => {
    const { ports } = world();
    ports.veriff.create = async () => ({ id: FIRST_ID, integration: LIVE, link: LINK });
    await createSession(ports, { ...unkeyed, tenant: OTHER_TENANT });

    expect(await createSession(ports, unkeyed)).toEqual({
      kind: 'session-over',
      sessionId: FIRST_ID,
    });
  });
});
