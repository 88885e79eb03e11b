import type { RouteMatch } from './gateway-routes.ts';
import { isRecord, parseJson } from './json.ts';
import type { Message } from './messages.ts';
import { webhookWords } from './trace/webhook-words.ts';

type Call = Pick<Message, 'from' | 'to' | 'what'> & Partial<Pick<Message, 'session'>>;

/** How a call through the front reads on its line: who, what, and whose session. */
export function describeCall(
  { route, pathParameters }: RouteMatch,
  body: Buffer,
  answer?: Buffer,
): Call {
  if (route.api === 'webhook') {
    const { label, id } = webhookWords(body);
    return { from: 'veriff', to: 'webhook', what: label, ...(id !== undefined && { session: id }) };
  }
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
