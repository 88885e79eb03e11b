import type { DueSource, VirtualClock } from './clock.ts';
import {
  candidateOf,
  type Delivery,
  newDelivery,
  packetBytes,
  type Webhook,
} from './deliveries.ts';
import { holdBack } from './delivery-gate.ts';
import type { Faults } from './faults.ts';
import { type Heap, heap } from './heap.ts';
import type { Integration } from './integration.ts';
import { type Limit, limiter } from './limiter.ts';
import type { Log, SimulatorLogLine } from './log.ts';
import type { NotSent, Sender, Sent } from './sender.ts';
import type { Change, Store } from './store.ts';
import { DAY_MS, HOUR_MS, isoTime, SECOND_MS } from './times.ts';
import { type Prepared, prepare } from './webhook-faults.ts';

/** Sends what is due, keeps what came of it, tries again. First, repeated and resent webhooks take the same way. */
export interface Dispatcher {
  readonly source: DueSource;
  /** Commits changes and takes note of the deliveries among them that wait. */
  commit(changes: readonly Change[]): void;
  /** Makes every delivery of this session that is due now. */
  settle(sessionId: string): Promise<void>;
  close(): Promise<void>;
}

export interface DispatcherOptions {
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly faults: Faults;
  readonly integration: Integration;
  readonly url: URL;
  readonly sender: Sender;
  readonly log: Log;
}

interface Entry {
  readonly dueAt: number;
  readonly rank: number;
  readonly seq: number;
}

interface Engine extends DispatcherOptions {
  readonly queue: Heap<Entry>;
  /** Deliveries on their way. */
  readonly underway: Set<number>;
  /** Per session: the end of its line. One session's webhooks go one after the other. */
  readonly lines: Map<string, Promise<void>>;
  readonly limit: Limit;
  /** When the first of those that are on their way set out. */
  busySince: number;
  closed: boolean;
}

/** "Retried about hourly for up to seven days or until delivered." Veriff docs: webhooks-guide. */
const RETRY_AFTER_MS = HOUR_MS;
const RETRY_FOR_MS = 7 * DAY_MS;
const AT_ONCE = 16;

export function dispatcher(options: DispatcherOptions): Dispatcher {
  const engine: Engine = {
    ...options,
    queue: heap(goesFirst),
    underway: new Set(),
    lines: new Map(),
    limit: limiter(AT_ONCE),
    busySince: 0,
    closed: false,
  };
  for (const delivery of engine.store.deliveries()) enqueue(engine, delivery);
  return {
    source: {
      name: 'veriff webhooks',
      // What is on its way is waited for before the clock is moved past it.
      next: (advancing) =>
        advancing && engine.lines.size > 0 ? engine.busySince : peek(engine)?.dueAt,
      run: async (now) => finishDue(engine, now),
    },
    commit: (changes) => commit(engine, changes),
    settle: async (sessionId) => settle(engine, sessionId),
    close: async () => {
      engine.closed = true;
      engine.sender.close();
      await Promise.all(engine.lines.values());
    },
  };
}

function goesFirst(left: Entry, right: Entry): boolean {
  if (left.dueAt !== right.dueAt) return left.dueAt < right.dueAt;
  return left.rank === right.rank ? left.seq < right.seq : left.rank < right.rank;
}

function enqueue(engine: Engine, delivery: Delivery): void {
  if (delivery.outcome !== 'waiting') return;
  engine.queue.push({ dueAt: delivery.dueAt, rank: delivery.rank, seq: delivery.seq });
}

function commit(engine: Engine, changes: readonly Change[]): void {
  engine.store.commit(changes);
  for (const change of changes) if (change.put === 'delivery') enqueue(engine, change.value);
  engine.clock.poke();
}

/** The first entry that still stands: a delivery that was moved or ended has left old entries behind. */
function peek(engine: Engine): Entry | undefined {
  for (;;) {
    const entry = engine.queue.peek();
    if (entry === undefined || stands(engine, entry)) return entry;
    engine.queue.pop();
  }
}

function stands(engine: Engine, entry: Entry): boolean {
  const delivery = engine.store.deliveryBySeq(entry.seq);
  return (
    delivery?.outcome === 'waiting' &&
    delivery.dueAt === entry.dueAt &&
    delivery.rank === entry.rank &&
    !engine.underway.has(entry.seq)
  );
}

/** Puts everything due into the lines of its sessions. */
function startDue(engine: Engine, now: number): void {
  for (;;) {
    const entry = engine.closed ? undefined : peek(engine);
    if (entry === undefined || entry.dueAt > now) return;
    engine.queue.pop();
    const delivery = engine.store.deliveryBySeq(entry.seq);
    if (delivery !== undefined) lineUp(engine, delivery);
  }
}

function lineUp(engine: Engine, delivery: Delivery): void {
  engine.underway.add(delivery.seq);
  if (engine.lines.size === 0) engine.busySince = engine.clock.now();
  const before = engine.lines.get(delivery.sessionId) ?? Promise.resolve();
  const turn = before
    .then(async () => engine.limit(async () => attempt(engine, delivery.seq)))
    .catch((error: unknown) => {
      engine.underway.delete(delivery.seq);
      engine.log({ ...lineOf(engine, delivery), result: `not kept: ${String(error)}` });
    })
    .finally(() => {
      if (engine.lines.get(delivery.sessionId) === turn) engine.lines.delete(delivery.sessionId);
    });
  engine.lines.set(delivery.sessionId, turn);
}

async function finishDue(engine: Engine, now: number): Promise<void> {
  startDue(engine, now);
  while (engine.lines.size > 0) {
    await Promise.all(engine.lines.values());
    startDue(engine, now);
  }
}

async function settle(engine: Engine, sessionId: string): Promise<void> {
  for (;;) {
    startDue(engine, engine.clock.now());
    const line = engine.lines.get(sessionId);
    if (line === undefined) return;
    await line;
  }
}

async function attempt(engine: Engine, seq: number): Promise<void> {
  const delivery = engine.store.deliveryBySeq(seq);
  const webhook = delivery && engine.store.webhook(delivery.webhookId);
  if (delivery?.outcome !== 'waiting' || webhook === undefined || engine.closed) {
    engine.underway.delete(seq);
    return;
  }
  const held = holdBack(delivery, webhook, engine);
  if (held === undefined) await send(engine, delivery, webhook);
  else finish(engine, held);
}

async function send(engine: Engine, delivery: Delivery, webhook: Webhook): Promise<void> {
  const candidate = candidateOf(webhook);
  const prepared: Prepared =
    delivery.stage === 'exact' && delivery.packet !== undefined
      ? { packet: delivery.packet, strikes: [] }
      : prepare(webhook, engine.integration, (kind) =>
          engine.faults.strikes('webhooks', kind, candidate),
        );
  const { packet } = prepared;
  const started = performance.now();
  const sentAt = engine.clock.now();
  const body = packetBytes(packet, webhook);
  const result = await engine.sender.post(engine.url, { headers: packet.headers, body });
  // Cut off by our own end: nobody knows whether it arrived, so it is sent again after the restart.
  if (engine.closed && 'error' in result) return;
  const tried: Delivery = {
    ...delivery,
    packet,
    sentAt,
    milliseconds: Math.round(performance.now() - started),
    faults: [...delivery.faults, ...prepared.strikes],
  };
  finish(engine, [concluded(tried, result), ...copies(engine, tried, webhook)]);
}

/** Keeps finished deliveries, with the retry that a failure owes, all in one commit. */
function finish(engine: Engine, deliveries: readonly Delivery[]): void {
  let seq = engine.store.nextDeliverySeq() + deliveries.length;
  const kept = deliveries.flatMap((delivery) => {
    if (delivery.outcome !== 'waiting') report(engine, delivery);
    const retry = retryOf(engine, delivery, seq);
    if (retry === undefined) return [delivery];
    seq += 1;
    return [{ ...delivery, retryAt: retry.dueAt }, retry];
  });
  // The ones on their way are waited for here, not by the queue: they may stand in it again from now on.
  for (const delivery of kept) engine.underway.delete(delivery.seq);
  commit(
    engine,
    kept.map((value) => ({ put: 'delivery', value })),
  );
}

/** Only exactly 200 counts; whether Veriff accepts another 2xx is not known. */
function concluded(delivery: Delivery, result: Sent | NotSent): Delivery {
  if ('error' in result) return { ...delivery, outcome: 'failed', error: result.error };
  return { ...delivery, outcome: result.status === 200 ? 'delivered' : 'refused', answer: result };
}

function retryOf(engine: Engine, delivery: Delivery, seq: number): Delivery | undefined {
  const failed = delivery.outcome === 'refused' || delivery.outcome === 'failed';
  const webhook = engine.store.webhook(delivery.webhookId);
  if (!failed || delivery.stage === 'exact' || webhook === undefined) return undefined;
  const dueAt = engine.clock.now() + RETRY_AFTER_MS;
  if (dueAt > webhook.madeAt + RETRY_FOR_MS) return undefined;
  return {
    ...newDelivery(webhook, { seq, dueAt, waitsFor: 'retry' }),
    try: delivery.try + 1,
    origin: 'retry',
    repeats: delivery.id,
  };
}

/** At least once: the fault `duplicate` sends the same bytes and the same signature again. */
function copies(engine: Engine, sent: Delivery, webhook: Webhook): readonly Delivery[] {
  const { sentAt = 0, packet } = sent;
  const rule =
    sent.stage === 'exact'
      ? undefined
      : engine.faults.strikes('webhooks', 'duplicate', candidateOf(webhook));
  if (rule === undefined || packet === undefined) return [];
  const gapMs = Number(rule.parameters['gapSeconds']) * SECOND_MS;
  const first = engine.store.nextDeliverySeq();
  return Array.from({ length: Number(rule.parameters['copies']) }, (_, index): Delivery => {
    const dueAt = sentAt + gapMs * (index + 1);
    return {
      ...newDelivery(webhook, { seq: first + index, dueAt, waitsFor: 'copy' }),
      try: sent.try,
      origin: 'copy',
      repeats: sent.id,
      stage: 'exact',
      packet,
      faults: [...sent.faults, { kind: rule.kind, rule: rule.id }],
    };
  });
}

function report(engine: Engine, delivery: Delivery): void {
  const { answer, error, outcome } = delivery;
  engine.log({
    ...lineOf(engine, delivery),
    result: answer === undefined ? (error ?? outcome) : String(answer.status),
    ...(delivery.milliseconds === undefined ? {} : { ms: delivery.milliseconds }),
    ...(outcome === 'dropped' || outcome === 'failed' ? { lost: true } : {}),
  });
}

function lineOf(engine: Engine, delivery: Delivery): Omit<SimulatorLogLine, 'result'> {
  return {
    at: isoTime(delivery.sentAt ?? engine.clock.now()),
    from: 'veriff',
    to: 'webhook',
    what: [delivery.kind, delivery.action, delivery.code].filter((part) => part !== null).join(' '),
    sessionId: delivery.sessionId,
  };
}
