import { EventBridgeClient, type EventBridgeClientConfig } from '@aws-sdk/client-eventbridge';

/** Where the bus is, and who asks; what is left out the SDK takes from the environment. */
type EventbridgeAccess = Pick<EventBridgeClientConfig, 'region' | 'endpoint' | 'credentials'>;

/**
 * A client for one process, made once. Publishing comes after the durable write and is owed until it
 * worked, so it gives up early: the answer to the webhook must not wait for the bus.
 */
export function eventbridgeClient(access: EventbridgeAccess = {}): EventBridgeClient {
  return new EventBridgeClient({
    ...access,
    maxAttempts: 2,
    requestHandler: {
      connectionTimeout: 300,
      requestTimeout: 700,
      // Without it the SDK only warns.
      throwOnRequestTimeout: true,
      socketTimeout: 700,
    },
  });
}
