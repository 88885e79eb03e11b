import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { readBody } from './gateway-body.ts';
import { isRecord, parseJson } from './json.ts';

/** An error that the AWS client is to see as an exception of that name. */
export class AwsError extends Error {
  readonly status: number;

  constructor(name: string, message: string, status = 400) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

/** Who calls an operation: the access key that signed. */
type Caller = string;

/** One operation: input to answer; throws `AwsError` for what the service would refuse. */
export type AwsOperation = (
  input: Readonly<Record<string, unknown>>,
  caller: Caller,
) => Promise<object> | object;

/** Nobody is answered, not even by an end of the connection. */
export const NEVER = new Promise<never>(() => {});

const MEDIA_TYPE = 'application/x-amz-json-1.1';

/**
 * A service that speaks AWS JSON 1.1, with the operations given by the full name of their `X-Amz-Target`. Its answers are
 * dated by `now`: by real time a moved clock would look skewed to the AWS client, which then tries again what was refused.
 */
export function awsJsonService(
  operations: Readonly<Record<string, AwsOperation>>,
  now: () => number,
): RequestListener {
  return (request, response) => {
    response.setHeader('date', new Date(now()).toUTCString());
    answer(operations, request).then(
      (body) => reply(response, 200, body),
      (error: unknown) => {
        const known = error instanceof AwsError;
        if (!known) console.error('local service:', error);
        const type = known ? error.name : 'InternalFailure';
        reply(response, known ? error.status : 500, { __type: type, message: String(error) });
      },
    );
  };
}

async function answer(
  operations: Readonly<Record<string, AwsOperation>>,
  request: IncomingMessage,
): Promise<object> {
  const target = String(request.headers['x-amz-target'] ?? '');
  const operation = operations[target];
  if (operation === undefined) {
    throw new AwsError('UnknownOperationException', `${target} is not part of the local run`);
  }
  const body = await readBody(request);
  const input = typeof body === 'string' ? undefined : parseJson(body.toString('utf8'));
  if (!isRecord(input)) throw new AwsError('SerializationException', 'the body is no JSON object');
  return operation(input, callerOf(request));
}

/** The access key in an AWS signature. */
export function callerOf({ headers }: IncomingMessage): Caller {
  return /Credential=([^/,]*)/.exec(headers.authorization ?? '')?.[1] ?? '';
}

function reply(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': MEDIA_TYPE,
    'content-length': Buffer.byteLength(text),
    'x-amzn-requestid': randomUUID(),
  });
  response.end(text);
}
