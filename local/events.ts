import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { AwsError, awsJsonService } from './aws-json.ts';
import type { EventLog, PublishedEvent } from './event-log.ts';
import { isList, isRecord, parseJson } from './json.ts';

/** The name of the local bus. */
export const BUS_NAME = 'veriff-sessions';

const MOST_ENTRIES = 10;

/** What the bus works with. */
export interface EventBusOptions {
  readonly log: EventLog;
  /** Virtual time, ms since 1970. */
  readonly now: () => number;
  readonly onPublished: (event: PublishedEvent) => void;
}

type Unnumbered = Omit<PublishedEvent, 'seq'>;
type Taken = { readonly event: Unnumbered } | { readonly code: string; readonly message: string };

/** Takes `PutEvents` as EventBridge does: an entry that it cannot take is refused alone. */
export function eventBus({ log, now, onPublished }: EventBusOptions): RequestListener {
  return awsJsonService({
    'AWSEvents.PutEvents': async ({ Entries: entries }) => {
      if (!isList(entries) || entries.length < 1 || entries.length > MOST_ENTRIES) {
        throw new AwsError('ValidationException', `Entries takes 1 to ${MOST_ENTRIES}`);
      }
      const publishedAt = new Date(now()).toISOString();
      const taken = entries.map((entry) => take(entry, publishedAt));
      const good = taken.flatMap((each) => ('event' in each ? [each.event] : []));
      for (const event of await log.append(good)) onPublished(event);
      return { FailedEntryCount: taken.length - good.length, Entries: taken.map(result) };
    },
  });
}

function take(entry: unknown, publishedAt: string): Taken {
  if (!isRecord(entry)) return { code: 'InvalidArgument', message: 'the entry is no object' };
  const { Source: source, DetailType: detailType, Detail: text, EventBusName: bus } = entry;
  if (bus !== BUS_NAME)
    return { code: 'ResourceNotFoundException', message: `no bus ${String(bus)}` };
  if (typeof source !== 'string' || typeof detailType !== 'string') {
    return { code: 'InvalidArgument', message: 'Source and DetailType are texts' };
  }
  const detail = parseJson(typeof text === 'string' ? text : '');
  if (!isRecord(detail)) return { code: 'MalformedDetail', message: 'Detail is malformed.' };
  return { event: { publishedAt, source, detailType, detail } };
}

function result(taken: Taken): object {
  return 'event' in taken
    ? { EventId: randomUUID() }
    : { ErrorCode: taken.code, ErrorMessage: taken.message };
}
