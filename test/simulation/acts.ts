import { type Answer } from '../../functions/http/answer.ts';
import type { Command } from '../../local/veriff/sessions.ts';
import type { Item } from '../../shared/adapters/dynamodb/attributes.ts';
import { readRecord } from '../../shared/adapters/dynamodb/session-item.ts';
import { readWebhook } from '../../shared/adapters/veriff/wire.ts';
import { TABLE } from '../../shared/contract/table.ts';
import { decide } from '../../shared/domain/decide.ts';
import type { IntegrationName, Tenant } from '../../shared/domain/ids.ts';
import { apiEvent } from '../support/api-event.ts';
import { OTHER_TENANT, TENANT } from '../support/given.ts';
import { signed } from './far-side.ts';
import { createAnswered, note } from './ledger.ts';
import { type Container, call, clockOf, type Ending, type Invocation, invoke } from './machine.ts';
import {
  type CallsMade,
  refusalTouchesNothing,
  statusIsKnown,
  webhookIsCheap,
} from './monitors-edges.ts';
import { isOver } from './monitors-life.ts';
import { acceptedIsHeld, first, isSession, unless } from './monitors-order.ts';
import { bucketQuery, sweepRun } from './sweep.ts';
import type { AtVeriff, Message } from './veriff-model.ts';
import { OTHER_SECRET, send, type World } from './world.ts';

/** A client that wants one session, and asks until it hears 201. */
export interface Client {
  readonly key?: string;
  /** Whose client it is; the first tenant's where it says nothing. */
  readonly tenant?: Tenant;
  /** Which of two bodies it sends. */
  readonly variant: number;
  running: boolean;
  tries: number;
  status: number | undefined;
}

const LIVE = 'live' as IntegrationName;

function answerIn(ending: Ending): Answer | undefined {
  return ending.kind === 'returned' ? (ending.value as Answer) : undefined;
}

/** An invocation never ends in an error that its middleware did not turn into an answer. */
function heardFrom(world: World, ending: Ending, known: readonly number[]): Answer | undefined {
  if (ending.kind === 'threw') note(world.ledger, `unhandled: ${String(ending.error)}`);
  const answer = answerIn(ending);
  if (answer !== undefined) note(world.ledger, statusIsKnown(answer.statusCode, known));
  return answer;
}

function bodyFor({ key, variant }: Client): string {
  const vendorData = key === undefined ? `free-${variant}` : `keyed-${key}-${variant}`;
  return JSON.stringify({ verification: { vendorData } });
}

interface Created {
  readonly verification: { readonly id: string };
}

function textIn(item: Item | undefined, name: string): string | undefined {
  return item?.[name]?.S;
}

/** The time until which the key of a session is claimed; nothing where it was claimed anew for another session. */
function epochOf({ table, ledger }: World, id: string): string | undefined {
  const key = textIn(table.item(id), 'claim') ?? '';
  const claim = table.item(key);
  // At the edge of its life, and between clocks that disagree, a key is claimed anew while its old session is answered.
  const isAnew = textIn(claim, 'sessionId') !== id && Number(ledger.claimed.get(key)) > 1;
  return isAnew ? undefined : claim?.[TABLE.ttl]?.N;
}

function created(world: World, { key, variant, tenant = TENANT }: Client, { body }: Answer): void {
  const { id } = (JSON.parse(body) as Created).verification;
  note(world.ledger, unless(world.ledger.was.has(id), '201 before the record was durable'));
  const owner = textIn(world.table.item(id), 'tenant') ?? tenant;
  note(world.ledger, unless(owner === tenant, "a create was answered another tenant's session"));
  const epoch = epochOf(world, id);
  if (key === undefined || epoch === undefined) return;
  createAnswered(world.ledger, `${tenant} ${key}@${epoch}`, { body, sessionId: id, variant });
}

/** `POST /v1/sessions`. */
export function create(world: World, client: Client): void {
  client.running = true;
  client.tries += 1;
  const headers = client.key === undefined ? {} : { 'Idempotency-Key': client.key };
  const event = apiEvent({
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: bodyFor(client),
    ...(client.tenant !== undefined && { tenant: client.tenant }),
  });
  send(world, 'create-session', event, (ending) => {
    client.running = false;
    const answer = heardFrom(world, ending, [201, 409, 422, 503]);
    client.status = answer?.statusCode;
    if (answer?.statusCode === 201) created(world, client, answer);
  });
}

const sum = (...counts: readonly (number | undefined)[]): number =>
  counts.reduce<number>((total, count) => total + (count ?? 0), 0);

function callsOf({ steps, lost }: Invocation): CallsMade {
  return {
    reads: sum(steps['webhook.read']),
    updates: sum(steps['webhook.update']),
    publications: sum(steps['webhook.publish']),
    marks: sum(steps['webhook.mark']),
    lost,
  };
}

/** What was answered 200 has left its trace: a decision is held, and told again it would change nothing. */
function leftNoTrace(world: World, { sessionId, body, truth }: Message): string | undefined {
  const { table, ledger, machine } = world;
  const item = table.item(sessionId);
  const edge = machine.now + 1000 * ledger.slackSeconds;
  if (item === undefined || !isSession(item) || isOver(item, edge)) return undefined;
  const message = readWebhook(body);
  const record = readRecord(item);
  if (!('observation' in message) || record.kind !== 'session') return undefined;
  const again = decide(record, { ...message.observation, integration: LIVE }, machine.now);
  return first(
    () => (truth === undefined ? undefined : acceptedIsHeld(item, truth)),
    () => unless(again.kind !== 'changed', '200 to a webhook that left no trace'),
  );
}

/** A webhook of Veriff's arrives, once more or for the first time. */
export function deliver(world: World, message: Message): void {
  message.deliveries += 1;
  const { body } = message;
  const event = webhook(body, signed(world.signing, body));
  send(world, 'receive-webhook', event, (ending, invocation) => {
    const known = world.secrets.length > 1 || world.rotated ? [200, 401, 503] : [200, 503];
    const answer = heardFrom(world, ending, known);
    note(world.ledger, webhookIsCheap(callsOf(invocation)));
    if (answer?.statusCode !== 200) return;
    message.accepted = true;
    note(world.ledger, leftNoTrace(world, message));
  });
}

function webhook(body: Buffer, signature: string, apiKey = 'key'): object {
  const headers = {
    'content-type': 'application/json',
    'x-hmac-signature': signature,
    'x-auth-client': apiKey,
  };
  return apiEvent({ method: 'POST', path: '/webhooks/veriff', headers, body });
}

/** A message of Veriff's with somebody else's signature. */
export function forge(world: World, { body }: Message): void {
  send(world, 'receive-webhook', webhook(body, 'ab'.repeat(32)), (ending, invocation) => {
    const answer = heardFrom(world, ending, [401, 503]);
    note(world.ledger, refusalTouchesNothing(answer?.statusCode ?? 0, callsOf(invocation)));
  });
}

/** A message about our session that another integration of ours has signed. */
export function mistake(world: World, { body }: Message): void {
  send(
    world,
    'receive-webhook',
    webhook(body, signed(OTHER_SECRET, body), 'other-key'),
    (ending, invocation) => {
      heardFrom(world, ending, [200, 503]);
      const { updates, marks } = callsOf(invocation);
      note(world.ledger, unless(updates + marks === 0, "another integration's message wrote"));
    },
  );
}

/** Another tenant reads and erases what is not its own. */
export function snoop(world: World, id: string): void {
  const owner = textIn(world.table.item(id), 'tenant');
  const tenant = owner === OTHER_TENANT ? TENANT : OTHER_TENANT;
  for (const actor of ['read-session', 'erase-session'] as const) {
    send(world, actor, apiEvent({ id, tenant }), (ending) => {
      heardFrom(world, ending, owner === undefined ? [200, 204, 404, 503] : [404, 503]);
    });
  }
}

/** Somebody moves at Veriff: the end user or a reviewer. */
export function move(world: World, known: AtVeriff, command: Command): void {
  world.veriff.act(known, command);
}

/** Whoever asks about a session is mostly its owner. */
function ownerOf({ table }: World, id: string): { readonly tenant?: string } {
  const tenant = textIn(table.item(id), 'tenant');
  return tenant === undefined ? {} : { tenant };
}

/** `GET /v1/sessions/{id}`. */
export function read(world: World, id: string): void {
  send(
    world,
    'read-session',
    apiEvent({ id, ...ownerOf(world, id) }),
    (ending, _invocation, sawExpired) => {
      const answer = heardFrom(world, ending, [200, 404, 503]);
      const isShown = answer?.statusCode === 200 && sawExpired;
      note(world.ledger, unless(!isShown, 'a record was shown after its end'));
    },
  );
}

/** `GET /v1/sessions?vendorData=…`. */
export function list(world: World, vendorData: string): void {
  send(world, 'list-sessions', apiEvent({ query: { vendorData } }), (ending) => {
    heardFrom(world, ending, [200, 503]);
  });
}

/** `DELETE /v1/sessions/{id}`. */
export function erase(world: World, id: string): void {
  send(
    world,
    'erase-session',
    apiEvent({ method: 'DELETE', id, ...ownerOf(world, id) }),
    (ending, { container }) => {
      const answer = heardFrom(world, ending, [204, 404, 503]);
      if (answer?.statusCode !== 204) return;
      const item = world.table.item(id);
      const isGone =
        item === undefined || !isSession(item) || isOver(item, clockOf(world.machine, container));
      note(world.ledger, unless(isGone, 'an erased session is still there'));
    },
  );
}

async function dueIn(world: World, container: Container, asked: { bucket: string; now: string }) {
  // No session of this history can be there, so nobody needs to wait for the answer.
  if (!world.buckets.has(asked.bucket)) return [];
  const answer = (await call(world.machine, container, {
    service: 'table',
    step: () => 'sweep.query',
    effect: () => world.table.execute(bucketQuery(asked.bucket, asked.now)),
  })) as { Items: Record<string, { S?: string }>[] };
  return answer.Items.map((item) => item[TABLE.key]?.S ?? '');
}

/** The promise of a batch that a poll container works on. */
async function batchDone(world: World, batch: object): Promise<{ stop: boolean }> {
  return new Promise((resolve, reject) => {
    send(world, 'poll-decision', batch, (ending) => {
      if (ending.kind === 'returned') resolve(ending.value as { stop: boolean });
      else reject(new Error('Lambda.Unknown'));
      if (ending.kind === 'threw') note(world.ledger, `unhandled: ${String(ending.error)}`);
    });
  });
}

/** A run of the sweep begins. */
export function sweep(world: World): void {
  const { machine } = world;
  const container: Container = {
    actor: 'sweep',
    name: `sweep-${machine.started}`,
    skewMs: 0,
    current: undefined,
  };
  const startedAt = new Date(machine.now).toISOString();
  const tasks = {
    query: async (bucket: string, now: string) => dueIn(world, container, { bucket, now }),
    invoke: async (batch: object) => {
      const sentAt = new Date(machine.now).toISOString();
      return call(machine, container, {
        service: 'function',
        step: () => 'sweep.invoke',
        effect: () => {
          const done = batchDone(world, { ...batch, sentAt });
          done.catch(() => {});
          return done;
        },
      }) as Promise<{ stop: boolean }>;
    },
  };
  invoke(machine, {
    container,
    seconds: 300,
    work: async () => sweepRun(tasks, startedAt),
    ended: (ending) => {
      if (ending.kind === 'threw') note(world.ledger, `the sweep broke: ${String(ending.error)}`);
    },
  });
}
