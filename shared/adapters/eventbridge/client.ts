import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { type AwsAccess, awsAccess, lean, SETTLED } from '../runtime/aws-access.ts';

/**
 * A client for one process, made once. Publishing comes after the durable write and is owed until it
 * worked, so it gives up early: the answer to the webhook must not wait for the bus.
 */
export function eventbridgeClient(access: AwsAccess = awsAccess('EVENTBRIDGE')): EventBridgeClient {
  return lean(
    new EventBridgeClient({
      ...SETTLED,
      ...access,
      sigv4aSigningRegionSet: async () => undefined,
      maxAttempts: 2,
      requestHandler: {
        connectionTimeout: 300,
        requestTimeout: 700,
        // Without it the SDK only warns.
        throwOnRequestTimeout: true,
        socketTimeout: 700,
      },
    }),
  );
}
