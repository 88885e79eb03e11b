import type { EpochMs, IntegrationName } from '../../domain/ids.ts';

/** Where Veriff's 429 names no time (it documents none), this long. */
export const DEFAULT_RETRY_AFTER = 10;

/** Remembers who has been told 429, so that further calls of this container do not even try. */
export interface Throttle {
  /** Seconds to wait, or undefined where Veriff may be asked. */
  waitSeconds(integration: IntegrationName, lane: Lane): number | undefined;
  hold(integration: IntegrationName, lane: Lane, seconds: number): void;
}

/** DELETE has a limit of its own (Veriff docs: v1sessionsid-3: 5 an hour) that must not stop the other calls. */
export type Lane = 'erasure' | 'other';

/** A memory of 429 answers by integration and lane; lives as long as the container. */
export function throttle(now: () => EpochMs): Throttle {
  const until = new Map<string, EpochMs>();
  return {
    waitSeconds(integration, lane) {
      const rest = (until.get(`${lane} ${integration}`) ?? 0) - now();
      return rest > 0 ? Math.ceil(rest / 1000) : undefined;
    },
    hold(integration, lane, seconds) {
      until.set(`${lane} ${integration}`, now() + seconds * 1000);
    },
  };
}
