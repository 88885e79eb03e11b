import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { reply, type Step, veriffServer } from '../../support/veriff-server.ts';
import { clientFor, ID, LIVE } from './client-world.ts';
import { fixture, SHARED_SECRET } from './vectors.ts';

const signed = { secret: SHARED_SECRET };

/** A stopwatch that only the test moves. */
function stopwatch() {
  let elapsed = 1000;
  const spy = vi.spyOn(performance, 'now').mockImplementation(() => elapsed);
  onTestFinished(() => spy.mockRestore());
  /** Veriff takes so long for one step. */
  return (milliseconds: number, step: Step): Step =>
    (response) => {
      elapsed += milliseconds;
      step(response);
    };
}

describe('the latency of Veriff', () => {
  it('is told in milliseconds, by operation', async () => {
    const taking = stopwatch();
    const server = await veriffServer();
    const { client, telemetry } = clientFor(server.url);

    server.play(taking(250, reply(201, fixture('create-response'), signed)));
    await client.createSession({});
    server.play(taking(40.5, reply(200, fixture('decision-null'), signed)));
    await client.fetchDecision(LIVE, ID);

    expect(telemetry.measures).toEqual(['VeriffLatency=250 create', 'VeriffLatency=40.5 decision']);
  });

  it('is told of every exchange, good or bad, without the pauses between them', async () => {
    const taking = stopwatch();
    const server = await veriffServer();
    const { client, telemetry } = clientFor(server.url);
    server.play(
      taking(3000, reply(503, '')),
      taking(10, (response) => response.socket?.resetAndDestroy()),
      taking(20, reply(200, fixture('decision-null'), signed)),
    );

    await client.fetchDecision(LIVE, ID);

    expect(telemetry.measures).toEqual([
      'VeriffLatency=3000 decision',
      'VeriffLatency=10 decision',
      'VeriffLatency=20 decision',
    ]);
  });
});
