import { randomUUID } from 'node:crypto';
import type { DueSource, VirtualClock } from './clock.ts';
import type { SimPlayAction } from './control.ts';
import { plainVerification } from './decision-body.ts';
import { newDelivery, type Webhook } from './deliveries.ts';
import type { Dispatcher } from './delivery.ts';
import { heap } from './heap.ts';
import type { Integration } from './integration.ts';
import { edit, pathsOf } from './json-pointer.ts';
import type { Log } from './log.ts';
import { currentAttempt, newSession, type Session, type SessionRequest } from './session.ts';
import { type Announcement, type Command, endOfLife, play, timeoutAction } from './sessions.ts';
import type { Change, Store } from './store.ts';
import { isoTime, type Micros, stamper } from './times.ts';
import { decisionWebhook, eventBody, eventCode, fullAutoBody } from './webhook-bodies.ts';

/** Veriff's side of the story: sessions that live, and the webhooks that follow from what happens to them. */
export interface Veriff {
  create(request: SessionRequest): Session;
  act(id: string, command: Command, by?: 'client' | 'enduser' | 'control' | 'time'): Acted;
  /** Sends a webhook that changes no status. */
  announce(session: Session, webhook: Omit<Webhook, 'id' | 'madeAt'>): readonly string[];
  /** Replaces a session by its next version. */
  keep(session: Session): void;
  stamp(): Micros;
  /** Ends sessions whose seven days are over. */
  readonly source: DueSource;
}

export type Acted =
  | { readonly ok: true; readonly session: Session; readonly deliveries: readonly string[] }
  | { readonly ok: false; readonly why: 'unknown-session' }
  | {
      readonly ok: false;
      readonly why: 'illegal';
      readonly session: Session;
      readonly allowed: readonly SimPlayAction[];
    }
  | {
      readonly ok: false;
      readonly why: 'unknown-path';
      readonly missing: readonly string[];
      readonly known: readonly string[];
    };

export interface VeriffOptions {
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly dispatcher: Dispatcher;
  readonly integration: Integration;
  readonly log: Log;
}

/** Resubmission webhooks of flows are held back five minutes. Veriff docs: decision-webhook. */
const HOLD_MS = 5 * 60_000;

interface Engine extends VeriffOptions {
  readonly stamp: () => Micros;
  readonly ends: Endings;
}

export function veriff(options: VeriffOptions): Veriff {
  const { store, dispatcher } = options;
  const engine: Engine = {
    ...options,
    stamp: stamper(() => options.clock.now()),
    ends: endings(store, (id, action) => act(engine, { id, command: { action }, by: 'time' })),
  };
  return {
    create: (request) => {
      const born = { id: randomUUID(), seq: store.nextSessionSeq(), attemptId: randomUUID() };
      const session = newSession({ ...born, at: engine.stamp() }, request);
      dispatcher.commit([{ put: 'session', value: session }]);
      engine.ends.watch(session);
      return session;
    },
    act: (id, command, by = 'control') => act(engine, { id, command, by }),
    announce: (session, webhook) => {
      const changes = webhookChanges(engine, [{ ...webhook, delayMs: 0 }]);
      dispatcher.commit([{ put: 'session', value: session }, ...changes]);
      return deliveryIds(changes);
    },
    keep: (session) => dispatcher.commit([{ put: 'session', value: session }]),
    stamp: engine.stamp,
    source: engine.ends.source,
  };
}

function act(
  engine: Engine,
  asked: {
    readonly id: string;
    readonly command: Command;
    readonly by: 'client' | 'enduser' | 'control' | 'time';
  },
): Acted {
  const before = engine.store.session(asked.id);
  if (before === undefined) return { ok: false, why: 'unknown-session' };
  const played = play(before, asked.command, {
    at: engine.stamp(),
    newAttemptId: randomUUID(),
    attemptLimit: engine.integration.attemptLimit,
    decides: engine.integration.decides,
  });
  if (!played.ok) return { ok: false, why: 'illegal', session: before, allowed: played.allowed };
  const wrong = unknownPaths(played.session, asked.command);
  if (wrong !== undefined) return { ok: false, why: 'unknown-path', ...wrong };
  const changes = consequences(engine, played.session, played.announcements);
  engine.dispatcher.commit([{ put: 'session', value: played.session }, ...changes]);
  if (timeoutAction(before) === undefined) engine.ends.watch(played.session);
  engine.log({
    at: isoTime(engine.clock.now()),
    from: asked.by,
    to: 'session',
    what: asked.command.action,
    result: `${before.status} -> ${played.session.status}`,
    sessionId: asked.id,
  });
  // Nobody waits here: the caller gets the answer, the webhooks go their own way.
  if (asked.by !== 'time') void engine.dispatcher.settle(asked.id);
  return { ok: true, session: played.session, deliveries: deliveryIds(changes) };
}

/** The paths of `set` that the decision body lacks: a typing mistake must not pass for an edit. */
function unknownPaths(
  session: Session,
  command: Command,
): { readonly missing: readonly string[]; readonly known: readonly string[] } | undefined {
  const attempt = currentAttempt(session);
  if (command.set === undefined || attempt.decision === undefined) return undefined;
  const plain = plainVerification(session, attempt, attempt.decision);
  const edited = edit(plain, { set: command.set });
  return edited.ok ? undefined : { missing: edited.missing, known: pathsOf(plain) };
}

type Owed = Omit<Webhook, 'id' | 'madeAt'> & { readonly delayMs: number };

function consequences(
  engine: Engine,
  session: Session,
  announcements: readonly Announcement[],
): readonly Change[] {
  const withdrawn = announcements.flatMap((each) =>
    each.kind === 'withdraw' ? withdraw(engine, session.id, each.attemptId) : [],
  );
  const owed = announcements.flatMap((each) => owedFor(engine, session, each));
  return [...withdrawn, ...webhookChanges(engine, owed)];
}

/** The user came back in time: the held webhook of that attempt is never sent. */
function withdraw(engine: Engine, sessionId: string, attemptId: string): readonly Change[] {
  return engine.store
    .deliveriesOf(sessionId)
    .filter(
      (each) =>
        each.outcome === 'waiting' && each.waitsFor === 'hold' && each.attemptId === attemptId,
    )
    .map((each) => ({ put: 'delivery', value: { ...each, outcome: 'cancelled' } }));
}

function owedFor(engine: Engine, session: Session, announcement: Announcement): readonly Owed[] {
  if (announcement.kind === 'withdraw') return [];
  const { attemptId } = announcement;
  const common = { sessionId: session.id, attemptId, delayMs: 0 };
  if (announcement.kind === 'event') {
    const { action } = announcement;
    const body = eventBody(session, attemptId, action);
    return [{ ...common, kind: 'event', action, code: eventCode(action), body }];
  }
  const attempt = session.attempts.find((each) => each.id === attemptId) ?? currentAttempt(session);
  const { decision, held } = announcement;
  const decided = { ...common, action: decision.status, delayMs: held ? HOLD_MS : 0 };
  return engine.integration.plan === 'essential'
    ? [{ ...decided, kind: 'fullauto', code: null, body: fullAutoBody(session, attempt, decision) }]
    : [
        {
          ...decided,
          kind: 'decision',
          code: decision.code,
          body: decisionWebhook(session, attempt, decision),
        },
      ];
}

function webhookChanges(engine: Engine, owed: readonly Owed[]): readonly Change[] {
  const madeAt = engine.clock.now();
  const first = engine.store.nextDeliverySeq();
  return owed.flatMap(({ delayMs, ...said }, index): readonly Change[] => {
    const seq = first + index;
    const webhook: Webhook = { ...said, id: `w${seq}`, madeAt };
    const waitsFor = delayMs > 0 ? 'hold' : 'turn';
    const delivery = newDelivery(webhook, { seq, dueAt: madeAt + delayMs, waitsFor });
    return [
      { put: 'webhook', value: webhook },
      { put: 'delivery', value: delivery },
    ];
  });
}

function deliveryIds(changes: readonly Change[]): readonly string[] {
  return changes.flatMap((change) => (change.put === 'delivery' ? [change.value.id] : []));
}

interface Endings {
  readonly source: DueSource;
  watch(session: Session): void;
}

interface Ending {
  readonly at: number;
  readonly id: string;
}

/** Seven days after its creation a session that nobody finished is expired or abandoned. */
function endings(store: Store, end: (id: string, action: 'expire' | 'abandon') => void): Endings {
  const queue = heap<Ending>((left, right) => left.at < right.at);
  const watch = (session: Session): void => {
    const at = endOfLife(session);
    if (at !== undefined) queue.push({ at, id: session.id });
  };
  const ending = (entry: Ending): 'expire' | 'abandon' | undefined => {
    const session = store.session(entry.id);
    return session && timeoutAction(session);
  };
  // A session that was submitted meanwhile owes nothing; it is watched again if it has to be resubmitted.
  const peek = (): Ending | undefined => {
    for (let entry = queue.peek(); entry !== undefined; entry = queue.peek()) {
      if (ending(entry) !== undefined) return entry;
      queue.pop();
    }
    return undefined;
  };
  for (const session of store.sessions()) watch(session);
  const endDue = (now: number): void => {
    for (let entry = peek(); entry !== undefined && entry.at <= now; entry = peek()) {
      queue.pop();
      end(entry.id, ending(entry) ?? 'expire');
    }
  };
  return {
    watch,
    source: {
      name: 'veriff sessions',
      next: () => peek()?.at,
      run: async (now) => Promise.resolve(endDue(now)),
    },
  };
}
