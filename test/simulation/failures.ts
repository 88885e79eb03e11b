import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import type { Fault, Service } from './steps.ts';

/** How often the SDK sends one request, by the settings of the clients (`dynamodb/client.ts`, `eventbridge/client.ts`). */
export const MOST_SENDINGS: Readonly<Record<Service, number>> = {
  table: 3,
  secret: 3,
  bus: 2,
  // Its repetitions are the client's own.
  veriff: 1,
  // The state machine's `Retry`.
  function: 4,
};

function ofService(name: string, status: number, fault: 'client' | 'server'): Error {
  return new DynamoDBServiceException({
    name,
    message: name,
    $fault: fault,
    $metadata: { httpStatusCode: status },
  });
}

const named = (name: string, more: object = {}): Error =>
  Object.assign(new Error(name), { name, ...more });

type Failure = () => Error;

const OF_AWS: Partial<Readonly<Record<Fault, Failure>>> = {
  throttled: () => ofService('ProvisionedThroughputExceededException', 400, 'client'),
  'server-error': () => ofService('InternalServerError', 500, 'server'),
  'no-answer': () => named('TimeoutError'),
  'answer-lost': () => named('TimeoutError'),
  reset: () => named('Error', { code: 'ECONNRESET' }),
};

/** What the state machine makes of an invocation that failed. */
const OF_FUNCTION: Partial<Readonly<Record<Fault, Failure>>> = {
  throttled: () => named('Lambda.TooManyRequestsException'),
  'server-error': () => named('Lambda.ServiceException'),
  'no-answer': () => named('Lambda.SdkClientException'),
  'answer-lost': () => named('Lambda.SdkClientException'),
  reset: () => named('Lambda.SdkClientException'),
};

/** What the caller's client throws where a call came to nothing. */
export function failureOf(service: Service, fault: Fault): Error {
  const make = (service === 'function' ? OF_FUNCTION : OF_AWS)[fault];
  if (make === undefined) throw new Error(`${service} knows no ${fault}`);
  return make();
}
