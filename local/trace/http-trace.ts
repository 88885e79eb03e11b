import type { GatewayExchange } from '../gateway.ts';
import { describeCall } from '../gateway-message.ts';
import { present } from '../present.ts';
import { isSessionId } from './parties.ts';
import { type SeenHttp, type SeenMessage, seenMessage, type Untold } from './seen.ts';
import { checkSignature, type NamedSecret } from './signature-check.ts';
import type { Trace } from './trace.ts';
import { problemText, type WebhookFacts, webhookVerdict } from './webhook-verdict.ts';
import { type WebhookWords, webhookWords } from './webhook-words.ts';

/** What the front's part of the trace needs to know. */
export interface HttpTraceParts {
  readonly trace: Trace;
  readonly secrets: readonly NamedSecret[];
  /** Veriff's time of the decision that we hold. */
  readonly heldDecidedAt: (session: string) => string | undefined;
}

/**
 * Takes down what came through the front: a call of the client API as two messages, a webhook as one. Answers the session
 * of a webhook that was refused.
 */
export function traceExchange(
  parts: HttpTraceParts,
  exchange: GatewayExchange,
): string | undefined {
  const { trace } = parts;
  const messages =
    exchange.match.route.api === 'webhook' ? [webhook(parts, exchange)] : call(exchange);
  const session = messages[0]?.session;
  if (exchange.ran !== undefined) trace.release(exchange.ran.invocation, session);
  for (const message of messages) {
    const isUnnamed = message.kind === 'webhook' && message.session === undefined;
    if (isUnnamed) trace.tellUnnamed(message);
    else trace.tell(message);
  }
  return messages.find(({ kind, outcome }) => kind === 'webhook' && outcome === 'refused')?.session;
}

function requestOf({ match, target, rawHeaders, body }: GatewayExchange): SeenMessage {
  return seenMessage(`${match.route.method} ${target}`, rawHeaders, body);
}

function answerOf({ status, answer }: GatewayExchange): SeenMessage {
  const headers = [...(answer?.headers ?? [])].flatMap(([name, values]) =>
    values.flatMap((value) => [name, value]),
  );
  return seenMessage(String(status), headers, answer?.body ?? Buffer.alloc(0));
}

function tied({ ran }: GatewayExchange): Pick<Untold, 'invocation'> {
  return ran === undefined ? {} : { invocation: ran.invocation };
}

function call(exchange: GatewayExchange): readonly Untold[] {
  const { at, startedAt, milliseconds, status, match, body, answer, ran } = exchange;
  const { what, session } = describeCall(match, body, answer?.body);
  const common = { ...(isSessionId(session) && { session }), ...tied(exchange) };
  const why = whyNot(exchange);
  return [
    {
      ...common,
      at: new Date(at).toISOString(),
      order: startedAt,
      from: 'backend',
      to: 'api',
      kind: 'request',
      label: what,
      outcome: 'ok',
      seen: { type: 'http', request: requestOf(exchange) },
    },
    {
      ...common,
      at: new Date(at + milliseconds).toISOString(),
      order: startedAt + 1000 * milliseconds,
      from: 'api',
      to: 'backend',
      kind: 'answer',
      label: String(status),
      outcome: outcomeOf(exchange),
      result: String(status),
      milliseconds,
      ...(why !== undefined && { why }),
      seen: { type: 'http', answer: answerOf(exchange), log: ran?.log ?? '' },
    },
  ];
}

function outcomeOf(exchange: GatewayExchange): Untold['outcome'] {
  if (exchange.status >= 500) return 'failed';
  if (exchange.status >= 400) return 'refused';
  return isReplay(exchange) || exchange.status === 304 ? 'unchanged' : 'ok';
}

function isReplay({ answer }: GatewayExchange): boolean {
  return [...(answer?.headers.keys() ?? [])].some(
    (name) => name.toLowerCase() === 'idempotency-replayed',
  );
}

function whyNot(exchange: GatewayExchange): string | undefined {
  const { failure, status, answer } = exchange;
  if (failure !== undefined) return `The function failed: ${failure}.`;
  if (status >= 400) return problemText(answer?.body.toString('utf8') ?? '');
  return isReplay(exchange) ? 'The same Idempotency-Key: the same answer again.' : undefined;
}

function webhook(parts: HttpTraceParts, exchange: GatewayExchange): Untold {
  const { at, startedAt, milliseconds, status, body, ran } = exchange;
  const words = webhookWords(body);
  const seen: SeenHttp = {
    type: 'http',
    request: requestOf(exchange),
    answer: answerOf(exchange),
    isSigned: true,
    log: ran?.log ?? '',
  };
  return {
    ...(isSessionId(words.id) && { session: words.id }),
    ...tied(exchange),
    at: new Date(at).toISOString(),
    order: startedAt,
    from: 'veriff',
    to: 'webhook',
    kind: 'webhook',
    label: words.label,
    ...webhookVerdict(factsOf(parts, exchange, words)),
    result: String(status),
    milliseconds,
    seen,
  };
}

function factsOf(
  { secrets, heldDecidedAt }: HttpTraceParts,
  { status, answer, failure, ran, rawHeaders, body }: GatewayExchange,
  { id, decidedAt }: WebhookWords,
): WebhookFacts {
  return {
    status,
    answer: answer?.body.toString('utf8') ?? '',
    log: ran?.log ?? '',
    signature: () => checkSignature(rawHeaders, body, secrets),
    ...present({ failure, decidedAt, heldDecidedAt: heldDecidedAt(id ?? '') }),
  };
}
