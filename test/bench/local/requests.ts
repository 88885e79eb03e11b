import { createHmac, randomUUID } from 'node:crypto';
import { type Sent, send } from '../load.ts';

const SHARED_SECRET = '475365ad-495a-4534-82f0-d273f3fe2b16';
const json = { 'content-type': 'application/json' };

/** Creates a session of a user of its own. */
export function createRequest(apiUrl: string): Sent {
  const body = JSON.stringify({ verification: { vendorData: `bench-${randomUUID()}` } });
  return { method: 'POST', url: `${apiUrl}/v1/sessions`, headers: json, body };
}

/** Reads a session. */
export function readRequest(apiUrl: string, id: string): Sent {
  return { method: 'GET', url: `${apiUrl}/v1/sessions/${id}` };
}

/** The id that a create was answered with. */
function createdId(body: string): string {
  return (JSON.parse(body) as { verification: { id: string } }).verification.id;
}

/** Creates that many sessions, eight at a time; answers their ids. */
export async function createMany(apiUrl: string, count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  let left = count;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      ids.push(createdId((await send(createRequest(apiUrl))).body));
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  return ids;
}

function signed(apiUrl: string, body: string): Sent {
  const signature = createHmac('sha256', SHARED_SECRET).update(body).digest('hex');
  return {
    method: 'POST',
    url: `${apiUrl}/webhooks/veriff`,
    headers: { ...json, 'x-hmac-signature': signature },
    body,
  };
}

/** The three webhooks of a session's life, each a change of its own. */
export function webhooksOf(apiUrl: string, id: string): readonly Sent[] {
  const attemptId = randomUUID();
  const event = (code: number, action: string) =>
    signed(
      apiUrl,
      JSON.stringify({ id, attemptId, feature: 'selfid', code, action, vendorData: null }),
    );
  const decision = {
    status: 'success',
    verification: {
      id,
      attemptId,
      status: 'approved',
      code: 9001,
      reason: null,
      reasonCode: null,
      decisionTime: new Date().toISOString(),
      person: { firstName: 'John', lastName: 'Smith' },
      document: { type: 'PASSPORT', country: 'EE' },
    },
    technicalData: { ip: '203.0.113.7' },
  };
  return [
    event(7001, 'started'),
    event(7002, 'submitted'),
    signed(apiUrl, JSON.stringify(decision)),
  ];
}

/** Fails where one of the first 200 is not approved. */
export async function expectApproved(apiUrl: string, ids: readonly string[]): Promise<void> {
  for (const id of ids.slice(0, 200)) {
    const { body } = await send(readRequest(apiUrl, id));
    const { status } = JSON.parse(body) as { status: string };
    if (status !== 'approved') throw new Error(`${id} is ${status}: an accepted webhook was lost`);
  }
}
