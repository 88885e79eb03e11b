import { createHmac } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** The session that a rehearsal is about. */
export const SESSION_ID = 'a6f7bb1a-5b69-4517-9b6a-95224ada1067';

const ATTEMPT_ID = '53139bfb-ab91-4e20-9897-0b63a63aaa7b';
const SHARED_SECRET = '00000000-0000-4000-8000-000000000000';

/** Of Veriff's answers and webhooks: hex HMAC-SHA256 of the bytes. */
export function signatureOf(body: string): string {
  return createHmac('sha256', SHARED_SECRET).update(body).digest('hex');
}

/** What Secrets Manager holds, for a Veriff at this address. */
function secretText(veriff: string): string {
  return JSON.stringify({
    integrations: [
      {
        name: 'main',
        apiKey: 'api-key',
        baseUrl: veriff,
        sharedSecrets: [{ value: SHARED_SECRET }],
      },
    ],
  });
}

/** A decision as Veriff's API and its webhook tell it. */
export function decisionBody(at: Date): string {
  return JSON.stringify({
    status: 'success',
    verification: {
      id: SESSION_ID,
      attemptId: ATTEMPT_ID,
      vendorData: 'customer-0001',
      endUserId: null,
      status: 'approved',
      code: 9001,
      reason: null,
      reasonCode: null,
      acceptanceTime: at.toISOString(),
      submissionTime: at.toISOString(),
      decisionTime: at.toISOString(),
      person: { firstName: 'John', lastName: 'Smith', dateOfBirth: '1990-04-12' },
      document: { number: 'AB1234567', type: 'PASSPORT', country: 'EE' },
      comments: [],
      additionalVerifiedData: {},
      riskLabels: [],
    },
    technicalData: { ip: null },
  });
}

function createdBody(): string {
  const sessionToken = `eyJhbGciOiJIUzI1NiJ9.${'x'.repeat(150)}.${'y'.repeat(43)}`;
  return JSON.stringify({
    status: 'success',
    verification: {
      id: SESSION_ID,
      url: `https://alchemy.veriff.com/v/${sessionToken}`,
      vendorData: 'customer-0001',
      endUserId: null,
      host: 'https://alchemy.veriff.com',
      status: 'created',
      sessionToken,
    },
  });
}

type Json = Readonly<Record<string, unknown>>;

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}

function parsed(body: string): Json {
  const value: unknown = body === '' ? {} : JSON.parse(body);
  return isJson(value) ? value : {};
}

/** The table: what was put, whatever the key. */
interface Table {
  item?: Json;
}

/** What AWS is asked, and who answers. */
interface Call {
  readonly table: Table;
  readonly body: Json;
  /** Veriff's address. */
  readonly veriff: string;
}

function put({ table, body }: Call): Json {
  // The first one stays, as it is once its event is published.
  if (isJson(body['Item'])) table.item ??= { ...body['Item'], outbox: { L: [] } };
  return {};
}

function get({ table, body }: Call): Json {
  return isSession(body) && table.item !== undefined ? { Item: table.item } : {};
}

function query({ table }: Call): Json {
  return { Items: table.item === undefined ? [] : [table.item], Count: 1, ScannedCount: 1 };
}

function secret({ veriff }: Call): Json {
  return { Name: 'veriff', SecretString: secretText(veriff), CreatedDate: 1_772_446_500.25 };
}

function publish(): Json {
  const entry = { EventId: '11710aed-b79e-4468-a20b-bb3c0c3b4860' };
  return { FailedEntryCount: 0, Entries: [entry] };
}

/** What AWS answers, by operation; every other one succeeds and has nothing to say. */
const ANSWERS: Readonly<Record<string, (call: Call) => Json>> = {
  GetItem: get,
  PutItem: put,
  Query: query,
  GetSecretValue: secret,
  PutEvents: publish,
};

function isSession(body: Json): boolean {
  return JSON.stringify(body['Key'] ?? '').includes(SESSION_ID);
}

function veriffAnswer(method: string, path: string): { status: number; body: string } {
  if (method === 'POST') return { status: 201, body: createdBody() };
  if (method === 'DELETE') {
    return {
      status: 202,
      body: JSON.stringify({ status: 'success', verification: { id: SESSION_ID } }),
    };
  }
  if (path.endsWith('/decision')) return { status: 200, body: decisionBody(new Date()) };
  return { status: 200, body: JSON.stringify({ status: 'success', verifications: [] }) };
}

/**
 * DynamoDB, Secrets Manager, EventBridge and Veriff behind one address, as far as the functions need them to
 * go through one event. For a server of `node:http` or `node:https`.
 */
export function services(address: () => string) {
  const table: Table = {};
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '', headers } = request;
    const body = await text(request);
    const target = headers['x-amz-target'];
    if (typeof target !== 'string') {
      const { status, body: told } = veriffAnswer(method, url);
      response.writeHead(status, {
        'content-type': 'application/json',
        'x-hmac-signature': signatureOf(told),
      });
      response.end(told);
      return;
    }
    const operation = target.slice(target.lastIndexOf('.') + 1);
    const call = { table, body: parsed(body), veriff: address() };
    const answer = ANSWERS[operation]?.(call) ?? {};
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(answer));
  };
}
