import middy from '@middy/core';
import { dynamodbClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamodbIdempotencyStore } from '../../shared/adapters/dynamodb/idempotency-store.ts';
import { dynamodbSessionStore } from '../../shared/adapters/dynamodb/session-store.ts';
import { readEnvironment } from '../../shared/adapters/runtime/environment.ts';
import { processTelemetry } from '../../shared/adapters/runtime/process-telemetry.ts';
import { warmUpOf } from '../../shared/adapters/warm-up.ts';
import { clientApi } from '../http/middleware.ts';
import { eraseSessionHandler } from './handler.ts';

const environment = readEnvironment(process.env, ['table', 'metricNamespace']);
const telemetry = processTelemetry('erase-session', environment);
const table = { client: dynamodbClient(), tableName: environment.table, telemetry };

export const handler = middy(
  eraseSessionHandler({
    store: dynamodbSessionStore(table),
    claims: dynamodbIdempotencyStore(table),
    now: () => Date.now(),
  }),
).use(clientApi(telemetry, 'DELETE /v1/sessions/{id}'));

export const warmUp = warmUpOf(table);
