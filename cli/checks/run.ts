import { DEMONSTRATION } from '../../local/demonstration.ts';
import { isClock } from '../../local/veriff/control-client.ts';
import { isRecord } from '../../local/veriff/json.ts';
import { isEventList } from '../answers.ts';
import type { Connection } from '../connection.ts';
import { NotReachable, type Replied, type Send, type Sent } from '../http.ts';
import { SAMPLE_SESSION, sampleBody } from '../samples.ts';
import { sign } from '../signature.ts';
import { bad, type Check, good, skipped } from './check.ts';

/** What can be said of the run; while nothing runs, that is said and is no failure. */
export async function runChecks(connection: Connection): Promise<readonly Check[]> {
  const doors = await Promise.all(DOORS.map(async (door) => doorCheck(connection, door)));
  if (doors.some(({ ok }) => ok !== true)) return doors;
  return [
    ...doors,
    await signatureCheck(connection),
    // What the run looks at by itself: its data, bundles, clock, sweep and faults.
    ...(await connection.local.doctor()).checks,
  ];
}

interface Door {
  readonly id: string;
  /** The variable that puts it on another port. */
  readonly move: string;
  readonly url: (connection: Connection) => string;
  readonly isOurs: (replied: Replied) => boolean;
}

const PROBLEM = 'urn:veriff-sessions:problems#';

const DOORS: readonly Door[] = [
  {
    id: 'console',
    move: 'CONSOLE_PORT=4410',
    url: ({ target }) => `${target.consoleUrl}/_local/events?limit=1`,
    isOurs: ({ body }) => isEventList(body),
  },
  {
    id: 'client-api',
    move: 'API_PORT=4411',
    url: ({ target }) => `${target.apiUrl}/v1/sessions/${SAMPLE_SESSION}`,
    isOurs: ({ body }) => isRecord(body) && String(body['type']).startsWith(PROBLEM),
  },
  {
    id: 'simulator',
    move: 'SIMULATOR_PORT=4412',
    url: ({ target }) => `${target.simulatorUrl}/_sim/clock`,
    isOurs: ({ body }) => isClock(body),
  },
];

async function doorCheck(connection: Connection, door: Door): Promise<Check> {
  const { id, move } = door;
  const url = door.url(connection);
  const { origin } = new URL(url);
  const replied = await orNobody(connection.send, { url });
  if (replied === undefined) return skipped(id, `nothing runs on ${origin}: npm start`);
  return door.isOurs(replied)
    ? good(id, origin)
    : bad(id, `${origin} belongs to another program`, `${move} npm start`);
}

async function orNobody(send: Send, sent: Sent): Promise<Replied | undefined> {
  try {
    return await send(sent);
  } catch (error) {
    if (error instanceof NotReachable) return undefined;
    throw error;
  }
}

/** A webhook for a session that nobody has: taken with the right signature, refused with one digit changed. */
async function signatureCheck({ target, send }: Connection): Promise<Check> {
  const body = sampleBody('decision', SAMPLE_SESSION);
  const right = sign(Buffer.from(body), DEMONSTRATION.sharedSecret);
  const flipped = `${right.startsWith('0') ? '1' : '0'}${right.slice(1)}`;
  const answers = await Promise.all(
    [right, flipped].map(async (signature) =>
      send({
        method: 'POST',
        url: `${target.apiUrl}/webhooks/veriff`,
        body: JSON.parse(body),
        headers: { 'x-auth-client': DEMONSTRATION.apiKey, 'x-hmac-signature': signature },
      }),
    ),
  );
  const [taken, refused] = answers.map(({ status }) => status);
  return taken === 200 && refused === 401
    ? good('signature', 'right 200, wrong 401')
    : bad('signature', `right ${taken}, wrong ${refused}`, 'npm start');
}
