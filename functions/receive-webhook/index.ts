import middy from '@middy/core';
import { dynamodbClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamodbSessionStore } from '../../shared/adapters/dynamodb/session-store.ts';
import { eventbridgeClient } from '../../shared/adapters/eventbridge/client.ts';
import { eventbridgePublisher } from '../../shared/adapters/eventbridge/publisher.ts';
import { readEnvironment } from '../../shared/adapters/runtime/environment.ts';
import { processTelemetry } from '../../shared/adapters/runtime/process-telemetry.ts';
import { managedSecrets } from '../../shared/adapters/runtime/secrets-manager.ts';
import { veriffAuthenticator } from '../../shared/adapters/veriff/authenticator.ts';
import { warmUpOf } from '../../shared/adapters/warm-up.ts';
import { webhookApi } from '../http/middleware.ts';
import { receiveWebhookHandler } from './handler.ts';

const environment = readEnvironment(process.env, ['table', 'secret', 'bus', 'metricNamespace']);
const telemetry = processTelemetry('receive-webhook', environment);
const table = { client: dynamodbClient(), tableName: environment.table, telemetry };
const now = () => Date.now();
const secrets = managedSecrets({ secretId: environment.secret, now, telemetry });

export const handler = middy(
  receiveWebhookHandler({
    authenticator: veriffAuthenticator({ secrets, now }),
    store: dynamodbSessionStore(table),
    publisher: eventbridgePublisher({
      client: eventbridgeClient(),
      busName: environment.bus,
      telemetry,
    }),
    telemetry,
    now,
  }),
).use(webhookApi(telemetry, 'POST /webhooks/veriff'));

export const warmUp = warmUpOf(table, secrets);
