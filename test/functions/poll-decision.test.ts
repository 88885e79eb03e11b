import { describe, expect, it } from 'vitest';
import { pollDecisionHandler } from '../../functions/poll-decision/handler.ts';
import { newSession } from '../../shared/domain/create.ts';
import { StoreUnavailable, VeriffError } from '../../shared/domain/failure.ts';
import type { SessionId } from '../../shared/domain/ids.ts';
import { world } from '../application/world.ts';
import { batchAt, LINK, LIVE, MINUTE, T0, TENANT } from '../support/given.ts';

const NOW = T0 + 20 * MINUTE;

async function due(count: number) {
  const there = world();
  const ids = Array.from({ length: count }, (_, index) => `due-${index}` as SessionId);
  for (const id of ids) {
    const session = newSession({
      id,
      tenant: TENANT,
      integration: LIVE,
      link: LINK,
      createdAt: T0,
    });
    await there.ports.store.insert({ ...session, outbox: [] }, T0);
  }
  there.at(NOW);
  return { ...there, ids, settle: pollDecisionHandler(there.ports) };
}

describe('a batch of the sweep', () => {
  it('settles every record that owes something', async () => {
    const { settle, ids, ports } = await due(25);

    expect(await settle(batchAt(NOW, ...ids))).toEqual({
      settled: 25,
      failed: 0,
      stop: false,
    });
    expect(ports.veriff.calls).toHaveLength(25);
  });

  it('tells by how many seconds its oldest debt is late, and nothing where nothing is due', async () => {
    const { settle, ids, ports, at } = await due(5);
    await settle(batchAt(NOW, ...ids.slice(1)));
    at(NOW + 3 * MINUTE + 500);

    await settle(batchAt(NOW + 3 * MINUTE, ...ids));
    await settle(batchAt(NOW));

    // All were due after 15 minutes, at 20 all but the first are paid, and those owe nothing before 22.5.
    expect(ports.telemetry.measured).toEqual(['OldestDueSeconds=300', 'OldestDueSeconds=480.5']);
  });

  it('counts the debt that it cannot pay among the late ones', async () => {
    const { settle, ids, ports } = await due(2);
    ports.store.save = async () => {
      throw new StoreUnavailable(new Error('scripted'));
    };

    await settle(batchAt(NOW, ...ids));

    expect(ports.telemetry.measured).toEqual(['OldestDueSeconds=300']);
  });

  it("leaves one record's trouble to that record", async () => {
    const { settle, ids, ports } = await due(10);
    const load = ports.store.load.bind(ports.store);
    ports.store.load = async (id, now) => {
      if (id === 'due-3') throw new StoreUnavailable(new Error('scripted'));
      return load(id, now);
    };

    expect(await settle(batchAt(NOW, ...ids))).toEqual({
      settled: 9,
      failed: 1,
      stop: false,
    });
    expect(ports.telemetry.counted).toContain('PollOutcome error');
  });

  it('stops asking and ends the run when Veriff wants to be left alone', async () => {
    const { settle, ids, ports } = await due(25);
    ports.veriff.decision = async () => {
      throw new VeriffError('throttled', { retryable: true, retryAfterSeconds: 60 });
    };

    const { stop } = await settle(batchAt(NOW, ...ids));

    expect(stop).toBe(true);
    expect(ports.veriff.calls.length).toBeLessThanOrEqual(5);
  });

  it('does nothing and ends the run when the time of the run is up', async () => {
    const { settle, ids, ports } = await due(5);
    const sentAt = new Date(NOW + 50_000).toISOString();

    expect(await settle({ ...batchAt(NOW, ...ids), sentAt })).toEqual({
      settled: 0,
      failed: 0,
      stop: true,
    });
    expect(ports.veriff.calls).toEqual([]);
  });

  it.each([
    ['ahead', 20 * MINUTE],
    ['behind', -20 * MINUTE],
  ])('pays all the same where its clock is %s of the one of the state machine', async (_, skew) => {
    const { settle, ids } = await due(5);

    expect(await settle(batchAt(NOW - skew, ...ids))).toEqual({
      settled: 5,
      failed: 0,
      stop: false,
    });
  });

  it('begins nothing more as soon as the time that was left has passed', async () => {
    const { settle, ids, ports, at } = await due(15);
    const sentAt = new Date(NOW + 40_000).toISOString();
    ports.veriff.decision = async () => {
      at(NOW + 10_000);
      return undefined;
    };

    const { settled, stop } = await settle({ ...batchAt(NOW, ...ids), sentAt });

    expect([settled, stop]).toEqual([5, true]);
  });

  it('passes over what cannot be the id of a session', async () => {
    const { settle, ports } = await due(0);

    expect(await settle(batchAt(NOW, '../x', ''))).toEqual({
      settled: 0,
      failed: 0,
      stop: false,
    });
    expect(ports.veriff.calls).toEqual([]);
  });
});
