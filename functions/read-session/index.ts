import middy from '@middy/core';
import { dynamodbClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamodbSessionStore } from '../../shared/adapters/dynamodb/session-store.ts';
import { readEnvironment } from '../../shared/adapters/runtime/environment.ts';
import { processTelemetry } from '../../shared/adapters/runtime/process-telemetry.ts';
import { warmUpOf } from '../../shared/adapters/warm-up.ts';
import { clientApi } from '../http/middleware.ts';
import { readSessionHandler } from './handler.ts';

const environment = readEnvironment(process.env, ['table', 'metricNamespace']);
const telemetry = processTelemetry('read-session', environment);
const table = { client: dynamodbClient(), tableName: environment.table, telemetry };
const store = dynamodbSessionStore(table);

export const handler = middy(readSessionHandler({ store, now: () => Date.now() })).use(
  clientApi(telemetry, 'GET /v1/sessions/{id}'),
);

export const warmUp = warmUpOf(table);
