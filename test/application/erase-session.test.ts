import { describe, expect, it } from 'vitest';
import { eraseSession } from '../../shared/application/erase-session.ts';
import { readSession } from '../../shared/application/read-session.ts';
import { CLAIM, DAY, OTHER_TENANT, SESSION, T0, TENANT } from '../support/given.ts';
import { world } from './world.ts';

describe('erasing a session', () => {
  it('makes it unreadable at once and leaves nothing personal behind', async () => {
    const { ports, given, snapshot } = world();
    await given();

    expect(await eraseSession(ports, TENANT, SESSION)).toBe('erased');

    expect(await readSession(ports, TENANT, SESSION)).toBeUndefined();
    expect(JSON.stringify(snapshot())).not.toMatch(/cust-0001|alchemy|token/);
  });

  it('again is the same as once', async () => {
    const { ports, given } = world();
    await given();
    await eraseSession(ports, TENANT, SESSION);

    expect(await eraseSession(ports, TENANT, SESSION)).toBe('erased');
  });

  it('empties the recorded answer of an interrupted create', async () => {
    const { ports, given } = world();
    const session = await given((fresh) => ({ ...fresh, claim: CLAIM }));
    const claim = {
      key: CLAIM,
      tenant: TENANT,
      fingerprint: 'b',
      owner: 'o',
      leaseUntil: T0,
      expiresAt: T0 + 7 * DAY,
    };
    await ports.claims.claim(claim, T0);
    const { id, tenant, integration, createdAt } = session;
    const link = { url: 'https://host/v/token', host: 'https://host', sessionToken: 'token' };
    await ports.claims.answer(CLAIM, 'o', { id, tenant, integration, createdAt, link });

    await eraseSession(ports, TENANT, SESSION);

    expect(await ports.claims.claim({ ...claim, owner: 'next' }, T0)).toMatchObject({
      progress: { kind: 'completed', sessionId: SESSION },
    });
  });

  it.each([
    ['of another tenant', OTHER_TENANT, T0],
    ['that has expired', TENANT, T0 + 7 * DAY],
  ])('%s is not found', async (_title, tenant, now) => {
    const { ports, given, at } = world();
    await given();
    at(now);

    expect(await eraseSession(ports, tenant, SESSION)).toBe('not-found');
    expect(await readSession(ports, tenant, SESSION)).toBeUndefined();
  });

  it('wins over a message that comes at the same time', async () => {
    const { ports, given, held } = world();
    await given();
    const save = ports.store.save.bind(ports.store);
    let tries = 0;
    ports.store.save = async (next, read, now) => {
      tries += 1;
      return tries === 1 ? 'conflict' : save(next, read, now);
    };

    expect(await eraseSession(ports, TENANT, SESSION)).toBe('erased');
    expect(await held(SESSION)).toMatchObject({ kind: 'tombstone' });
  });
});
