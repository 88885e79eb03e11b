import type { Database } from './database.ts';
import { demonstrationSecret } from './demonstration.ts';
import type { EventLog, PublishedEvent } from './event-log.ts';
import { BUS_NAME, eventBus } from './events.ts';
import type { Surroundings } from './functions.ts';
import { listen } from './listen.ts';
import { SECRET_NAME, secretsManager } from './secrets.ts';

/** The services that the functions call, on free ports of their own. */
export interface Services {
  readonly surroundings: Surroundings;
  close(): Promise<void>;
}

/** What the services work with. */
export interface ServiceOptions {
  readonly database: Pick<Database, 'endpoint' | 'tableName'>;
  readonly events: EventLog;
  readonly now: () => number;
  readonly simulatorUrl: () => string;
  readonly onPublished: (event: PublishedEvent) => void;
}

/** Starts event bus and secrets; the database runs already. */
export async function startServices(options: ServiceOptions): Promise<Services> {
  const { database, events, now, onPublished, simulatorUrl } = options;
  const bus = await listen(eventBus({ log: events, now, onPublished }), 0);
  const secrets = await listen(
    secretsManager(() => demonstrationSecret(simulatorUrl()), now()),
    0,
  );
  return {
    surroundings: {
      dynamodb: database.endpoint,
      eventBridge: bus.url,
      secretsManager: secrets.url,
      tableName: database.tableName,
      busName: BUS_NAME,
      secretId: SECRET_NAME,
    },
    close: async () => {
      await Promise.all([bus.close(), secrets.close()]);
    },
  };
}
