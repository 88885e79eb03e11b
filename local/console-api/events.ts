import type { EventLog } from '../event-log.ts';
import { type Query, wholeNumber } from './query.ts';
import type { LocalEvent } from './wire.ts';

const LARGEST_LIMIT = 1000;

/** What was published, oldest first, each with how often its change had been published by then. */
export function eventsWithTimes(
  log: EventLog,
  query: Query<'session' | 'after' | 'limit'>,
): readonly LocalEvent[] {
  const session = query.get('session');
  const after = query.get('after');
  const bounds = { min: 0, max: Number.MAX_SAFE_INTEGER };
  const found = log.list({
    ...(session !== undefined && { session }),
    ...(after !== undefined && { after: wholeNumber('after', after, bounds) }),
    limit: wholeNumber('limit', query.get('limit') ?? '100', { min: 1, max: LARGEST_LIMIT }),
  });
  return found.map((event) => ({ ...event, times: log.timesUntil(event) }));
}
