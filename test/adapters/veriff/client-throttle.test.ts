import { describe, expect, it } from 'vitest';
import { retryAfterSeconds } from '../../../shared/adapters/veriff/retry.ts';
import { reply, veriffServer } from '../../support/veriff-server.ts';
import { clientFor, ID, LIVE } from './client-world.ts';
import { fixture, SHARED_SECRET } from './vectors.ts';

const signed = { secret: SHARED_SECRET };
const approved = fixture('decision-approved');
const throttledFor = (value?: string) =>
  reply(429, '', value === undefined ? {} : { headers: { 'retry-after': value } });

describe('429', () => {
  it('is not repeated, and further calls fail at once until the time named', async () => {
    const server = await veriffServer();
    server.play(throttledFor('30'), reply(200, approved, signed));
    const { client, world, telemetry } = clientFor(server.url);

    await expect(client.fetchDecision(LIVE, ID)).rejects.toMatchObject({
      code: 'throttled',
      retryable: true,
      retryAfterSeconds: 30,
    });
    world.now += 10_500;
    await expect(client.createSession({})).rejects.toMatchObject({
      code: 'throttled',
      retryAfterSeconds: 20,
    });
    expect(server.requests).toHaveLength(1);
    expect(telemetry.counts).toEqual(['VeriffCall decision throttled', 'VeriffThrottled']);

    world.now += 19_500;
    await expect(client.fetchDecision(LIVE, ID)).resolves.toMatchObject({ kind: 'decision' });
  });

  it('holds for ten seconds where Veriff names no time', async () => {
    const server = await veriffServer();
    server.play(throttledFor());
    const { client } = clientFor(server.url);

    await expect(client.fetchAttempts(LIVE, ID)).rejects.toMatchObject({ retryAfterSeconds: 10 });
  });

  it('to anything but a create is not repeated, however short the pause', async () => {
    const server = await veriffServer();
    server.play(throttledFor('0'), reply(200, approved, signed));
    const { client } = clientFor(server.url);

    await expect(client.fetchDecision(LIVE, ID)).rejects.toMatchObject({ code: 'throttled' });
    expect(server.requests).toHaveLength(1);
  });

  it('to DELETE, which has limits of its own, does not stop the other calls', async () => {
    const server = await veriffServer();
    server.play(throttledFor('3600'), reply(200, approved, signed));
    const { client } = clientFor(server.url);

    await expect(client.deleteSession(LIVE, ID)).rejects.toMatchObject({ code: 'throttled' });
    await expect(client.deleteSession(LIVE, ID)).rejects.toMatchObject({ code: 'throttled' });
    await expect(client.fetchDecision(LIVE, ID)).resolves.toMatchObject({ kind: 'decision' });
    expect(server.requests).toHaveLength(2);
  });

  it('with a short pause is waited out by a create, once the pause fits the deadline', async () => {
    const server = await veriffServer();
    server.play(throttledFor('1'), reply(201, fixture('create-response'), signed));
    const patient = clientFor(server.url);
    const start = performance.now();

    await expect(patient.client.createSession({})).resolves.toMatchObject({ id: ID });

    expect(performance.now() - start).toBeGreaterThan(990);
    server.play(throttledFor('1'));
    const hurried = clientFor(server.url, { deadlineMs: 500 });
    await expect(hurried.client.createSession({})).rejects.toMatchObject({ code: 'throttled' });
    expect(server.requests).toHaveLength(3);
  });
});

describe('Retry-After of a 503', () => {
  it('is told to the caller where it does not fit the deadline', async () => {
    const server = await veriffServer();
    server.play(reply(503, '', { headers: { 'retry-after': '60' } }));
    const { client } = clientFor(server.url);

    await expect(client.fetchDecision(LIVE, ID)).rejects.toMatchObject({
      code: 'unavailable',
      retryAfterSeconds: 60,
    });
    expect(server.requests).toHaveLength(1);
  });
});

describe('retryAfterSeconds', () => {
  const now = Date.parse('2026-03-02T10:00:00Z');

  it.each([
    ['0', 0],
    ['120', 120],
    ['Mon, 02 Mar 2026 10:00:30 GMT', 30],
    ['Mon, 02 Mar 2026 09:00:00 GMT', 0],
    ['999999999', 86_400],
    ['Mon, 02 Mar 2099 10:00:30 GMT', 86_400],
    ['-1', undefined],
    ['1.5', undefined],
    ['1e3', undefined],
    ['', undefined],
    ['soon', undefined],
    ['2026-03-02T10:00:30Z', undefined],
    ['Jan 1 2030 (x)', undefined],
    ['Mon, 99 Xyz 2026 10:00:30 GMT', undefined],
    ['99999999999', undefined],
    [undefined, undefined],
  ])('reads %j as %j', (header, expected) => {
    expect(retryAfterSeconds(header, now)).toBe(expected);
  });
});
