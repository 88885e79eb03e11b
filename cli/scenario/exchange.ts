import { isRecord } from '../../local/veriff/json.ts';
import { isCreated } from '../answers.ts';
import { NotReachable, type Replied, type Sent } from '../http.ts';
import { type Mismatch, mismatches, mismatchText } from './match.ts';
import { filled } from './names.ts';
import type { Answer, StepOf } from './schema.ts';
import { nameSession, StepFailure, type World } from './world.ts';

/** Creates a session as a mobile backend does: through the service, or at the simulator where that is the target. */
export async function create(world: World, asked: StepOf<'create'>['create']): Promise<void> {
  const { target, nonce, scenario, apiKey } = world;
  const { as, body = { verification: {} }, idempotencyKey, expect } = asked;
  const isOurs = scenario.target !== 'simulator';
  const replied = await world.send({
    method: 'POST',
    url: `${isOurs ? target.apiUrl : target.simulatorUrl}/v1/sessions`,
    body,
    headers: {
      ...(!isOurs && { 'x-auth-client': apiKey }),
      ...(idempotencyKey !== undefined && { 'idempotency-key': `${nonce}-${idempotencyKey}` }),
    },
  });
  check(world, replied, { status: 201, ...expect });
  if (isCreated(replied.body)) nameSession(world, as, replied.body.verification.id);
}

/** Any HTTP request, to the client API or to a backend of the user's own. */
export async function request(world: World, asked: StepOf<'request'>['request']): Promise<void> {
  const { as, idAt, expect } = asked;
  const replied = await reach(world, sentOf(world, asked));
  if (expect !== undefined) check(world, replied, expect);
  else if (replied.status >= 400) {
    throw new StepFailure([answered(replied)]);
  }
  if (as !== undefined) nameSession(world, as, idIn(replied.body, idAt));
}

function sentOf({ target }: World, asked: StepOf<'request'>['request']): Sent {
  const { method = 'GET', path, headers, body } = asked;
  return {
    method,
    url: path.startsWith('/') ? `${target.apiUrl}${path}` : path,
    ...(headers !== undefined && { headers }),
    ...(body !== undefined && { body }),
  };
}

function idIn(body: unknown, pointer = '/verification/id'): string {
  const id = valueAt(body, pointer);
  if (typeof id === 'string') return id;
  throw new StepFailure([`the answer has no session id at ${pointer}`]);
}

/** A backend of the user's own that is not there is a failure of the step, not of the run. */
async function reach(world: World, sent: Sent): Promise<Replied> {
  try {
    return await world.send(sent);
  } catch (error) {
    if (error instanceof NotReachable) throw new StepFailure([error.message]);
    throw error;
  }
}

function check({ names }: World, replied: Replied, expected: Answer): void {
  const { status, headers = {}, body, lacks = [] } = expected;
  const wrong = [
    ...(status === undefined ? [] : mismatches(status, replied.status, '/status')),
    ...Object.entries(headers).flatMap(([name, value]) =>
      mismatches(filled(value, names), replied.headers.get(name), `/headers/${name}`),
    ),
    ...(body === undefined ? [] : mismatches(filled(body, names), replied.body, '/body')),
    ...lacks.flatMap((each) => contained(replied.text, String(filled(each, names)))),
  ];
  if (wrong.length === 0) return;
  throw new StepFailure([...wrong.map(mismatchText), answered(replied)]);
}

/** What came back, cut; of a session that was made only its id, as the rest opens it. */
function answered({ status, body, text }: Replied): string {
  const said = isCreated(body) ? `session ${body.verification.id}` : text.slice(0, 500);
  return `answered ${status}: ${said}`;
}

function contained(text: string, unwanted: string): readonly Mismatch[] {
  return text.includes(unwanted)
    ? [{ pointer: '/lacks', expected: `no ${unwanted}`, found: unwanted }]
    : [];
}

function valueAt(value: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((held, part) => (isRecord(held) ? held[part] : undefined), value);
}
