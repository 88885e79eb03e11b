import { describe, expect, it } from 'vitest';
import { secretsSource } from '../../../shared/adapters/runtime/secrets.ts';
import { recorder } from '../../support/recorder.ts';
import { PREVIOUS_SECRET, SHARED_SECRET } from '../veriff/vectors.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
const NOW = 1_772_446_500_000;
/** Since when the secret holds what it holds. */
const CREATED = NOW - 91 * DAY;
const GOOD = textOf(SHARED_SECRET);
const NEWER = textOf(PREVIOUS_SECRET);
const OUTAGE = new Error('Secrets Manager is down');

function textOf(value: string): string {
  const baseUrl = 'https://stationapi.veriff.com';
  const integration = { name: 'live', apiKey: 'key', baseUrl, sharedSecrets: [{ value }] };
  return JSON.stringify({ integrations: [integration] });
}

function source(first: string | Error = GOOD) {
  const world = { text: first, now: NOW, reads: 0 };
  const telemetry = recorder();
  const secrets = secretsSource({
    now: () => world.now,
    telemetry,
    fetchSecret: async () => {
      world.reads += 1;
      await Promise.resolve();
      if (world.text instanceof Error) throw world.text;
      return { text: world.text, createdAt: CREATED };
    },
  });
  return { world, secrets, telemetry };
}

const unusable = (problem: string) => ({ code: 'secret-unusable', problem, retryable: true });

describe('secretsSource', () => {
  it('keeps the secret for five minutes, keys included', async () => {
    const { world, secrets } = source();
    const first = await secrets.keyring();
    world.text = NEWER;

    world.now += 5 * MINUTE - 1;
    expect(await secrets.keyring()).toBe(first);
    world.now += 1;
    expect(await secrets.keyring()).not.toBe(first);
    expect(world.reads).toBe(2);
  });

  it('tells at each reading how many days old the secret is', async () => {
    const { world, secrets, telemetry } = source();

    await secrets.keyring();
    world.now += 12 * 60 * MINUTE;
    await secrets.keyring();

    expect(telemetry.measures).toEqual(['SecretAgeDays=91', 'SecretAgeDays=91.5']);
  });

  it('tells no age of a secret that it could not use, or whose age nobody knows', async () => {
    const { secrets, telemetry } = source('{"integrations":[]}');
    const ageless = secretsSource({
      now: () => NOW,
      telemetry,
      fetchSecret: async () => ({ text: GOOD }),
    });

    await expect(secrets.keyring()).rejects.toMatchObject(unusable('placeholder'));
    await ageless.keyring();

    expect(telemetry.measures).toEqual([]);
  });

  it('reads once for everybody who waits', async () => {
    const { world, secrets } = source();

    const all = await Promise.all(Array.from({ length: 100 }, async () => secrets.keyring()));

    expect(new Set(all).size).toBe(1);
    expect(world.reads).toBe(1);
  });

  it('does not keep a failure', async () => {
    const { world, secrets, telemetry } = source(OUTAGE);

    await expect(secrets.keyring()).rejects.toMatchObject({
      ...unusable('unavailable'),
      cause: OUTAGE,
    });
    world.text = GOOD;
    await expect(secrets.keyring()).resolves.toMatchObject({ defaultIntegration: 'live' });
    expect(telemetry.counts).toEqual(['SecretUnusable']);
  });

  it('renews at most once a minute and answers what it holds in between', async () => {
    const { world, secrets, telemetry } = source();
    const first = await secrets.keyring();
    world.text = NEWER;

    const second = await secrets.renewed();
    expect(second).not.toBe(first);
    world.now += MINUTE - 1;
    expect(await secrets.renewed()).toBe(second);
    world.now += 1;
    expect(await secrets.renewed()).not.toBe(second);
    expect(world.reads).toBe(3);
    expect(telemetry.counts).toEqual(['SecretRefresh', 'SecretRefresh']);
  });

  it('bridges an outage for an hour and reads again every 30 seconds meanwhile', async () => {
    const { world, secrets, telemetry } = source();
    const first = await secrets.keyring();
    world.text = OUTAGE;

    world.now += 5 * MINUTE;
    expect(await secrets.keyring()).toBe(first);
    world.now += 30 * SECOND - 1;
    expect(await secrets.keyring()).toBe(first);
    expect(world.reads).toBe(2);
    world.now += 55 * MINUTE - 30 * SECOND;
    expect(await secrets.keyring()).toBe(first);
    world.now += 30 * SECOND;
    await expect(secrets.keyring()).rejects.toMatchObject(unusable('unavailable'));
    expect(telemetry.notes).toContain('error the secret cannot be used');
  });

  it('counts the hour from the last reading that worked', async () => {
    const { world, secrets } = source();
    await secrets.keyring();
    world.now += 50 * MINUTE;
    const last = await secrets.keyring();
    world.text = OUTAGE;

    world.now += 59 * MINUTE;
    expect(await secrets.keyring()).toBe(last);
  });

  it.each([
    ['{"integrations":[]}', 'placeholder'],
    ['{"integrations": [ ]}', 'placeholder'],
    ['', 'invalid'],
    ['{', 'invalid'],
    ['[]', 'invalid'],
    ['{"integrations":{}}', 'invalid'],
    ['{"integrations":[{}]}', 'invalid'],
    [textOf('too short'), 'invalid'],
  ])('does not bridge a secret that reads %j', async (text, problem) => {
    const { world, secrets } = source();
    await secrets.keyring();
    world.text = text;

    await expect(secrets.renewed()).rejects.toMatchObject(unusable(problem));
    await expect(secrets.keyring()).rejects.toMatchObject(unusable(problem));
  });

  it('tells nothing of what it read', async () => {
    const { secrets } = source(`${SHARED_SECRET} is not JSON`);

    const error: unknown = await secrets.keyring().catch((reason: unknown) => reason);

    expect(error).toMatchObject(unusable('invalid'));
    expect(error).toHaveProperty('cause', undefined);
    expect(JSON.stringify(error) + String(error)).not.toContain(SHARED_SECRET.slice(0, 4));
  });

  it('counts what is wrong in a secret that works otherwise', async () => {
    const broken = JSON.stringify({
      integrations: [...(JSON.parse(GOOD) as { integrations: [] }).integrations, { name: 'x' }],
    });
    const { secrets, telemetry } = source(broken);

    await expect(secrets.keyring()).resolves.toMatchObject({ defaultIntegration: 'live' });
    expect(telemetry.counts).toEqual(['SecretUnusable']);
    expect(telemetry.notes).toEqual(['error a part of the secret cannot be used']);
  });
});
