import * as z from 'zod/mini';
import { isSessionId, type SessionId } from '../../shared/domain/ids.ts';
import type { ClientApi, Reply } from './client-api.ts';
import { SmokeFailure } from './failure.ts';

const createdSchema = z.object({
  verification: z.object({ id: z.string(), url: z.string() }),
});
const sessionSchema = z.object({
  id: z.string(),
  status: z.string(),
  final: z.boolean(),
  decision: z.optional(z.object({ code: z.optional(z.number()), source: z.string() })),
});
const listSchema = z.object({ sessions: z.array(sessionSchema) });

/** What a mobile backend learns about a session. */
export type SessionSeen = z.infer<typeof sessionSchema>;

/** A mobile backend that calls the deployed client API. */
export interface Backend {
  /** Creates a session; answers the reply as well, since the status tells what to do about a refusal. */
  create(wanted: Wanted): Promise<{ readonly reply: Reply; readonly id?: SessionId }>;
  /** The session, or undefined where it is not found. */
  read(id: string): Promise<SessionSeen | undefined>;
  list(vendorData: string): Promise<readonly SessionSeen[]>;
  /** The status of the answer. */
  erase(id: string): Promise<number>;
  /** The status of the answer to a request that nobody signed. */
  readUnsigned(id: string): Promise<number>;
}

/** A session to create. */
export interface Wanted {
  readonly vendorData: string;
  readonly integration: string;
  readonly idempotencyKey: string;
}

/** A reply in one line, for people. */
export function describeReply({ status, headers, body }: Reply): string {
  const text = body === undefined ? 'without a body' : JSON.stringify(body).slice(0, 300);
  const requestId = headers.get('x-request-id') ?? headers.get('x-amzn-requestid');
  return `${status} ${text}${requestId === null ? '' : ` (request ${requestId})`}`;
}

/** Where to look for what is behind an answer that was not expected. */
export function placeOf(status: number): string {
  if (status === 401 || status === 403) {
    return 'your credentials, the permission execute-api:Invoke, and the resource policy of the API';
  }
  if (status === 429) return 'the throttle of the API, and the account limit of API Gateway';
  return "the function's log group, by the request id, and the access log of the API";
}

/** A reply that was not expected, as a failure. */
export function unexpected(what: string, reply: Reply): SmokeFailure {
  return new SmokeFailure({
    expected: what,
    seen: describeReply(reply),
    lookAt: placeOf(reply.status),
  });
}

function parsed<Schema extends z.ZodMiniType>(schema: Schema, reply: Reply): z.infer<Schema> {
  const read = z.safeParse(schema, reply.body);
  if (reply.status === 200 && read.success) return read.data;
  throw unexpected('200 with the documented body', reply);
}

/** The mobile backend of a run. */
export function backend(api: ClientApi): Backend {
  return {
    create: async ({ vendorData, integration, idempotencyKey }) => {
      const reply = await api.signed({
        method: 'POST',
        path: '/v1/sessions',
        headers: { 'idempotency-key': idempotencyKey },
        body: { verification: { vendorData }, integration },
      });
      const id = createdSchema.safeParse(reply.body).data?.verification.id ?? '';
      return reply.status === 201 && isSessionId(id) ? { reply, id } : { reply };
    },
    read: async (id) => {
      const reply = await api.signed({ method: 'GET', path: `/v1/sessions/${id}` });
      return reply.status === 404 ? undefined : parsed(sessionSchema, reply);
    },
    list: async (vendorData) => {
      const path = `/v1/sessions?vendorData=${encodeURIComponent(vendorData)}`;
      return parsed(listSchema, await api.signed({ method: 'GET', path })).sessions;
    },
    erase: async (id) =>
      (await api.signed({ method: 'DELETE', path: `/v1/sessions/${id}` })).status,
    readUnsigned: async (id) =>
      (await api.unsigned({ method: 'GET', path: `/v1/sessions/${id}` })).status,
  };
}
