import { Agent, type IncomingMessage, request } from 'node:http';
import { isRecord, parseJson } from './json.ts';

/** An error that DynamoDB answered; `name` is the exception's name without its namespace. */
export class DatabaseError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** Calls one operation of DynamoDB: `Query`, `DeleteItem` … */
export type DatabaseCall = (operation: string, input: object) => Promise<Record<string, unknown>>;

/** Speaks DynamoDB's protocol to an embedded database, without the weight of the SDK; `caller` stands in the signature. */
export function databaseClient(
  endpoint: string,
  caller = 'local',
): DatabaseCall & { close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  // The embedded database wants to see a signature but does not check it.
  const signature = `AWS4-HMAC-SHA256 Credential=${caller}, SignedHeaders=host, Signature=local`;
  const call: DatabaseCall = async (operation, input) => {
    const body = JSON.stringify(input);
    const response = await post(endpoint, agent, { operation, body, signature });
    const text = await textOf(response);
    const answer = parseJson(text);
    if (response.statusCode === 200 && isRecord(answer)) return answer;
    throw errorOf(answer, text);
  };
  return Object.assign(call, { close: () => agent.destroy() });
}

async function post(
  endpoint: string,
  agent: Agent,
  {
    operation,
    body,
    signature,
  }: { readonly operation: string; readonly body: string; readonly signature: string },
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'content-length': Buffer.byteLength(body),
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'x-amz-date': '20260101T000000Z',
      authorization: signature,
    };
    const sent = request(endpoint, { agent, method: 'POST', headers }, resolve);
    sent.on('error', reject);
    sent.end(body);
  });
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  response.setEncoding('utf8');
  response.on('data', (part: string) => (text += part));
  return new Promise((resolve, reject) => {
    response.on('end', () => resolve(text));
    response.on('error', reject);
  });
}

function errorOf(answer: unknown, text: string): DatabaseError {
  const { __type: type, message } = isRecord(answer) ? answer : {};
  const name = typeof type === 'string' ? (type.split('#').at(-1) ?? type) : 'InternalServerError';
  return new DatabaseError(name, typeof message === 'string' ? message : text);
}
