import type { TraceChange } from '../console-api/wire-trace.ts';
import type { SeenCall } from '../database-front.ts';
import { isRecord, parseJson } from '../json.ts';
import { present } from '../present.ts';
import { itemAfter, plainItem } from '../records/plain-item.ts';
import { type HeldRecord, type HeldSession, recordOf } from '../records/record.ts';
import type { Records } from '../records/records.ts';
import { functionOf, isSessionId, partyOf } from './parties.ts';
import type { SeenWrite, Untold } from './seen.ts';
import type { Trace } from './trace.ts';
import { keyOf } from './write-words.ts';

/** What the table's part of the trace works with. */
export interface TableTraceParts {
  readonly trace: Trace;
  readonly records: Records;
  /** The run of a function that an execution environment is busy with. */
  readonly invocationOf: (caller: string) => string | undefined;
  /** A session's record is another one now, or gone. */
  readonly onChanged: (id: string) => void;
  /** A session was erased. */
  readonly onErased: (id: string) => void;
}

/** One call, read. */
interface Read {
  readonly call: SeenCall;
  readonly input: Readonly<Record<string, unknown>>;
  readonly key: string;
  readonly before: HeldRecord | undefined;
  /** Undefined where nothing was written, or a claim. */
  readonly after: HeldRecord | undefined;
}

const CONDITION_LOST = 'ConditionalCheckFailedException';

/** Takes down a call of the table, and keeps the records up with it. */
export function traceCall(parts: TableTraceParts, call: SeenCall): void {
  const read = readCall(parts.records, call);
  tellCall(parts, read);
  if (call.status !== 200 || !isSessionId(read.key)) return;
  parts.onChanged(read.key);
  if (read.after?.kind === 'tombstone') parts.onErased(read.key);
}

function readCall(records: Records, call: SeenCall): Read {
  const parsed = parseJson(call.input);
  const input = isRecord(parsed) ? parsed : {};
  const key = keyOf(input);
  const old = plainItem(parseJson(call.old ?? '{}'));
  const before = recordOf(old) ?? records.get(key);
  if (call.status !== 200) return { call, input, key, before, after: undefined };
  if (call.operation === 'DeleteItem') records.remove(key);
  const item = itemAfter(call.operation, input, old);
  const after = item === undefined ? undefined : records.put(item);
  return { call, input, key, before, after };
}

function tellCall({ trace, invocationOf }: TableTraceParts, read: Read): void {
  const { call } = read;
  const session = sessionOf(read);
  const name = functionOf(call.caller);
  // What this run itself deletes besides sessions concerns nobody.
  if (name === undefined && session === undefined) return;
  const invocation = name === undefined ? undefined : invocationOf(call.caller);
  const message: Untold = {
    ...present({ session, invocation }),
    at: new Date(call.at).toISOString(),
    order: call.startedAt,
    from: partyOf(name),
    to: 'table',
    milliseconds: Math.round(call.milliseconds),
    ...(call.status === 200 ? done(read) : notDone(read)),
  };
  // A batch of the sweep is about many sessions: what is about none of them stays so.
  const isHeldBack = session === undefined && invocation !== undefined && name !== 'poll-decision';
  if (isHeldBack) trace.hold({ ...message, invocation });
  else trace.tell(message);
}

/** The session that an item is about: its key, or what a claim says. */
function sessionOf({ key, input }: Read): string | undefined {
  if (isSessionId(key)) return key;
  const values = plainItem(input['ExpressionAttributeValues']);
  return [values[':sessionId'], values[':sessionIs']].find(isSessionId);
}

type Told = Pick<Untold, 'kind' | 'label' | 'outcome' | 'why' | 'result' | 'change' | 'seen'>;

function done(read: Read): Told {
  const change = changeOf(read);
  const { fault } = read.call;
  return {
    kind: read.call.operation === 'DeleteItem' ? 'expiry' : 'write',
    label: labelOf(read),
    outcome: 'ok',
    ...present({ change, why: fault === undefined ? undefined : `Slowed by ${fault}.` }),
    seen: writeOf(read, true),
  };
}

function notDone(read: Read): Told {
  const { call, before } = read;
  const { error = 'InternalServerError', fault } = call;
  const kind = isWrite(call.operation) ? 'write' : 'read';
  if (error !== CONDITION_LOST) {
    const why = `The table did not do it: ${error}${fault === undefined ? '' : ` (${fault})`}.`;
    const seen = { type: 'failure' as const, error, ...present({ fault }) };
    return { kind, label: intention(read), outcome: 'failed', result: error, why, seen };
  }
  const revision = before === undefined ? '' : `: the record is at revision ${before.revision}`;
  return {
    kind,
    label: intention(read),
    outcome: 'refused',
    result: 'condition failed',
    why:
      fault === undefined
        ? `Another writer was first${revision}.`
        : `Another writer won (${fault}).`,
    seen: writeOf(read, false),
  };
}

function writeOf({ call, input }: Read, held: boolean): SeenWrite {
  const old = parseJson(call.old ?? '');
  const { operation } = call;
  return {
    type: 'write',
    operation: isWrite(operation) ? operation : 'UpdateItem',
    input,
    ...(isRecord(old) && { old }),
    held,
  };
}

function isWrite(operation: string): operation is SeenWrite['operation'] {
  return ['PutItem', 'UpdateItem', 'DeleteItem'].includes(operation);
}

/** A change that a client can see: another version. */
function changeOf({ before, after }: Read): TraceChange | undefined {
  if (after?.kind !== 'session') return undefined;
  if (before === undefined) return { to: after.status, version: after.version };
  if (before.kind !== 'session' || before.version === after.version) return undefined;
  return { from: before.status, to: after.status, version: after.version };
}

function labelOf(read: Read): string {
  const { call, before, after, key } = read;
  if (call.operation === 'DeleteItem') return 'deletes what has expired';
  if (key.startsWith('idempotency#')) return claimLabel(read);
  if (after === undefined || before === undefined) return intention(read);
  if (after.kind === 'tombstone')
    return before.kind === 'session' ? 'erased' : tombstoneLabel(after);
  return before.kind === 'session' ? sessionLabel(before, after) : 'update';
}

/** What a call that was not done would have been. */
function intention(read: Read): string {
  const { operation } = read.call;
  if (operation === 'GetItem') return 'reads the record';
  if (!isWrite(operation)) return operation;
  if (read.key.startsWith('idempotency#')) return claimLabel(read);
  return operation === 'PutItem' ? 'put, if absent' : 'update, as read';
}

function claimLabel({ input }: Read): string {
  const values = plainItem(input['ExpressionAttributeValues']);
  if (input['Item'] !== undefined) return 'claims the Idempotency-Key';
  if (values[':progress'] === 'answered') return "records Veriff's answer";
  if (values[':progress'] === 'completed') return 'completes the claim';
  return values[':leaseUntil'] === 0 ? 'gives the claim back' : 'takes the claim over';
}

function tombstoneLabel({ erasureDueAt }: { readonly erasureDueAt?: number }): string {
  return erasureDueAt === undefined ? 'owes no erasure any more' : 'puts the erasure off';
}

function sessionLabel(before: HeldSession, after: HeldSession): string {
  if (after.version > before.version) return 'update, as read';
  if (after.outbox.length < before.outbox.length) return 'published: takes it out of the outbox';
  return pollLabel(before.poll, after.poll) ?? 'puts the publication off';
}

function pollLabel(before: HeldSession['poll'], after: HeldSession['poll']): string | undefined {
  if (before === undefined || after === undefined) return undefined;
  if (after.count > before.count) return 'takes the poll that is due';
  return after.dueAt === before.dueAt ? undefined : 'puts the poll off';
}
