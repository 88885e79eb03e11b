import middy from '@middy/core';
import { createSessionHandler } from '../../functions/create-session/handler.ts';
import { eraseSessionHandler } from '../../functions/erase-session/handler.ts';
import type { Answer } from '../../functions/http/answer.ts';
import { clientApi, webhookApi } from '../../functions/http/middleware.ts';
import { listSessionsHandler } from '../../functions/list-sessions/handler.ts';
import { readSessionHandler } from '../../functions/read-session/handler.ts';
import { receiveWebhookHandler } from '../../functions/receive-webhook/handler.ts';
import { digest } from '../../shared/adapters/runtime/digest.ts';
import { secretsSource } from '../../shared/adapters/runtime/secrets.ts';
import { veriffAuthenticator } from '../../shared/adapters/veriff/authenticator.ts';
import { world as applicationWorld } from '../application/world.ts';
import { type ApiRequest, apiEvent, context } from '../support/api-event.ts';

/** The demonstration values of the fixtures. */
export const API_KEY = '74eb17ae-3796-4f3a-87d5-d05c8fd6617e';
export const SHARED_SECRET = '475365ad-495a-4534-82f0-d273f3fe2b16';

export const SECRET = {
  integrations: [
    {
      name: 'live',
      apiKey: API_KEY,
      baseUrl: 'https://stationapi.veriff.com',
      sharedSecrets: [{ value: SHARED_SECRET }],
    },
    {
      name: 'test',
      apiKey: '0f6a3b8d-0000-4000-8000-000000000001',
      baseUrl: 'https://stationapi.veriff.com',
      sharedSecrets: [{ value: 'another-shared-secret-of-36-characters' }],
    },
  ],
};

/** An answer with its body read. */
export interface Answered extends Answer {
  readonly json: unknown;
}

function answered(answer: Answer): Answered {
  return { ...answer, json: answer.body === '' ? undefined : JSON.parse(answer.body) };
}

/** Every function of both APIs in its middleware, over one memory world. */
export function world({
  callbackHosts = [] as readonly string[],
  secret = JSON.stringify(SECRET),
} = {}) {
  const there = applicationWorld();
  const { ports } = there;
  const { telemetry, now } = ports;
  const held = { secret, reads: 0 };
  const fetchSecret = async () => {
    held.reads += 1;
    return { text: held.secret };
  };
  const secrets = secretsSource({ fetchSecret, now, telemetry });
  const functions = {
    create: middy(createSessionHandler({ ...ports, digest, callbackHosts })).use(
      clientApi(telemetry, 'POST /v1/sessions'),
    ),
    read: middy(readSessionHandler(ports)).use(clientApi(telemetry, 'GET /v1/sessions/{id}')),
    list: middy(listSessionsHandler({ ...ports, digest })).use(
      clientApi(telemetry, 'GET /v1/sessions'),
    ),
    erase: middy(eraseSessionHandler(ports)).use(clientApi(telemetry, 'DELETE /v1/sessions/{id}')),
    webhook: middy(
      receiveWebhookHandler({ ...ports, authenticator: veriffAuthenticator({ secrets, now }) }),
    ).use(webhookApi(telemetry, 'POST /webhooks/veriff')),
  };
  return {
    ...there,
    /** The secret as it stands in Secrets Manager, and how often it was read. */
    held,
    /** As Lambda calls them, with events of any shape. */
    functions,
    async call(name: keyof typeof functions, request: ApiRequest): Promise<Answered> {
      return answered(await functions[name](apiEvent(request), context));
    },
  };
}
