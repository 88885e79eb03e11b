import middy from '@middy/core';
import { dynamodbClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamodbSessionStore } from '../../shared/adapters/dynamodb/session-store.ts';
import { readEnvironment } from '../../shared/adapters/runtime/environment.ts';
import { processTelemetry } from '../../shared/adapters/runtime/process-telemetry.ts';
import { clientApi } from '../http/middleware.ts';
import { readSessionHandler } from './handler.ts';

const { table: tableName } = readEnvironment(process.env, ['table']);
const store = dynamodbSessionStore({ client: dynamodbClient(), tableName });

export const handler = middy(readSessionHandler({ store, now: () => Date.now() })).use(
  clientApi(processTelemetry('read-session'), 'GET /v1/sessions/{id}'),
);
