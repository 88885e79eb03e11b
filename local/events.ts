import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { AwsError, type AwsOperation, awsJsonService, NEVER } from './aws-json.ts';
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
  readonly onPublished: (event: PublishedEvent, caller: string) => void;
  /** What a fault does to a call: takes none of its entries, answers nothing of use, or kills the caller. */
  readonly judge?: (call: BusCall) => BusVerdict;
  /** A call that was to be done before its caller dies has been done. */
  readonly onDone?: (caller: string) => void;
}

/** A call of the bus before it is done. */
export interface BusCall {
  readonly caller: string;
  readonly entries: readonly unknown[];
}

export type BusVerdict = 'pass' | 'refused' | 'down' | 'die-before' | 'die-after';

type Unnumbered = Omit<PublishedEvent, 'seq'>;
type Taken = { readonly event: Unnumbered } | { readonly code: string; readonly message: string };

/** Takes `PutEvents` as EventBridge does: an entry that it cannot take is refused alone. */
export function eventBus(options: EventBusOptions): RequestListener {
  const { judge = () => 'pass', onDone } = options;
  const putEvents: AwsOperation = async ({ Entries: entries }, caller) => {
    if (!isBatch(entries)) {
      throw new AwsError('ValidationException', `Entries takes 1 to ${MOST_ENTRIES}`);
    }
    const verdict = judge({ caller, entries });
    if (verdict === 'die-before') return NEVER;
    if (verdict === 'down') throw new AwsError('InternalException', 'The bus is down.', 500);
    if (verdict === 'refused') return resultOf(entries.map(() => REFUSED));
    const taken = await keep(options, entries, caller);
    if (verdict === 'pass') return resultOf(taken);
    onDone?.(caller);
    return NEVER;
  };
  return awsJsonService({ 'AWSEvents.PutEvents': putEvents }, options.now);
}

function isBatch(entries: unknown): entries is readonly unknown[] {
  return isList(entries) && entries.length >= 1 && entries.length <= MOST_ENTRIES;
}

async function keep(
  { log, now, onPublished }: EventBusOptions,
  entries: readonly unknown[],
  caller: string,
): Promise<readonly Taken[]> {
  const taken = takeAll(entries, now());
  const good = taken.flatMap((each) => ('event' in each ? [each.event] : []));
  for (const event of await log.append(good)) onPublished(event, caller);
  return taken;
}

function takeAll(entries: readonly unknown[], now: number): readonly Taken[] {
  const publishedAt = new Date(now).toISOString();
  return entries.map((entry) => take(entry, publishedAt));
}

function resultOf(taken: readonly Taken[]): object {
  const failed = taken.filter((each) => 'code' in each).length;
  return { FailedEntryCount: failed, Entries: taken.map(result) };
}

const REFUSED: Taken = { code: 'ThrottlingException', message: 'Rate exceeded' };

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
