import type { RouteMatch } from './gateway-routes.ts';
import { isRecord, parseJson } from './json.ts';
import type { Message } from './messages.ts';

type Call = Pick<Message, 'from' | 'to' | 'what'> & Partial<Pick<Message, 'session'>>;

/** How a call through the front reads on its line: who, what, and whose session. */
export function describeCall(
  { route, pathParameters }: RouteMatch,
  body: Buffer,
  answer?: Buffer,
): Call {
  if (route.api === 'webhook') return describeWebhook(body);
  const what = `${route.method} ${route.path}`;
  const session = pathParameters?.['id'] ?? createdSession(answer);
  return { from: 'backend', to: 'api', what, ...(session !== undefined && { session }) };
}

function createdSession(answer: Buffer | undefined): string | undefined {
  const made = parseJson(answer?.toString('utf8') ?? '');
  const verification = isRecord(made) ? made['verification'] : undefined;
  return isRecord(verification) && typeof verification['id'] === 'string'
    ? verification['id']
    : undefined;
}

/** Only what tells messages apart: kind, action or status, code. What is unreadable says so. */
function describeWebhook(body: Buffer): Call {
  const between = { from: 'veriff', to: 'webhook' } as const;
  const parsed = parseJson(body.toString('utf8'));
  if (!isRecord(parsed)) return { ...between, what: 'unreadable' };
  const verification = isRecord(parsed['verification']) ? parsed['verification'] : undefined;
  const source = verification ?? parsed;
  const kind = verification === undefined ? 'event' : 'decision';
  const words = [kind, source['status'] ?? source['action'], source['code']];
  const what = words
    .filter((word) => typeof word === 'string' || typeof word === 'number')
    .join(' ');
  const id = source['id'] ?? source['sessionId'];
  return {
    ...between,
    what: printable(what),
    ...(typeof id === 'string' && { session: printable(id) }),
  };
}

/** What came over the wire must not move the cursor or fill the screen. */
function printable(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 40);
}
