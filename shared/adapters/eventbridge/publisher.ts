import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { thrownName } from '../../domain/failure.ts';
import type { SessionEvent } from '../../domain/outbox.ts';
import type { Publisher } from '../../ports/publisher.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import { entryOf } from './entry.ts';

/** The bus, and what to reach it with. */
export interface EventbridgeBus {
  readonly client: EventBridgeClient;
  readonly busName: string;
  readonly telemetry?: Telemetry;
}

/** `PutEvents` takes no more entries in one call. */
const MOST_ENTRIES = 10;

function chunksOf(events: readonly SessionEvent[]): readonly (readonly SessionEvent[])[] {
  const count = Math.ceil(events.length / MOST_ENTRIES);
  return Array.from({ length: count }, (_, index) =>
    events.slice(index * MOST_ENTRIES, (index + 1) * MOST_ENTRIES),
  );
}

/**
 * Publishes on an EventBridge bus. An event counts as taken only where the bus gave it an id of its
 * own: `PutEvents` answers 200 even if it took none. What was not taken is counted and stays owed.
 */
export function eventbridgePublisher({ client, busName, telemetry }: EventbridgeBus): Publisher {
  async function taken(events: readonly SessionEvent[]): Promise<readonly string[]> {
    const Entries = events.map((event) => entryOf(event, busName));
    const { Entries: results = [] } = await client.send(new PutEventsCommand({ Entries }));
    return events.filter((_, at) => results[at]?.EventId !== undefined).map(({ id }) => id);
  }

  async function put(events: readonly SessionEvent[]): Promise<readonly string[]> {
    const ids = await taken(events).catch((error: unknown) => {
      const errorName = thrownName(error);
      telemetry?.note('warn', 'publication failed', { errorName, failed: events.length });
      return [];
    });
    for (let missing = events.length - ids.length; missing > 0; missing -= 1) {
      telemetry?.count('PublishFailed', {});
    }
    return ids;
  }

  return {
    async publish(events) {
      const ids = await Promise.all(chunksOf(events).map(put));
      return new Set(ids.flat());
    },
  };
}
