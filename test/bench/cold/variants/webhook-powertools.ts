import { IdempotencyConfig } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { makeHandlerIdempotent } from '@aws-lambda-powertools/idempotency/middleware';
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { getSecret } from '@aws-lambda-powertools/parameters/secrets';
import { JSONStringified } from '@aws-lambda-powertools/parser/helpers';
import { Tracer } from '@aws-lambda-powertools/tracer';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import middy from '@middy/core';
import { type ApiEvent, type Parts, webhook } from './flow.ts';
import { decisionSchema, dynamodb, events, peer, secretOf } from './peer.ts';

// The peer with AWS's own kit in full, as its documentation puts it together. Its idempotency makes two calls of its
// own, a PutItem and an UpdateItem, which nobody else here makes: that is what one gets with it.

const { env } = process;
const serviceName = 'bench';
const logger = new Logger({ serviceName });
const tracer = new Tracer({ serviceName });
const metrics = new Metrics({ serviceName, namespace: 'Bench' });
tracer.captureAWSv3Client(dynamodb);
tracer.captureAWSv3Client(events);

const body = JSONStringified(decisionSchema);
const kit: Parts = {
  ...peer(async () => ''),
  secret: async () =>
    secretOf(await getSecret(env['SECRET_ID'] ?? '', { transform: 'json', maxAge: 300 })),
  readDecision: (text) => body.parse(text).verification,
};
const receive = webhook(kit);

export const handler = middy(async (event: ApiEvent) => {
  logger.info('webhook');
  metrics.addMetric('WebhookReceived', MetricUnit.Count, 1);
  return receive(event);
})
  .use(injectLambdaContext(logger))
  .use(captureLambdaHandler(tracer))
  .use(logMetrics(metrics, { captureColdStartMetric: true }))
  .use(
    makeHandlerIdempotent({
      persistenceStore: new DynamoDBPersistenceLayer({
        tableName: env['TABLE_NAME'] ?? '',
        awsSdkV3Client: dynamodb,
      }),
      config: new IdempotencyConfig({ eventKeyJmesPath: 'body' }),
    }),
  );
