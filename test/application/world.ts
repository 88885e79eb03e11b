import { memoryIdempotencyStore } from '../../shared/adapters/memory/idempotency-store.ts';
import { memoryPublisher } from '../../shared/adapters/memory/publisher.ts';
import { memorySessionStore } from '../../shared/adapters/memory/session-store.ts';
import type { CreatePorts } from '../../shared/application/create-session.ts';
import { StoreUnavailable } from '../../shared/domain/failure.ts';
import type { AttemptId, SessionId } from '../../shared/domain/ids.ts';
import type { DecisionObservation } from '../../shared/domain/observation.ts';
import type { Session, SessionRecord } from '../../shared/domain/session.ts';
import type { Note, Telemetry } from '../../shared/ports/telemetry.ts';
import type { CreatedAtVeriff, Veriff } from '../../shared/ports/veriff.ts';
import { created, LINK, LIVE, T0 } from '../support/given.ts';

/** Veriff as a test wants it: each call answers what was scripted, or what a quiet Veriff would. */
export interface ScriptedVeriff extends Veriff {
  /** Every call made, as `operation id`. */
  readonly calls: string[];
  create: (() => Promise<CreatedAtVeriff>) | undefined;
  decision: () => Promise<DecisionObservation | undefined>;
  attempts: readonly AttemptId[];
  erase: () => Promise<void>;
}

function scriptedVeriff(): ScriptedVeriff {
  const veriff: ScriptedVeriff = {
    calls: [],
    create: undefined,
    decision: async () => undefined,
    attempts: [],
    erase: async () => {},
    async createSession() {
      const id = `session-${veriff.calls.push('create')}` as SessionId;
      return veriff.create?.() ?? { id, integration: LIVE, link: LINK };
    },
    async fetchDecision(_integration, id) {
      veriff.calls.push(`decision ${id}`);
      return veriff.decision();
    },
    async fetchAttempts(_integration, id) {
      veriff.calls.push(`attempts ${id}`);
      return veriff.attempts;
    },
    async deleteSession(_integration, id) {
      veriff.calls.push(`delete ${id}`);
      return veriff.erase();
    },
  };
  return veriff;
}

/** What was counted, as `Name` or `Name value value`, measured, as `Name=1.5` or `Name=1.5 value`, and noted. */
function recorder(): Telemetry & {
  readonly counted: string[];
  readonly measured: string[];
  readonly noted: [string, Note][];
} {
  const counted: string[] = [];
  const measured: string[] = [];
  const noted: [string, Note][] = [];
  return {
    counted,
    measured,
    noted,
    count: (name, dimensions) => counted.push([name, ...Object.values(dimensions)].join(' ')),
    measure: (name, value, dimensions) =>
      measured.push([`${name}=${value}`, ...Object.values(dimensions)].join(' ')),
    note: (_level, message, fields) => noted.push([message, fields]),
  };
}

/** Makes the next calls of a port's method fail as the table does, before or after it took effect. */
function failing<Port extends object>(
  port: Port,
  method: keyof Port,
  { times = 1, afterEffect = false } = {},
): void {
  const original = port[method] as (...args: readonly unknown[]) => Promise<unknown>;
  let left = times;
  const failingMethod = async (...args: readonly unknown[]): Promise<unknown> => {
    if (left === 0) return original(...args);
    left -= 1;
    if (afterEffect) await original(...args);
    throw new StoreUnavailable(new Error('scripted'));
  };
  Object.assign(port, { [method]: failingMethod });
}

/** Everything that the application needs, in memory, with a clock that stands still until it is moved. */
export function world() {
  let time = T0;
  let owners = 0;
  const items = new Map<SessionId, { record: SessionRecord; expiresAt: number }>();
  const store = memorySessionStore(items);
  const ports = {
    store,
    claims: memoryIdempotencyStore(),
    publisher: memoryPublisher(),
    veriff: scriptedVeriff(),
    telemetry: recorder(),
    now: () => time,
    newOwner: () => `owner-${(owners += 1)}`,
  } satisfies CreatePorts;
  return {
    ports,
    failing,
    /** Writes that took effect so far are told apart by a copy of the table. */
    snapshot: () => structuredClone([...items]),
    at(now: number) {
      time = now;
    },
    async held(id: SessionId): Promise<SessionRecord | undefined> {
      return store.load(id, time);
    },
    async session(id: SessionId): Promise<Session> {
      const record = await store.load(id, time);
      if (record?.kind !== 'session') throw new Error(`there is no session ${id}`);
      return record;
    },
    /** Puts a session into the table as it is right after its creation, or changed. */
    async given(change: (session: Session) => Session = (session) => session): Promise<Session> {
      const session = change({ ...created(), outbox: [] });
      await store.insert(session, time);
      return session;
    },
  };
}
