import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type AwsAccess, awsAccess, lean, SETTLED } from '../runtime/aws-access.ts';

/**
 * Veriff waits about five seconds for the answer to a webhook, and that takes one read and one write.
 * DynamoDB answers within some 10 ms: what has taken a second is lost and better asked again. Three
 * attempts, so that one dead keep-alive socket after a freeze and one throttling both pass unnoticed.
 */
const LIMITS = {
  maxAttempts: 3,
  connectionTimeout: 500,
  requestTimeout: 1000,
} as const;

/** A client for one process, made once: it keeps its connections open between calls. */
export function dynamodbClient(access: AwsAccess = awsAccess('DYNAMODB')): DynamoDBClient {
  return lean(
    new DynamoDBClient({
      ...SETTLED,
      ...access,
      accountIdEndpointMode: 'disabled',
      endpointDiscoveryEnabledProvider: async () => false,
      maxAttempts: LIMITS.maxAttempts,
      requestHandler: {
        connectionTimeout: LIMITS.connectionTimeout,
        requestTimeout: LIMITS.requestTimeout,
        // Without it the SDK only warns. It ends with the headers; a body that stops is the socket's timeout.
        throwOnRequestTimeout: true,
        socketTimeout: LIMITS.requestTimeout,
      },
    }),
  );
}
