import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { type Item, type Parts, type Secret, signatureOf } from './flow.ts';

// The peer: what a good team ships today. The SDK's clients as they come, zod, fetch for Veriff.

export const dynamodb = new DynamoDBClient();
export const events = new EventBridgeClient();
const { env } = process;
const TableName = env['TABLE_NAME'];

const secretSchema = z.object({
  integrations: z.array(
    z.object({
      name: z.string(),
      apiKey: z.string().min(1),
      baseUrl: z.url(),
      sharedSecrets: z.array(z.object({ value: z.string().min(32) })).min(1),
    }),
  ),
});
export const decisionSchema = z.object({
  verification: z.object({
    id: z.uuid(),
    attemptId: z.uuid(),
    status: z.string(),
    code: z.int(),
    reason: z.string().nullable(),
    decisionTime: z.string().nullable(),
  }),
});
const createdSchema = z.object({
  verification: z.object({ id: z.uuid(), url: z.url(), host: z.url(), sessionToken: z.string() }),
});
const verificationSchema = z.object({
  verification: z.object({
    callback: z.url().optional(),
    vendorData: z.string().max(1000),
    person: z.object({ firstName: z.string(), lastName: z.string() }).partial().optional(),
    document: z.object({ type: z.string(), country: z.string() }).partial().optional(),
  }),
});

export function secretOf(document: unknown): Secret {
  const [first] = secretSchema.parse(document).integrations;
  if (first === undefined) throw new Error('no integration');
  return { ...first, key: first.sharedSecrets[0]?.value ?? '' };
}

const own: Omit<Parts, 'secret'> = {
  async get(id) {
    const Key = { key: { S: id } };
    const command = new GetItemCommand({ TableName, Key, ConsistentRead: true });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nobody looks into it
    return (await dynamodb.send(command)).Item as Item | undefined;
  },
  async put(Item) {
    const ConditionExpression = 'attribute_not_exists(#k)';
    const ExpressionAttributeNames = { '#k': 'key' };
    await dynamodb.send(
      new PutItemCommand({ TableName, Item, ConditionExpression, ExpressionAttributeNames }),
    );
  },
  async update(id, names, values) {
    const sets = Object.keys(names).map((name) => `${name} = :${name.slice(1)}`);
    await dynamodb.send(
      new UpdateItemCommand({
        TableName,
        Key: { key: { S: id } },
        UpdateExpression: `SET ${sets.join(', ')}`,
        ConditionExpression: 'attribute_exists(#k)',
        ExpressionAttributeNames: { ...names, '#k': 'key' },
        ExpressionAttributeValues: values,
      }),
    );
  },
  async publish(id, status) {
    const Detail = JSON.stringify({ id, status });
    const entry = {
      EventBusName: env['EVENT_BUS_NAME'],
      Source: 'bench',
      DetailType: status,
      Detail,
    };
    await events.send(new PutEventsCommand({ Entries: [entry] }));
  },
  async veriff({ apiKey, baseUrl, key }, { method, path, signed, body }) {
    const response = await fetch(baseUrl + path, {
      method,
      headers: {
        'content-type': 'application/json',
        'x-auth-client': apiKey,
        'x-hmac-signature': signatureOf(key, signed),
      },
      ...(body !== undefined && { body }),
    });
    return {
      status: response.status,
      signature: response.headers.get('x-hmac-signature') ?? '',
      body: await response.text(),
    };
  },
  readDecision: (body) => decisionSchema.parse(JSON.parse(body)).verification,
  readCreated: (body) => createdSchema.parse(JSON.parse(body)).verification,
  readVerification: (body) => verificationSchema.parse(JSON.parse(body)).verification,
};

/** The peer, with its secret's text from wherever that is; kept once it was read. */
export function peer(secretText: () => Promise<string>): Parts {
  let held: Secret | undefined;
  return {
    ...own,
    async secret() {
      held ??= secretOf(JSON.parse(await secretText()));
      return held;
    },
  };
}
