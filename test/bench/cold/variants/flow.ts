import { createHmac, timingSafeEqual } from 'node:crypto';

// What each function does for one event, written once for all who are measured against ours: the same
// checks, the same calls in the same order, the same answer. They differ in what the calls are made with.

export type Item = Record<string, { S: string } | { N: string }>;

export interface Secret {
  readonly apiKey: string;
  readonly baseUrl: string;
  readonly key: string;
}

export interface Decision {
  readonly id: string;
  readonly attemptId: string;
  readonly status: string;
  readonly code: number;
}

export interface Created {
  readonly id: string;
  readonly url: string;
  readonly host: string;
  readonly sessionToken: string;
}

export interface Exchange {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly signed: string;
  readonly body?: string;
}

/** What a variant brings. */
export interface Parts {
  secret(): Promise<Secret>;
  get(id: string): Promise<Item | undefined>;
  put(item: Item): Promise<void>;
  update(id: string, names: Record<string, string>, values: Item): Promise<void>;
  publish(id: string, status: string): Promise<void>;
  veriff(
    secret: Secret,
    exchange: Exchange,
  ): Promise<{ status: number; signature: string; body: string }>;
  readDecision(body: string): Decision;
  readCreated(body: string): Created;
  readVerification(body: string): { vendorData: string };
}

export interface ApiEvent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Batch {
  readonly sessions: readonly string[];
}

function answer(statusCode: number, body: unknown): Answer {
  return {
    statusCode,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
    body: JSON.stringify(body),
  };
}

export function signatureOf(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex');
}

function isSigned(key: string, text: string, signature = ''): boolean {
  const wanted = Buffer.from(signatureOf(key, text));
  const given = Buffer.from(signature);
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}

/** Changes the record on the condition that nobody else did, tells the bus, and notes that it was told. */
async function record(parts: Parts, { id, attemptId, status, code }: Decision): Promise<void> {
  const names = { '#s': 'status', '#a': 'attempt', '#c': 'code', '#o': 'owed' };
  await parts.update(id, names, {
    ':s': { S: status },
    ':a': { S: attemptId },
    ':c': { N: String(code) },
    ':o': { S: 'yes' },
  });
  await parts.publish(id, status);
  await parts.update(id, { '#o': 'owed' }, { ':o': { S: 'no' } });
}

function readIn({ readDecision }: Parts, body: string): Decision | undefined {
  try {
    return readDecision(body);
  } catch {
    return undefined;
  }
}

export function webhook(parts: Parts) {
  return async (event: ApiEvent): Promise<Answer> => {
    const { key } = await parts.secret();
    if (!isSigned(key, event.body, event.headers['X-Hmac-Signature'])) return answer(401, {});
    const decision = readIn(parts, event.body);
    if (decision === undefined) return answer(400, {});
    if ((await parts.get(decision.id)) !== undefined) await record(parts, decision);
    console.log(JSON.stringify({ level: 'info', message: 'webhook' }));
    return answer(200, { status: 'ok' });
  };
}

export function createSession(parts: Parts) {
  return async (event: ApiEvent): Promise<Answer> => {
    const { vendorData } = parts.readVerification(event.body);
    const secret = await parts.secret();
    const made = await parts.veriff(secret, {
      method: 'POST',
      path: '/v1/sessions',
      signed: event.body,
      body: event.body,
    });
    if (made.status !== 201 || !isSigned(secret.key, made.body, made.signature))
      return answer(502, {});
    const created = parts.readCreated(made.body);
    const { id, url, host, sessionToken } = created;
    const now = new Date();
    await parts.put({
      key: { S: id },
      status: { S: 'created' },
      vendorData: { S: vendorData },
      url: { S: url },
      host: { S: host },
      sessionToken: { S: sessionToken },
      createdAt: { N: String(now.getTime()) },
      dueAt: { S: now.toISOString() },
    });
    await parts.publish(id, 'created');
    await parts.update(id, { '#o': 'owed' }, { ':o': { S: 'no' } });
    console.log(JSON.stringify({ level: 'info', message: 'created' }));
    return answer(201, { status: 'success', verification: created });
  };
}

/** Asks Veriff for one session, after it has put off the next time that anybody does. */
async function settle(parts: Parts, id: string): Promise<boolean> {
  if ((await parts.get(id)) === undefined) return false;
  const next = new Date(Date.now() + 3_600_000).toISOString();
  await parts.update(id, { '#d': 'dueAt' }, { ':d': { S: next } });
  const secret = await parts.secret();
  const path = `/v1/sessions/${id}/decision`;
  const told = await parts.veriff(secret, { method: 'GET', path, signed: id });
  if (told.status !== 200 || !isSigned(secret.key, told.body, told.signature)) return false;
  await record(parts, parts.readDecision(told.body));
  return true;
}

export function pollDecision(parts: Parts) {
  return async ({ sessions }: Batch): Promise<{ settled: number }> => {
    const done = await Promise.all(sessions.map(async (id) => settle(parts, id)));
    return { settled: done.filter(Boolean).length };
  };
}
