import type { SessionEvent } from '../domain/outbox.ts';

/** Tells the outside of accepted changes, at least once; consumers tell repetitions by the event's id. */
export interface Publisher {
  /** Answers the ids of the events that were taken; those that were not stay owed. Does not throw. */
  publish(events: readonly SessionEvent[]): Promise<ReadonlySet<string>>;
}
