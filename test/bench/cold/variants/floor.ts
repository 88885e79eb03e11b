import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { json } from '../json.ts';
import {
  type Created,
  type Decision,
  type Item,
  type Parts,
  type Secret,
  signatureOf,
} from './flow.ts';

// The floor: Node's own modules and nothing else, with a signer, checks by hand and no retries: what a very
// patient person could write, and nobody should have to keep.

const agent = new Agent({ keepAlive: true });
const { env } = process;

interface Sent {
  readonly url: URL;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

interface Got {
  readonly response: IncomingMessage;
  readonly body: string;
}

async function send({ url, method, headers, body }: Sent): Promise<Got> {
  return new Promise((resolve, reject) => {
    const going = request(url, { method, headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ response, body: Buffer.concat(chunks).toString() }));
      response.on('error', reject);
    });
    going.on('error', reject);
    going.end(body);
  });
}

const hex = (from: string) => createHash('sha256').update(from).digest('hex');
const mac = (key: string | Buffer, from: string) => createHmac('sha256', key).update(from).digest();

interface Service {
  readonly name: string;
  readonly endpoint: string | undefined;
  readonly prefix: string;
}

/** AWS Signature Version 4 over one JSON call. */
function signed({ name, prefix }: Service, host: string, call: { target: string; body: string }) {
  const at = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = at.slice(0, 8);
  const region = env['AWS_REGION'] ?? '';
  const headers: Record<string, string> = {
    'content-type': 'application/x-amz-json-1.0',
    host,
    'x-amz-date': at,
    'x-amz-security-token': env['AWS_SESSION_TOKEN'] ?? '',
    'x-amz-target': `${prefix}.${call.target}`,
  };
  const names = Object.keys(headers);
  const lines = names.map((each) => `${each}:${headers[each]}\n`).join('');
  const list = names.join(';');
  const canonical = `POST\n/\n\n${lines}\n${list}\n${hex(call.body)}`;
  const scope = `${day}/${region}/${name}/aws4_request`;
  const parts = [day, region, name, 'aws4_request'];
  const secret = `AWS4${env['AWS_SECRET_ACCESS_KEY'] ?? ''}`;
  const key = parts.reduce<string | Buffer>((held, part) => mac(held, part), secret);
  const signature = mac(Buffer.from(key), `AWS4-HMAC-SHA256\n${at}\n${scope}\n${hex(canonical)}`);
  const credential = `${env['AWS_ACCESS_KEY_ID'] ?? ''}/${scope}`;
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${list}, Signature=${signature.toString('hex')}`,
    'content-length': String(Buffer.byteLength(call.body)),
  };
}

async function aws(service: Service, target: string, input: object): Promise<string> {
  const url = new URL(service.endpoint ?? '');
  const body = JSON.stringify(input);
  const headers = signed(service, url.host, { target, body });
  const got = await send({ url, method: 'POST', headers, body });
  if (got.response.statusCode !== 200) throw new Error(got.body);
  return got.body;
}

const dynamodb: Service = {
  name: 'dynamodb',
  endpoint: env['AWS_ENDPOINT_URL_DYNAMODB'],
  prefix: 'DynamoDB_20120810',
};
const secrets: Service = {
  name: 'secretsmanager',
  endpoint: env['AWS_ENDPOINT_URL_SECRETS_MANAGER'],
  prefix: 'secretsmanager',
};
const events: Service = {
  name: 'events',
  endpoint: env['AWS_ENDPOINT_URL_EVENTBRIDGE'],
  prefix: 'AWSEvents',
};

const TableName = env['TABLE_NAME'];
interface SecretDocument {
  readonly integrations: readonly [
    {
      readonly apiKey: string;
      readonly baseUrl: string;
      readonly sharedSecrets: readonly [{ readonly value: string }];
    },
  ];
}

let held: Secret | undefined;

/** What a secret's text says. */
export function secretOf(document: string): Secret {
  const [first] = json<SecretDocument>(document).integrations;
  return { apiKey: first.apiKey, baseUrl: first.baseUrl, key: first.sharedSecrets[0].value };
}

async function readSecret(): Promise<Secret> {
  const { SecretString } = json<{ SecretString: string }>(
    await aws(secrets, 'GetSecretValue', { SecretId: env['SECRET_ID'] }),
  );
  return secretOf(SecretString);
}

function text(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw new Error('not a text');
  return value;
}

export const parts: Parts = {
  async secret() {
    held ??= await readSecret();
    return held;
  },
  async get(id) {
    const Key = { key: { S: id } };
    return json<{ Item?: Item }>(
      await aws(dynamodb, 'GetItem', { TableName, Key, ConsistentRead: true }),
    ).Item;
  },
  async put(Item) {
    const ConditionExpression = 'attribute_not_exists(#k)';
    const ExpressionAttributeNames = { '#k': 'key' };
    await aws(dynamodb, 'PutItem', {
      TableName,
      Item,
      ConditionExpression,
      ExpressionAttributeNames,
    });
  },
  async update(id, names, values) {
    const sets = Object.keys(names).map((name) => `${name} = :${name.slice(1)}`);
    await aws(dynamodb, 'UpdateItem', {
      TableName,
      Key: { key: { S: id } },
      UpdateExpression: `SET ${sets.join(', ')}`,
      ConditionExpression: 'attribute_exists(#k)',
      ExpressionAttributeNames: { ...names, '#k': 'key' },
      ExpressionAttributeValues: values,
    });
  },
  async publish(id, status) {
    const Detail = JSON.stringify({ id, status });
    const entry = {
      EventBusName: env['EVENT_BUS_NAME'],
      Source: 'bench',
      DetailType: status,
      Detail,
    };
    await aws(events, 'PutEvents', { Entries: [entry] });
  },
  async veriff({ apiKey, baseUrl, key }, { method, path, signed: covered, body = '' }) {
    const headers = {
      'x-auth-client': apiKey,
      'x-hmac-signature': signatureOf(key, covered),
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
    };
    const got = await send({ url: new URL(baseUrl + path), method, headers, body });
    return {
      status: got.response.statusCode ?? 0,
      signature: String(got.response.headers['x-hmac-signature']),
      body: got.body,
    };
  },
  readDecision(body): Decision {
    const { verification } = json<{ verification: Decision }>(body);
    if (!Number.isInteger(verification.code)) throw new Error('no code');
    return {
      id: text(verification.id),
      attemptId: text(verification.attemptId),
      status: text(verification.status),
      code: verification.code,
    };
  },
  readCreated(body): Created {
    const { verification } = json<{ verification: Created }>(body);
    return {
      id: text(verification.id),
      url: text(verification.url),
      host: text(verification.host),
      sessionToken: text(verification.sessionToken),
    };
  },
  readVerification(body) {
    return {
      vendorData: text(
        json<{ verification: { vendorData: unknown } }>(body).verification.vendorData,
      ),
    };
  },
};
