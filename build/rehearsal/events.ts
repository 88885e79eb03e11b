import type { FunctionName } from '../../shared/contract/routes.ts';
import type { SweepBatch } from '../../shared/contract/sweep-workflow.ts';
import { decisionBody, SESSION_ID, signatureOf } from './services.ts';

interface ApiCall {
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly id?: string;
  readonly query?: Readonly<Record<string, string>>;
}

type Texts = Readonly<Record<string, string>>;

/** As API Gateway gives what may come more than once. */
function lists(map: Texts): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, [value]]));
}

/** API Gateway's REST proxy event (format 1.0), as far as a handler reads it. */
function apiEvent({ method, headers = {}, body, id, query }: ApiCall): object {
  return {
    httpMethod: method,
    headers,
    multiValueHeaders: lists(headers),
    queryStringParameters: query ?? null,
    multiValueQueryStringParameters: query === undefined ? null : lists(query),
    pathParameters: id === undefined ? null : { id },
    body: body ?? null,
    isBase64Encoded: false,
    requestContext: {
      requestId: '9f1a3f0e-2c43-4a0a-9b0e-3b5b3f0f5d11',
      accountId: '111122223333',
      identity: { accountId: '111122223333', sourceIp: '203.0.113.7' },
    },
  };
}

const JSON_BODY = { 'Content-Type': 'application/json' } as const;

function createEvent(): object {
  const verification = {
    callback: 'https://app.example.com/veriff/return',
    person: { firstName: 'John', lastName: 'Smith' },
    document: { type: 'PASSPORT', country: 'EE' },
    vendorData: 'customer-0001',
  };
  const body = JSON.stringify({ verification });
  return apiEvent({ method: 'POST', headers: JSON_BODY, body });
}

function webhookEvent(): object {
  const body = decisionBody(new Date());
  const headers = {
    ...JSON_BODY,
    'X-Hmac-Signature': signatureOf(body),
    'X-Auth-Client': 'api-key',
  };
  return apiEvent({ method: 'POST', headers, body });
}

function sweepBatch(): SweepBatch {
  const startedAt = new Date(Date.now()).toISOString();
  return { sessions: [SESSION_ID], startedAt, sentAt: startedAt };
}

/** One usual event of each function, made when it is needed: some hold the time. */
export const EVENTS: Readonly<Record<FunctionName, () => object>> = {
  'create-session': createEvent,
  'read-session': () => apiEvent({ method: 'GET', id: SESSION_ID }),
  'list-sessions': () => apiEvent({ method: 'GET', query: { vendorData: 'customer-0001' } }),
  'erase-session': () => apiEvent({ method: 'DELETE', id: SESSION_ID }),
  'receive-webhook': webhookEvent,
  'poll-decision': sweepBatch,
};

/** What is wrong with an answer to such an event, or nothing. */
export function flawOf(answer: unknown): string | undefined {
  const text = JSON.stringify(answer);
  if (typeof answer !== 'object' || answer === null) return text;
  if ('statusCode' in answer) return Number(answer.statusCode) < 300 ? undefined : text;
  return 'settled' in answer && answer.settled === 1 ? undefined : text;
}
