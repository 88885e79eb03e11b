import middy from '@middy/core';
import { dynamodbClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamodbSessionStore } from '../../shared/adapters/dynamodb/session-store.ts';
import { digest } from '../../shared/adapters/runtime/digest.ts';
import { readEnvironment } from '../../shared/adapters/runtime/environment.ts';
import { processTelemetry } from '../../shared/adapters/runtime/process-telemetry.ts';
import { clientApi } from '../http/middleware.ts';
import { listSessionsHandler } from './handler.ts';

const environment = readEnvironment(process.env, ['table', 'metricNamespace']);
const telemetry = processTelemetry('list-sessions', environment);
const store = dynamodbSessionStore({
  client: dynamodbClient(),
  tableName: environment.table,
  telemetry,
});

export const handler = middy(listSessionsHandler({ store, now: () => Date.now(), digest })).use(
  clientApi(telemetry, 'GET /v1/sessions'),
);
