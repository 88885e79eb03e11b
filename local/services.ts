import type { Database } from './database.ts';
import type { EventLog, PublishedEvent } from './event-log.ts';
import { BUS_NAME, type BusCall, type BusVerdict, eventBus } from './events.ts';
import type { Surroundings } from './functions.ts';
import { listen } from './listen.ts';
import { SECRET_NAME, type SecretAnswer, secretsManager } from './secrets.ts';
import { type VeriffFrontOptions, veriffFront } from './veriff-front.ts';

/** The services that the functions call, on free ports of their own. */
export interface Services {
  readonly surroundings: Surroundings;
  close(): Promise<void>;
}

/** Who sees the calls of the services, and lets faults strike. */
export interface ServiceWatch {
  /** What the secret is to a caller; `veriffUrl` is where that caller finds Veriff. */
  readonly secret: (caller: string, veriffUrl: string) => SecretAnswer;
  readonly judgeBus: (call: BusCall) => BusVerdict;
  readonly onPublished: (event: PublishedEvent, caller: string) => void;
  /** A call was done after which its caller has to die. */
  readonly onDone: (caller: string) => void;
  readonly judgeVeriff: VeriffFrontOptions['judge'];
  readonly onVeriff: VeriffFrontOptions['onExchange'];
}

/** What the services work with. */
export interface ServiceOptions {
  readonly database: Pick<Database, 'endpoint' | 'tableName'>;
  readonly events: EventLog;
  readonly now: () => number;
  readonly simulatorUrl: () => string;
  readonly watch: ServiceWatch;
}

/** Starts event bus, secrets and the front before Veriff; the database runs already. */
export async function startServices(options: ServiceOptions): Promise<Services> {
  const { database, events, now, simulatorUrl, watch } = options;
  const { judgeBus, onPublished, onDone } = watch;
  const passing = veriffFront({
    target: simulatorUrl,
    now,
    judge: watch.judgeVeriff,
    onExchange: watch.onVeriff,
    onDone,
  });
  const veriff = await listen(passing, 0);
  const bus = await listen(eventBus({ log: events, now, onPublished, judge: judgeBus, onDone }), 0);
  const secrets = await listen(
    // The path tells who calls Veriff.
    secretsManager((caller) => watch.secret(caller, `${veriff.url}/${caller}`), now),
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
      passing.close();
      await Promise.all([veriff.close(), bus.close(), secrets.close()]);
    },
  };
}
