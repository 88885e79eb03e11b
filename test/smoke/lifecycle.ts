import { randomUUID } from 'node:crypto';
import type { SimAction } from '../../local/veriff/control.ts';
import type { SessionId } from '../../shared/domain/ids.ts';
import { type Backend, describeReply, placeOf, type SessionSeen, unexpected } from './backend.ts';
import { type Reply, send } from './client-api.ts';
import { SmokeFailure } from './failure.ts';
import type { SimulatedVeriff } from './simulated-veriff.ts';
import type { Steps } from './steps.ts';
import type { Waiting } from './wait.ts';

/** A deployed stack and everybody who has to do with it. */
export interface Stage {
  readonly steps: Steps;
  readonly backend: Backend;
  readonly veriff: SimulatedVeriff;
  readonly webhookUrl: string;
  /** When a record owes something next, ISO 8601; undefined where it owes nothing. */
  readonly dueAt: (sessionId: SessionId) => Promise<string | undefined>;
  readonly wait: <Seen>(waiting: Waiting<Seen>) => Promise<Seen>;
  /** ARN of the sweep, to look at. */
  readonly sweep: string;
  /** Every session that is made is told, so that it can be erased whatever comes. */
  readonly onCreated: (sessionId: SessionId) => void;
}

const SECONDS = 1000;
const MINUTES = 60 * SECONDS;

/** A function that is warm keeps a secret for five minutes. */
const SECRET_KEPT = 5 * MINUTES;
/** A decision is asked for 2 minutes after `submitted`, by a sweep that runs every minute. */
const FALLBACK = 3 * MINUTES + SECRET_KEPT;
/** An erasure is due at once, by the next sweep. */
const ERASURE = 2 * MINUTES + SECRET_KEPT;
/** What is written right after the answer, or read from an index. */
const SOON = 15 * SECONDS;

const describeSession = (session: SessionSeen | undefined): string =>
  session === undefined ? 'no such session' : `status ${session.status}`;

const WEBHOOKS = "the log of receive-webhook and the webhook API's access log";

/** How long it makes sense to repeat a create that was answered so. */
function patienceWith(reply: Reply): number {
  // A warm function that still holds another secret does not know the run's integration.
  const isStale = reply.status === 400 && describeReply(reply).includes('"/integration"');
  if (isStale) return SECRET_KEPT + 1 * MINUTES;
  return reply.status === 503 ? SOON : 0;
}

interface Created {
  readonly id: SessionId;
  /** The key that it was created with. */
  readonly idempotencyKey: string;
  readonly replayed: boolean;
}

/** Creates a session, with the key of an earlier create or, at each try, a new one. */
async function created(
  { backend, veriff, wait, onCreated }: Stage,
  { vendorData, idempotencyKey: earlier }: { vendorData: string; idempotencyKey?: string },
): Promise<Created> {
  const integration = veriff.integration.name;
  const { id, reply, idempotencyKey } = await wait({
    expected: '201 and a session',
    look: async () => {
      const key = earlier ?? randomUUID();
      const made = await backend.create({ vendorData, integration, idempotencyKey: key });
      return { ...made, idempotencyKey: key };
    },
    isThere: (made) => made.id !== undefined,
    describe: (made) => describeReply(made.reply),
    atMost: (made) => patienceWith(made.reply),
    lookAt: (made) => placeOf(made.reply.status),
  });
  if (id === undefined) throw unexpected('201 and a session', reply);
  onCreated(id);
  const replayed = reply.headers.get('idempotency-replayed') === 'true';
  return { id, idempotencyKey, replayed };
}

/** Plays an action; each of its webhooks must have been answered 200. */
async function delivered(stage: Stage, id: SessionId, action: SimAction): Promise<void> {
  const { deliveries } = await stage.veriff.play(id, action);
  const refused = deliveries.find(({ outcome }) => outcome !== 'delivered');
  if (refused === undefined && deliveries.length > 0) return;
  throw new SmokeFailure({
    expected: 'the webhook to be answered 200',
    seen: refused === undefined ? 'no webhook' : JSON.stringify(refused),
    lookAt: WEBHOOKS,
  });
}

async function expectSession(
  { backend }: Stage,
  id: SessionId,
  wanted: { readonly status: string; readonly source?: string },
): Promise<void> {
  const session = await backend.read(id);
  const sameSource = wanted.source === undefined || session?.decision?.source === wanted.source;
  if (session?.status === wanted.status && sameSource) return;
  throw new SmokeFailure({
    expected: JSON.stringify(wanted),
    seen: session === undefined ? '404' : JSON.stringify(session),
    lookAt: WEBHOOKS,
  });
}

async function playTo(
  stage: Stage,
  id: SessionId,
  action: SimAction,
  status: string,
): Promise<void> {
  await delivered(stage, id, action);
  await expectSession(stage, id, { status });
}

/** Nothing may be let in without a signature: of IAM's at one door, of Veriff's at the other. */
async function unsignedIsRefused({ backend }: Stage): Promise<void> {
  const status = await backend.readUnsigned(randomUUID());
  if (status === 401 || status === 403) return;
  throw new SmokeFailure({
    expected: '401 or 403',
    seen: String(status),
    lookAt: 'the authorisation type of the methods of the client API. This is serious',
  });
}

async function forgedIsRefused(stage: Stage, id: SessionId): Promise<void> {
  const { veriff, webhookUrl } = stage;
  const verification = { id, status: 'approved', code: 9001, attemptId: randomUUID() };
  const body = JSON.stringify({ status: 'success', verification });
  const reply = await send(new URL(webhookUrl), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-auth-client': veriff.integration.apiKey,
      'x-hmac-signature': veriff.forged(body),
    },
    body,
  });
  if (reply.status !== 401) throw unexpected('401', reply);
  await expectSession(stage, id, { status: 'submitted' });
}

async function owesNothing({ wait, dueAt }: Stage, id: SessionId): Promise<void> {
  await wait({
    expected: 'a record that owes no publication',
    look: async () => dueAt(id),
    isThere: (at) => at === undefined,
    describe: (at) => `it owes something at ${at ?? 'no time'}`,
    atMost: 2 * MINUTES,
    lookAt: 'events:PutEvents of the functions, and the metric PublishFailed',
  });
}

/** A session whose decision webhook is lost; what follows of it is looked at later. */
async function loseDecision(stage: Stage, vendorData: string): Promise<SessionId> {
  const { veriff } = stage;
  const { id } = await created(stage, { vendorData });
  await playTo(stage, id, 'start', 'started');
  await playTo(stage, id, 'submit', 'submitted');
  await veriff.loseDecisionOf(id);
  await veriff.play(id, 'decline');
  await expectSession(stage, id, { status: 'submitted' });
  return id;
}

async function fallbackFinds({ wait, backend, sweep }: Stage, id: SessionId): Promise<void> {
  await wait({
    expected: 'status declined by the fallback',
    look: async () => backend.read(id),
    isThere: (session) => session?.status === 'declined' && session.decision?.source === 'poll',
    describe: describeSession,
    atMost: FALLBACK,
    lookAt: `the executions of ${sweep}, its schedule, and the log of poll-decision`,
  });
}

async function listShows(
  { wait, backend }: Stage,
  vendorData: string,
  id: SessionId,
): Promise<void> {
  await wait({
    expected: `a list with ${id} alone`,
    look: async () => backend.list(vendorData),
    isThere: (sessions) => sessions.length === 1 && sessions[0]?.id === id,
    describe: (sessions) => `${sessions.length} sessions`,
    atMost: SOON,
    lookAt: 'the index byVendorData and the log of list-sessions',
  });
}

async function whole(stage: Stage, vendorData: string): Promise<SessionId> {
  const { step } = stage.steps;
  const { id, idempotencyKey } = await step('a session is created at Veriff', async () =>
    created(stage, { vendorData }),
  );
  await step('the same request again is the same session', async () => {
    const again = await created(stage, { vendorData, idempotencyKey });
    if (again.id === id && again.replayed) return;
    throw new SmokeFailure({
      expected: `${id} again, with Idempotency-Replayed`,
      seen: `${again.id}${again.replayed ? '' : ', made anew'}`,
      lookAt: 'the log of create-session',
    });
  });
  await step('the user starts: webhook', async () => playTo(stage, id, 'start', 'started'));
  await step('the user submits: webhook', async () => playTo(stage, id, 'submit', 'submitted'));
  await step('a forged approval is refused and changes nothing', async () =>
    forgedIsRefused(stage, id),
  );
  await step('Veriff approves: webhook', async () => {
    await delivered(stage, id, 'approve');
    await expectSession(stage, id, { status: 'approved', source: 'webhook' });
  });
  await step("the list by vendorData shows the user's session", async () =>
    listShows(stage, vendorData, id),
  );
  return id;
}

/** The lifecycle, step by step. */
export async function playLifecycle(stage: Stage): Promise<void> {
  const { step } = stage.steps;
  const run = `smoke-${randomUUID()}`;
  await step('a request without a signature is refused', async () => unsignedIsRefused(stage));
  const first = await whole(stage, run);
  const lost = await step('another session, whose decision webhook is lost', async () =>
    loseDecision(stage, `${run}-lost`),
  );
  await step('every change was published: the record owes nothing', async () =>
    owesNothing(stage, first),
  );
  await step('the sweep finds the lost decision', async () => fallbackFinds(stage, lost));
}

/** Erases the sessions of a run, here and, by the next sweep, at Veriff. */
export async function eraseAll(stage: Stage, ids: readonly SessionId[]): Promise<void> {
  const { backend, veriff, wait, steps, sweep } = stage;
  await steps.step('erased: 204, 204 again, and then 404', async () => {
    for (const id of ids) {
      const statuses = [await backend.erase(id), await backend.erase(id)];
      const after = await backend.read(id);
      if (statuses.every((status) => status === 204) && after === undefined) continue;
      throw new SmokeFailure({
        expected: '204, 204, 404',
        seen: `${statuses.join(', ')}, ${describeSession(after)}`,
        lookAt: 'the log of erase-session',
      });
    }
  });
  await steps.step('the sweep erases them at Veriff too', async () => {
    await wait({
      expected: 'every session deleted at Veriff',
      look: async () => Promise.all(ids.map(async (id) => veriff.session(id))),
      isThere: (sessions) => sessions.every(({ deletedAt }) => deletedAt !== undefined),
      describe: (sessions) =>
        `${sessions.filter(({ deletedAt }) => deletedAt === undefined).length} are still there`,
      atMost: ERASURE,
      lookAt: `the executions of ${sweep}, and the log of poll-decision`,
    });
  });
}
