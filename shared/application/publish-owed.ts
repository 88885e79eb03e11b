import { StoreUnavailable } from '../domain/failure.ts';
import type { EpochMs } from '../domain/ids.ts';
import { eventOf, markPublished, postponePublication } from '../domain/outbox.ts';
import type { Session } from '../domain/session.ts';
import type { Publisher } from '../ports/publisher.ts';
import type { SessionStore } from '../ports/session-store.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import { untilUncontended } from './until-uncontended.ts';

export interface PublishPorts {
  readonly store: SessionStore;
  readonly publisher: Publisher;
  readonly telemetry: Telemetry;
  readonly now: () => EpochMs;
}

async function publishOutbox(publisher: Publisher, session: Session): Promise<ReadonlySet<number>> {
  const events = session.outbox.map((owed) => eventOf(session, owed));
  const taken = await publisher.publish(events);
  const published = session.outbox.filter((_, at) => taken.has(events[at]?.id ?? ''));
  return new Set(published.map((owed) => owed.version));
}

/**
 * Removes published versions from the outbox of whatever the record has become meanwhile; nothing is written where another
 * writer has removed them already.
 */
async function mark(
  { store, now }: PublishPorts,
  session: Session,
  versions: ReadonlySet<number>,
): Promise<Session> {
  let read: Session | undefined = session;
  return untilUncontended(async () => {
    const held = read ?? (await store.load(session.id, now()));
    read = undefined;
    if (held?.kind !== 'session') return session;
    if (!held.outbox.some(({ version }) => versions.has(version))) return held;
    const next = markPublished(held, versions);
    return (await store.save(next, held, now())) === 'saved' ? next : undefined;
  });
}

/**
 * Publishes what a session's outbox holds and takes it out of the outbox. Answers the session as it
 * is then; what could not be published is still owed.
 */
async function publishOwed(ports: PublishPorts, session: Session): Promise<Session> {
  if (session.outbox.length === 0) return session;
  const versions = await publishOutbox(ports.publisher, session);
  return versions.size === 0 ? session : mark(ports, session, versions);
}

/**
 * The writer's way to publish, right after its write. The change is durable, so a table that fails now
 * fails nobody: whatever is still owed is the sweep's.
 */
export async function publishNow(ports: PublishPorts, session: Session): Promise<Session> {
  try {
    return await publishOwed(ports, session);
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    ports.telemetry.note('warn', 'publication left to the sweep', { sessionId: session.id });
    return session;
  }
}

/** The sweep's way to publish: what fails is put off, with backoff, and given up after 30 days, which is counted. */
export async function publishOrPostpone(ports: PublishPorts, session: Session): Promise<Session> {
  const { store, telemetry, now } = ports;
  const startedAt = now();
  if (!session.outbox.some((owed) => owed.dueAt <= startedAt)) return session;
  const oldest = Math.min(...session.outbox.map(({ at }) => at));
  telemetry.measure('OutboxOldestSeconds', (startedAt - oldest) / 1000, {});
  const after = await publishOwed(ports, session);
  if (after.outbox.length === 0) return after;
  const postponed = postponePublication(after, now());
  if ((await store.save(postponed, after, now())) === 'conflict') return after;
  if (postponed.outbox.length < after.outbox.length) {
    telemetry.count('DebtAbandoned', {});
    telemetry.note('error', 'debt given up', { sessionId: session.id, kind: 'publication' });
  }
  return postponed;
}
