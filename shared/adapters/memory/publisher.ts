import type { SessionEvent } from '../../domain/outbox.ts';
import type { Publisher } from '../../ports/publisher.ts';

/** A publisher that keeps what it was given, in order, repetitions included. */
export interface MemoryPublisher extends Publisher {
  readonly published: readonly SessionEvent[];
  /** From now on events for which this holds are not taken; without an argument, all are again. */
  refuse(isRefused?: (event: SessionEvent) => boolean): void;
}

const takesAll = (_: SessionEvent): boolean => false;

/** The event bus for tests. */
export function memoryPublisher(): MemoryPublisher {
  const published: SessionEvent[] = [];
  let isRefused = takesAll;
  return {
    published,
    refuse(refused = takesAll) {
      isRefused = refused;
    },
    async publish(events) {
      const taken = events.filter((event) => !isRefused(event));
      published.push(...taken);
      return new Set(taken.map(({ id }) => id));
    },
  };
}
