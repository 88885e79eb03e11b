import { describe, expect, it } from 'vitest';
import { memoryPublisher } from '../../../shared/adapters/memory/publisher.ts';
import { eventOf } from '../../../shared/domain/outbox.ts';
import { after, FIRST, started } from '../../support/given.ts';

const session = after(started(FIRST));
const events = session.outbox.map((owed) => eventOf(session, owed));
const [created, begun] = events.map(({ id }) => id);

describe('the bus in memory', () => {
  it('keeps what it is given, repetitions included', async () => {
    const bus = memoryPublisher();

    expect(await bus.publish(events)).toStrictEqual(new Set([created, begun]));
    await bus.publish(events.slice(0, 1));

    expect(bus.published.map(({ id }) => id)).toStrictEqual([created, begun, created]);
  });

  it('refuses what it is told to, and takes all again after that', async () => {
    const bus = memoryPublisher();
    bus.refuse(({ id }) => id === created);
    expect(await bus.publish(events)).toStrictEqual(new Set([begun]));

    bus.refuse();

    expect(await bus.publish(events)).toStrictEqual(new Set([created, begun]));
  });
});
