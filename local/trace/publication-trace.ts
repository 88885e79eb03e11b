import type { FunctionName } from '../../shared/contract/routes.ts';
import type { PublishedEvent } from '../event-log.ts';
import { microseconds } from '../microseconds.ts';
import { present } from '../present.ts';
import { isSessionId, partyOf } from './parties.ts';
import type { Untold } from './seen.ts';

/** An event that the bus took. */
export function publicationMessage(
  event: PublishedEvent,
  name: FunctionName | undefined,
  invocation: string | undefined,
): Untold {
  const { sessionId, id } = event.detail;
  return {
    ...present({ session: isSessionId(sessionId) ? sessionId : undefined, invocation }),
    at: event.publishedAt,
    order: microseconds(),
    from: name === undefined ? 'api' : partyOf(name),
    to: 'bus',
    kind: 'publication',
    label: event.detailType,
    outcome: 'ok',
    result: typeof id === 'string' ? `v${id.split(':').at(-1) ?? ''}` : 'published',
    seen: { type: 'publication', event: event.detail },
  };
}
