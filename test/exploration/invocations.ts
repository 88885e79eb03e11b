import { type CreatePorts, createSession } from '../../shared/application/create-session.ts';
import { eraseSession } from '../../shared/application/erase-session.ts';
import { recordObservation } from '../../shared/application/record-observation.ts';
import { settleDebts } from '../../shared/application/settle-debts.ts';
import { StoreUnavailable, VeriffError } from '../../shared/domain/failure.ts';
import type { Claim } from '../../shared/domain/idempotency.ts';
import type { AttemptId, EpochMs, SessionId } from '../../shared/domain/ids.ts';
import type { DecisionObservation, Observation } from '../../shared/domain/observation.ts';
import type { SessionRecord } from '../../shared/domain/session.ts';
import type { CreatedAtVeriff } from '../../shared/ports/veriff.ts';
import { CLAIM, TENANT } from '../support/given.ts';
import { type Answer, type Call, errorOf } from './calls.ts';

/** What an invocation runs. */
export type Program =
  | { readonly kind: 'create'; readonly owner: string }
  | { readonly kind: 'webhook'; readonly id: SessionId; readonly observation: Observation }
  | { readonly kind: 'sweep'; readonly id: SessionId }
  | { readonly kind: 'erase'; readonly id: SessionId };

/** How an invocation ended. */
export type Ending =
  | { readonly kind: 'created'; readonly id: SessionId }
  | { readonly kind: 'recorded'; readonly id: SessionId; readonly observation: Observation }
  | { readonly kind: 'erased'; readonly id: SessionId }
  /** A good answer that promises nothing. */
  | { readonly kind: 'ended'; readonly how: string }
  /** A classified error: the caller is told to come again. */
  | { readonly kind: 'refused'; readonly how: string }
  /** An error that no part of the application has foreseen. */
  | { readonly kind: 'broken'; readonly how: string };

/** An answered call, and the time at which the invocation went on. */
export interface Answered {
  readonly answer: Answer;
  readonly at: EpochMs;
}

/** Where an invocation stands: before a call, or at its end. */
export interface Standing {
  readonly next: Call | Ending;
  /** What it counted since its last call: Veriff sessions that nobody may ever hear of. */
  readonly surplus: number;
}

/** What tells of a session at Veriff that may be nobody's. */
const SURPLUS: ReadonlySet<string> = new Set(['OutcomeUnknown', 'OrphanSession']);

/** Where the application asks; a call that nobody has answered yet never comes back. */
interface Line {
  readonly ask: (call: Call) => Promise<unknown>;
  readonly now: () => EpochMs;
  readonly count: (name: string) => void;
}

function portsOn(line: Line, owner: string): CreatePorts {
  const { ask, now } = line;
  let owners = 0;
  return {
    now,
    newOwner: () => `${owner}${(owners += 1)}`,
    telemetry: { count: line.count, measure() {}, note() {} },
    store: {
      load: async (id, at) =>
        (await ask({ to: 'sessions', name: 'load', id, now: at })) as SessionRecord | undefined,
      insert: async (session, at) =>
        (await ask({ to: 'sessions', name: 'insert', id: session.id, session, now: at })) as
          | 'inserted'
          | 'exists',
      save: async (next, read, at) =>
        (await ask({ to: 'sessions', name: 'save', id: read.id, next, read, now: at })) as
          | 'saved'
          | 'conflict',
      list: async () => ({ sessions: [] }),
    },
    claims: {
      claim: async (fresh, at) =>
        (await ask({ to: 'claims', name: 'claim', fresh, now: at })) as Claim,
      takeOver: async (dead, by, leaseUntil) =>
        (await ask({ to: 'claims', name: 'takeOver', dead, owner: by, leaseUntil })) as boolean,
      answer: async (key, by, session) =>
        (await ask({ to: 'claims', name: 'answer', key, owner: by, session })) as boolean,
      async complete(key, sessionId) {
        await ask({ to: 'claims', name: 'complete', key, sessionId });
      },
      async release(key, by) {
        await ask({ to: 'claims', name: 'release', key, owner: by });
      },
    },
    publisher: {
      publish: async (events) =>
        new Set((await ask({ to: 'bus', name: 'publish', events })) as readonly string[]),
    },
    veriff: {
      createSession: async () => (await ask({ to: 'veriff', name: 'create' })) as CreatedAtVeriff,
      fetchDecision: async (_integration, id) =>
        (await ask({ to: 'veriff', name: 'decision', id })) as DecisionObservation | undefined,
      fetchAttempts: async (_integration, id) =>
        (await ask({ to: 'veriff', name: 'attempts', id })) as readonly AttemptId[],
      async deleteSession(_integration, id) {
        await ask({ to: 'veriff', name: 'delete', id });
      },
    },
  };
}

async function run(program: Program, ports: CreatePorts): Promise<Ending> {
  switch (program.kind) {
    case 'create': {
      const idempotency = { key: CLAIM, fingerprint: 'body' };
      const made = await createSession(ports, { tenant: TENANT, verification: {}, idempotency });
      return made.kind === 'created'
        ? { kind: 'created', id: made.session.id }
        : { kind: 'ended', how: made.kind };
    }
    case 'webhook': {
      const { id, observation } = program;
      await recordObservation(ports, { id, observation });
      return { kind: 'recorded', id, observation };
    }
    case 'sweep':
      return { kind: 'ended', how: await settleDebts(ports, program.id) };
    case 'erase':
      await eraseSession(ports, TENANT, program.id);
      return { kind: 'erased', id: program.id };
  }
}

async function endingOf(program: Program, ports: CreatePorts): Promise<Ending> {
  try {
    return await run(program, ports);
  } catch (error) {
    const isClassified = error instanceof StoreUnavailable || error instanceof VeriffError;
    return { kind: isClassified ? 'refused' : 'broken', how: String(error) };
  }
}

/**
 * Runs the real application code of an invocation from its beginning, with what its calls were answered,
 * up to its next call or its end. The answers are all that its course follows from, so they are its state.
 */
export async function standingOf(
  program: Program,
  startedAt: EpochMs,
  answers: readonly Answered[],
): Promise<Standing> {
  let used = 0;
  let surplus = 0;
  return new Promise((resolve) => {
    const line: Line = {
      now: () => answers[used - 1]?.at ?? startedAt,
      count: (name) => {
        if (SURPLUS.has(name)) surplus += 1;
      },
      async ask(call) {
        const answered = answers[used];
        if (answered === undefined) {
          resolve({ next: call, surplus });
          return new Promise(() => {});
        }
        used += 1;
        surplus = 0;
        if ('failing' in answered.answer) throw errorOf(answered.answer.failing);
        return answered.answer.value;
      },
    };
    const owner = program.kind === 'create' ? program.owner : '';
    void endingOf(program, portsOn(line, owner)).then((next) => resolve({ next, surplus }));
  });
}
