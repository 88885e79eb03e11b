import { describe, expect, it } from 'vitest';
import { SHARED_SECRET } from '../functions/world.ts';
import { MINUTE, T0 } from '../support/given.ts';
import { flood, MOST_READS } from './flood.ts';
import { delivery, GENUINE, hmac, sent } from './genuine.ts';
import { AT_ONCE, rotate, UNDER_A_FLOOD } from './rotation.ts';
import { decisionText, expectRefused, expectTaken, signed, subject } from './subject.ts';

const NEW = 'a-new-shared-secret-with-36-characters';
const BODY = decisionText();
const byNew = delivery(BODY, { 'x-hmac-signature': hmac(BODY, NEW) });

/** A container that holds a secret, which is changed behind its back. */
async function rotated() {
  const on = await subject();
  await expectTaken(on, signed(BODY));
  on.held.secret = on.held.secret.replace(SHARED_SECRET, NEW);
  return on;
}

describe('W22: a secret that is newer than the one held', () => {
  it('is read for a message that it signed, which is taken in the same call', async () => {
    const on = await rotated();

    await expectTaken(on, byNew);

    expect(on.held.reads).toBe(2);
  });

  it('is read once for messages that come together', async () => {
    const on = await rotated();

    const calls = Array.from({ length: 50 }, async () => on.invoke('webhook', byNew));
    const answers = (await Promise.all(calls)) as { readonly statusCode: number }[];

    expect(answers.filter(({ statusCode }) => statusCode !== 200)).toEqual([]);
    expect(on.held.reads).toBe(2);
  });

  it('is read anew after five minutes without any message having asked for it', async () => {
    const on = await rotated();
    on.at(T0 + 5 * MINUTE);

    await expectRefused(on, signed(BODY));
    await expectTaken(on, byNew);
  });

  it('is not read for what cannot be a signature', async () => {
    const on = await rotated();

    await expectRefused(on, delivery(BODY, { 'x-hmac-signature': 'sha256=0' }));

    expect(on.held.reads).toBe(1);
  });

  it('is read for another forgery a minute later, not before', async () => {
    const on = await subject();
    const forged = delivery(BODY, { 'x-hmac-signature': '0'.repeat(64) });
    const readsAt = async (ms: number) => {
      on.at(T0 + ms);
      await expectRefused(on, forged);
      return on.held.reads;
    };

    // The first forgery reads twice: the container was cold, and then it wanted to be sure.
    expect(await readsAt(0)).toBe(2);
    expect(await readsAt(MINUTE - 1)).toBe(2);
    expect(await readsAt(MINUTE)).toBe(3);
  });

  it('is found within the minute also where a forgery has used up its reading', async () => {
    const on = await rotated();
    const held = on.held.secret;
    on.held.secret = held.replace(NEW, SHARED_SECRET);
    await expectRefused(on, delivery(BODY, { 'x-hmac-signature': '0'.repeat(64) }));
    on.held.secret = held;

    on.at(T0 + MINUTE - 1);
    await expectRefused(on, byNew);
    on.at(T0 + MINUTE);
    await expectTaken(on, byNew);
  });
});

describe('W23, P7: a flood of forgeries', () => {
  it('costs eleven readings of the secret at most, and nothing else', async () => {
    const { forgeries, reads, leaks } = await flood(10_000, 1);

    expect({ forgeries, leaks }).toEqual({ forgeries: 10_000, leaks: [] });
    expect(reads).toBeLessThanOrEqual(MOST_READS);
    expect(reads).toBeGreaterThan(1);
  });
});

describe('P8: a rotation', () => {
  it('rejects nothing, though Veriff signs with the new secret at once', async () => {
    const { delivered, rejected, byOld } = await rotate(AT_ONCE, 10_000, 1);

    expect({ delivered, rejected }).toEqual({ delivered: 10_000, rejected: 0 });
    expect(byOld).toBeGreaterThan(2000);
    expect(byOld).toBeLessThan(8000);
  });

  it('rejects nothing under a flood either, and lets nothing in, where five minutes lie between', async () => {
    const { rejected, forged, accepted } = await rotate(UNDER_A_FLOOD, 3000, 1);

    expect({ rejected, forged, accepted }).toEqual({ rejected: 0, forged: 9000, accepted: 0 });
  });

  it('can fail: without the old secret beside the new one, repeated messages are rejected', async () => {
    const { rejected } = await rotate({ ...AT_ONCE, removed: 20 }, 1000, 1);

    expect(rejected).toBeGreaterThan(0);
  });

  it('can fail: with a secret that Veriff has and we do not', async () => {
    const { rejected } = await rotate({ ...AT_ONCE, switched: 10 }, 1000, 1);

    expect(rejected).toBeGreaterThan(0);
  });

  it('changes nothing about what came before it', async () => {
    const on = await rotated();

    for (const from of GENUINE) await expectRefused(on, sent({ ...from, mac: hmac('') }));
    await expectTaken(on, byNew);
  });
});
