import { readWebhook } from '../../shared/adapters/veriff/wire.ts';
import type { PublishPorts } from '../../shared/application/publish-owed.ts';
import { type Recorded, recordObservation } from '../../shared/application/record-observation.ts';
import type { IntegrationName, SessionId } from '../../shared/domain/ids.ts';
import type { Telemetry } from '../../shared/ports/telemetry.ts';
import { type Answer, json } from '../http/answer.ts';
import { bodyBytes, isJson } from '../http/body.ts';
import { ProblemError } from '../http/problem.ts';
import { headerValues, type Request } from '../http/request.ts';
import { type AuthenticPorts, authenticIntegration } from './authentic.ts';

export type WebhookPorts = PublishPorts & AuthenticPorts;

/** The largest webhook that is read, in bytes: refused before its signature is computed. */
const LARGEST_WEBHOOK = 256 * 1024;

/** Veriff repeats whatever is not answered with exactly 200 every hour for seven days. */
const ACCEPTED = json(200, { status: 'ok' });

function readableBytes(request: Request): Uint8Array {
  const encodings = headerValues(request, 'content-encoding');
  if (encodings.some((encoding) => encoding.toLowerCase() !== 'identity')) {
    throw new ProblemError('unsupported-media-type', { detail: 'Send the body unencoded.' });
  }
  const bytes = bodyBytes(request);
  if (bytes.length > LARGEST_WEBHOOK) {
    throw new ProblemError('too-large', { detail: `The limit is ${LARGEST_WEBHOOK} bytes.` });
  }
  return bytes;
}

function readMessage(request: Request, bytes: Uint8Array) {
  const types = headerValues(request, 'content-type');
  if (types.length !== 1 || !isJson(types[0])) {
    throw new ProblemError('unsupported-media-type', { detail: 'Send application/json.' });
  }
  const message = readWebhook(bytes);
  if (message.kind === 'unreadable') {
    throw new ProblemError('invalid-request', {
      errors: [{ pointer: '', detail: `the body cannot be read: ${message.why}` }],
    });
  }
  return message;
}

function report(telemetry: Telemetry, sessionId: SessionId, recorded: Recorded): void {
  if (recorded.kind === 'unchanged') telemetry.count('WebhookUnchanged', { reason: recorded.why });
  if (recorded.kind === 'refused') telemetry.count('IntegrationMismatch', {});
  if (recorded.kind === 'unknown-session') telemetry.count('UnknownSession', {});
  const reason = 'why' in recorded ? { reason: recorded.why } : {};
  telemetry.note('info', 'webhook', { sessionId, outcome: recorded.kind, ...reason });
}

async function accept(
  ports: WebhookPorts,
  message: ReturnType<typeof readMessage>,
  integration: IntegrationName,
): Promise<void> {
  ports.telemetry.count('WebhookReceived', { kind: message.kind });
  if (message.kind === 'unknown') ports.telemetry.count('UnknownMessage', {});
  if (!('observation' in message)) return;
  const observation = { ...message.observation, integration };
  const { sessionId: id } = message;
  report(ports.telemetry, id, await recordObservation(ports, { id, observation }));
}

/**
 * `POST /webhooks/veriff`, every kind of Veriff's webhooks: the bytes are verified, then parsed, then
 * trusted. 200 once the change is durable, or where there is nothing to change.
 */
export function receiveWebhookHandler(ports: WebhookPorts) {
  return async (request: Request): Promise<Answer> => {
    const bytes = readableBytes(request);
    const integration = await authenticIntegration(ports, request, bytes);
    await accept(ports, readMessage(request, bytes), integration);
    return ACCEPTED;
  };
}
