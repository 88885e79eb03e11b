import { memoryIdempotencyStore } from '../../shared/adapters/memory/idempotency-store.ts';
import {
  memorySessionStore,
  type StoredRecord,
} from '../../shared/adapters/memory/session-store.ts';
import type { Claim } from '../../shared/domain/idempotency.ts';
import type { AttemptId, ClaimKey, EpochMs, SessionId } from '../../shared/domain/ids.ts';
import type { DecisionObservation, Observation } from '../../shared/domain/observation.ts';
import type { IdempotencyStore } from '../../shared/ports/idempotency-store.ts';
import type { SessionStore } from '../../shared/ports/session-store.ts';
import { LINK, LIVE } from '../support/given.ts';
import type { Answer, AnswerValue, Call } from './calls.ts';
import type { BusCell, ClaimCell, RecordCell, VeriffCell } from './cells.ts';
import { canonical } from './interner.ts';
import { claimWritten, published, recordWritten, type Verdict } from './monitors.ts';

/** The table's rules; a test takes one out to see that the exploration notices. */
export interface Rules {
  readonly sessions: (items: Map<string, StoredRecord>) => SessionStore;
  readonly claims: (items: Map<ClaimKey, Claim>) => IdempotencyStore;
}

/** The rules that the contract suite holds to those of the real table. */
export const TABLE_RULES: Rules = { sessions: memorySessionStore, claims: memoryIdempotencyStore };

type CallTo<To extends Call['to']> = Extract<Call, { readonly to: To }>;

/** A call that took effect on one cell. */
export interface Effect<Cell> {
  readonly becomes: Cell;
  readonly answer: Answer;
  readonly verdict?: Verdict;
}

const answering = (value: AnswerValue | undefined): Answer =>
  value === undefined ? {} : { value };

async function askSessions(store: SessionStore, call: CallTo<'sessions'>): Promise<Answer> {
  switch (call.name) {
    case 'load':
      return answering(await store.load(call.id, call.now));
    case 'insert':
      return answering(await store.insert(call.session, call.now));
    case 'save':
      return answering(await store.save(call.next, call.read, call.now));
  }
}

/** What a call does to the record of its session. */
export async function onRecord(
  rules: Rules,
  call: CallTo<'sessions'>,
  { cell, now }: { readonly cell: RecordCell; readonly now: EpochMs },
): Promise<Effect<RecordCell>> {
  const items = new Map(cell.held === undefined ? [] : [[String(call.id), cell.held]]);
  const answer = await askSessions(rules.sessions(items), call);
  const held = items.get(call.id);
  const was = cell.was === true || held !== undefined;
  const becomes: RecordCell = { ...(held && { held }), ...(was && { was }) };
  return { becomes, answer, verdict: recordWritten(cell, becomes, now) };
}

async function askClaims(store: IdempotencyStore, call: CallTo<'claims'>): Promise<Answer> {
  switch (call.name) {
    case 'claim':
      return answering(await store.claim(call.fresh, call.now));
    case 'takeOver':
      return answering(await store.takeOver(call.dead, call.owner, call.leaseUntil));
    case 'answer':
      return answering(await store.answer(call.key, call.owner, call.session));
    case 'complete':
      await store.complete(call.key, call.sessionId);
      return {};
    case 'release':
      await store.release(call.key, call.owner);
      return {};
  }
}

function isFresh(
  call: CallTo<'claims'>,
  before: Claim | undefined,
  after: Claim | undefined,
): boolean {
  return call.name === 'claim' && canonical(before) !== canonical(after);
}

/** What a call does to the idempotency item. */
export async function onClaim(
  rules: Rules,
  call: CallTo<'claims'>,
  { cell, now }: { readonly cell: ClaimCell; readonly now: EpochMs },
): Promise<Effect<ClaimCell>> {
  const items = new Map(cell.held === undefined ? [] : [[cell.held.key, cell.held]]);
  const answer = await askClaims(rules.claims(items), call);
  const [held] = items.values();
  const claims = cell.claims + (isFresh(call, cell.held, held) ? 1 : 0);
  const becomes: ClaimCell = { ...(held && { held }), claims };
  return { becomes, answer, verdict: claimWritten(cell, becomes, call, now) };
}

/** What Veriff has decided so far, the newest last. */
export function decisionsOf(
  story: readonly Observation[],
  told: number,
): readonly DecisionObservation[] {
  return story.slice(0, told).filter((seen) => seen.kind === 'decision');
}

function attemptOf(seen: Observation): AttemptId | undefined {
  if (seen.kind === 'decision') return seen.decision.attemptId;
  return seen.kind === 'progress' ? seen.attemptId : undefined;
}

function attemptsOf(story: readonly Observation[], told: number): readonly AttemptId[] {
  const ids = story.slice(0, told).map(attemptOf);
  return [...new Set(ids.filter((id) => id !== undefined))];
}

function polled(story: readonly Observation[], told: number): DecisionObservation | undefined {
  const newest = decisionsOf(story, told).at(-1);
  return newest && { ...newest, decision: { ...newest.decision, source: 'poll' } };
}

/** What Veriff answers, and what it is then. */
export function onVeriff(
  story: readonly Observation[],
  call: CallTo<'veriff'>,
  cell: VeriffCell,
): Effect<VeriffCell> {
  if (call.name === 'create') {
    const made = cell.made + 1;
    const id = `s${made}` as SessionId;
    return {
      becomes: { ...cell, made },
      answer: { value: { id, integration: LIVE, link: LINK } },
    };
  }
  if (call.name === 'delete') {
    const erased = cell.erased.includes(call.id) ? cell.erased : [...cell.erased, call.id];
    return { becomes: { ...cell, erased }, answer: {} };
  }
  const told = cell.opened === call.id && !cell.erased.includes(call.id) ? cell.told : 0;
  const value = call.name === 'decision' ? polled(story, told) : attemptsOf(story, told);
  return { becomes: cell, answer: answering(value) };
}

/** What the bus has taken, with all that is asked to be published. */
export function onBus({ events }: CallTo<'bus'>, cell: BusCell): Effect<BusCell> {
  const taken = events.map((event) => [event.id, canonical(event)] as const);
  const becomes = { ...cell, ...Object.fromEntries(taken) };
  const answer = { value: events.map(({ id }) => id) };
  return { becomes, answer, verdict: published(cell, becomes) };
}
