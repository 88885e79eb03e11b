import { randomUUID } from 'node:crypto';
import middy from '@middy/core';
import { dynamodbClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamodbIdempotencyStore } from '../../shared/adapters/dynamodb/idempotency-store.ts';
import { dynamodbSessionStore } from '../../shared/adapters/dynamodb/session-store.ts';
import { eventbridgeClient } from '../../shared/adapters/eventbridge/client.ts';
import { eventbridgePublisher } from '../../shared/adapters/eventbridge/publisher.ts';
import { digest } from '../../shared/adapters/runtime/digest.ts';
import { readEnvironment } from '../../shared/adapters/runtime/environment.ts';
import { processTelemetry } from '../../shared/adapters/runtime/process-telemetry.ts';
import { managedSecrets } from '../../shared/adapters/runtime/secrets-manager.ts';
import { veriffClient } from '../../shared/adapters/veriff/client.ts';
import { warmUpOf } from '../../shared/adapters/warm-up.ts';
import { ENVIRONMENT } from '../../shared/contract/environment.ts';
import { clientApi } from '../http/middleware.ts';
import { createSessionHandler } from './handler.ts';

const environment = readEnvironment(process.env, ['table', 'secret', 'bus', 'metricNamespace']);
const telemetry = processTelemetry('create-session', environment);
const now = () => Date.now();
const table = { client: dynamodbClient(), tableName: environment.table, telemetry };
const secrets = managedSecrets({ secretId: environment.secret, now, telemetry });

export const handler = middy(
  createSessionHandler({
    store: dynamodbSessionStore(table),
    claims: dynamodbIdempotencyStore(table),
    veriff: veriffClient({ secrets, telemetry, now }),
    publisher: eventbridgePublisher({
      client: eventbridgeClient(),
      busName: environment.bus,
      telemetry,
    }),
    telemetry,
    now,
    digest,
    newOwner: randomUUID,
    callbackHosts: (process.env[ENVIRONMENT.callbackHosts] ?? '').split(',').filter(Boolean),
  }),
).use(clientApi(telemetry, 'POST /v1/sessions'));

export const warmUp = warmUpOf(table, secrets);
