import { describe, expect, it } from 'vitest';
import { secretsSource } from '../../../shared/adapters/runtime/secrets.ts';
import { veriffAuthenticator } from '../../../shared/adapters/veriff/authenticator.ts';
import { signatureOf, signingKey } from '../../../shared/adapters/veriff/signature.ts';
import type { SignedMessage } from '../../../shared/ports/authenticator.ts';
import { recorder } from '../../support/recorder.ts';
import { API_KEY, APPROVED_SIGNATURE, fixture, PREVIOUS_SECRET, SHARED_SECRET } from './vectors.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-03-02T10:00:00Z');
const TEST_KEY = '11111111-3796-4f3a-87d5-d05c8fd6617e';
const TEST_SECRET = 'test-test-test-test-test-test-test-1';
const body = fixture('decision-approved');

interface Entry {
  readonly value: string;
  readonly notAfter?: string;
}

function document(
  live: readonly Entry[],
  test: readonly Entry[] = [{ value: TEST_SECRET }],
): string {
  const baseUrl = 'https://stationapi.veriff.com';
  return JSON.stringify({
    integrations: [
      { name: 'live', apiKey: API_KEY, baseUrl, sharedSecrets: live },
      { name: 'test', apiKey: TEST_KEY, baseUrl, sharedSecrets: test },
    ],
  });
}

function gate(first: string) {
  const world = { text: first, now: START, reads: 0 };
  const fetchSecret = async () => {
    world.reads += 1;
    return { text: world.text };
  };
  const now = () => world.now;
  const secrets = secretsSource({ fetchSecret, now, telemetry: recorder() });
  const authenticator = veriffAuthenticator({ secrets, now });
  return { world, authenticate: async (sent: SignedMessage) => authenticator.authenticate(sent) };
}

const by = (secret: string) => signatureOf(signingKey(secret), body);
const live = { kind: 'authentic', integration: 'live' };

describe('veriffAuthenticator', () => {
  it('tells which integration signed', async () => {
    const { authenticate } = gate(document([{ value: SHARED_SECRET }]));

    expect(await authenticate({ body, signature: APPROVED_SIGNATURE })).toEqual(live);
    expect(await authenticate({ body, signature: by(TEST_SECRET) })).toEqual({
      kind: 'authentic',
      integration: 'test',
    });
  });

  it('tries every active secret of every integration', async () => {
    const { authenticate } = gate(document([{ value: SHARED_SECRET }, { value: PREVIOUS_SECRET }]));

    expect(await authenticate({ body, signature: by(PREVIOUS_SECRET) })).toMatchObject(live);
  });

  it('tells when it was not the first secret: the other side of a rotation is still to be made', async () => {
    const { authenticate } = gate(document([{ value: SHARED_SECRET }, { value: PREVIOUS_SECRET }]));

    expect(await authenticate({ body, signature: by(PREVIOUS_SECRET) })).toEqual({
      ...live,
      byPreviousSecret: true,
    });
    expect(await authenticate({ body, signature: APPROVED_SIGNATURE })).toEqual(live);
  });

  it('takes the first secret that is in force for the first one', async () => {
    const over = { value: SHARED_SECRET, notAfter: '2026-03-02T09:00:00Z' };
    const { authenticate } = gate(document([over, { value: PREVIOUS_SECRET }]));

    expect(await authenticate({ body, signature: by(PREVIOUS_SECRET) })).toEqual(live);
  });

  it('knows its clients also by an integration whose secrets are over: the new one is missing here', async () => {
    const over = { value: SHARED_SECRET, notAfter: '2026-03-02T09:00:00Z' };
    const { authenticate } = gate(document([over]));

    expect(
      await authenticate({ body, signature: APPROVED_SIGNATURE, apiKey: API_KEY }),
    ).toMatchObject({ reason: 'wrong-signature-known-client' });
  });

  it('tells a wrong signature under one of our API keys from that of a stranger', async () => {
    const { authenticate } = gate(document([{ value: SHARED_SECRET }]));
    const forged = { body, signature: '0'.repeat(64) };
    const refused = (reason: string) => ({ kind: 'refused', reason });

    for (const apiKey of [API_KEY, TEST_KEY]) {
      expect(await authenticate({ ...forged, apiKey })).toEqual(
        refused('wrong-signature-known-client'),
      );
    }
    expect(await authenticate({ ...forged, apiKey: 'nobody' })).toEqual(refused('wrong-signature'));
    expect(await authenticate(forged)).toEqual(refused('wrong-signature'));
  });

  it('wants x-auth-client, where it is sent, to be the key of the integration that signed', async () => {
    const { authenticate } = gate(document([{ value: SHARED_SECRET }]));
    const signed = { body, signature: APPROVED_SIGNATURE };

    expect(await authenticate({ ...signed, apiKey: API_KEY })).toEqual(live);
    for (const apiKey of [TEST_KEY, '', 'nobody', API_KEY.toUpperCase()]) {
      expect(await authenticate({ ...signed, apiKey })).toEqual({
        kind: 'refused',
        reason: 'wrong-api-key',
      });
    }
  });

  it('picks the integration of x-auth-client where two share a secret', async () => {
    const { authenticate } = gate(document([{ value: SHARED_SECRET }], [{ value: SHARED_SECRET }]));
    const signature = APPROVED_SIGNATURE;

    expect(await authenticate({ body, signature, apiKey: TEST_KEY })).toMatchObject({
      integration: 'test',
    });
  });

  it('refuses a malformed signature without reading the secret', async () => {
    const { authenticate, world } = gate('');

    expect(await authenticate({ body, signature: 'sha256=junk' })).toEqual({
      kind: 'refused',
      reason: 'malformed-signature',
    });
    expect(world.reads).toBe(0);
  });

  it('takes a message of a newer secret in the same call, by reading the secret again', async () => {
    const { authenticate, world } = gate(document([{ value: PREVIOUS_SECRET }]));
    await authenticate({ body, signature: by(PREVIOUS_SECRET) });
    world.text = document([{ value: SHARED_SECRET }, { value: PREVIOUS_SECRET }]);

    expect(await authenticate({ body, signature: APPROVED_SIGNATURE })).toEqual(live);
    expect(world.reads).toBe(2);
  });

  it('ends a secret at its notAfter to the millisecond', async () => {
    const notAfter = '2026-03-02T10:01:00Z';
    const { authenticate, world } = gate(
      document([{ value: SHARED_SECRET }, { value: PREVIOUS_SECRET, notAfter }]),
    );
    const signature = by(PREVIOUS_SECRET);

    world.now = START + MINUTE - 1;
    expect(await authenticate({ body, signature })).toMatchObject(live);
    world.now = START + MINUTE;
    expect(await authenticate({ body, signature })).toEqual({
      kind: 'refused',
      reason: 'wrong-signature',
    });
  });

  it('reads the secret at most once a minute, however many forgeries come', async () => {
    const { authenticate, world } = gate(document([{ value: SHARED_SECRET }]));
    const forged = { body, signature: '0'.repeat(64) };

    for (let at = 0; at < 5000; at += 1) {
      world.now = START + (at * 10 * MINUTE) / 5000;
      await authenticate(forged);
    }

    // One at the start and one in each of ten minutes; the two ordinary readings fall into them.
    expect(world.reads).toBeLessThanOrEqual(11);
  });

  it('reads the secret once for forgeries that come together', async () => {
    const { authenticate, world } = gate(document([{ value: SHARED_SECRET }]));
    const forged = { body, signature: '0'.repeat(64) };
    await authenticate({ body, signature: APPROVED_SIGNATURE });

    await Promise.all(Array.from({ length: 1000 }, async () => authenticate(forged)));

    expect(world.reads).toBe(2);
  });

  it.each([
    ['the placeholder', '{"integrations":[]}', 'placeholder'],
    ['an empty secret', '', 'invalid'],
    ['no JSON', 'not json', 'invalid'],
    ['a short shared secret', document([{ value: 'short' }], []), 'invalid'],
    [
      'only secrets that are over',
      document([{ value: SHARED_SECRET, notAfter: '2026-03-02T09:00:00Z' }], []),
      'invalid',
    ],
  ])('lets nothing through with %s', async (_what, text, problem) => {
    const { authenticate } = gate(text);

    await expect(authenticate({ body, signature: APPROVED_SIGNATURE })).rejects.toMatchObject({
      code: 'secret-unusable',
      problem,
    });
  });

  it('works with a good secret beside a bad one, and with a good integration beside a bad one', async () => {
    const besideShort = gate(document([{ value: 'short' }, { value: SHARED_SECRET }], []));

    expect(await besideShort.authenticate({ body, signature: APPROVED_SIGNATURE })).toEqual(live);
  });
});
