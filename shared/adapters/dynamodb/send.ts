import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { StoreUnavailable } from '../../domain/failure.ts';
import type { Item } from './attributes.ts';

/** Names under which DynamoDB refuses for now; some of them come with status 400. */
const THROTTLED: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'TooManyRequestsException',
]);

/** Node's names for a connection that was not made or did not last. */
const DISCONNECTED: ReadonlySet<string> = new Set([
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

/** An error of the client's, as far as it tells what went wrong. */
interface ClientError extends Error {
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

function isUnavailable(error: ClientError): boolean {
  const status = error.$metadata?.httpStatusCode;
  return (
    (status !== undefined && (status >= 500 || status === 429)) ||
    error.name === 'TimeoutError' ||
    THROTTLED.has(error.name) ||
    (typeof error.code === 'string' && DISCONNECTED.has(error.code))
  );
}

/**
 * What a failed call is to the application: `StoreUnavailable` where the table may do it later
 * (throttled, 5xx, no answer, no connection); everything else is a mistake of ours and stays what it is.
 */
function storeFailure(error: unknown): unknown {
  return error instanceof Error && isUnavailable(error) ? new StoreUnavailable(error) : error;
}

/** The answer to a call, its failures translated. */
export async function answered<Answer>(call: Promise<Answer>): Promise<Answer> {
  try {
    return await call;
  } catch (error) {
    throw storeFailure(error);
  }
}

/** Whether a conditional write took place; if not, what stood in its way, where DynamoDB says so. */
export type WriteResult = { readonly done: true } | { readonly done: false; readonly held?: Item };

/** A conditional write: a condition that does not hold is a value, no error. */
export async function written(call: Promise<unknown>): Promise<WriteResult> {
  try {
    await call;
    return { done: true };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw storeFailure(error);
    return { done: false, ...(error.Item !== undefined && { held: error.Item }) };
  }
}
