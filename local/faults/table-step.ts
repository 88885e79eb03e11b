import type { LocalStep } from '../console-api/wire-faults.ts';
import type { AskedCall } from '../database-front.ts';
import { isList, isRecord, parseJson } from '../json.ts';
import { plainItem } from '../records/plain-item.ts';
import type { Records } from '../records/records.ts';
import { isSessionId } from '../trace/parties.ts';
import { keyOf } from '../trace/write-words.ts';

/** A call of the table by the name that faults have for it, and its session. */
export interface TableStep {
  readonly step: LocalStep | undefined;
  readonly session?: string;
}

/** Steps that follow from the operation, where no session is named. */
const STEPS: ReadonlyMap<string, LocalStep> = new Map([
  ['PutItem', 'table.claim'],
  ['GetItem', 'table.read'],
  ['Query', 'table.list'],
  ['BatchGetItem', 'table.list'],
]);

/** Reads a call. What it does to a record is seen by what the record was. */
export function tableStep(call: AskedCall, records: Records): TableStep {
  const parsed = parseJson(call.input);
  const input = isRecord(parsed) ? parsed : {};
  const key = keyOf(input);
  if (isSessionId(key)) return { step: recordStep(call, { key, input, records }), session: key };
  if (call.operation === 'UpdateItem') return claimStep(input);
  if (call.operation === 'Query' && call.caller === 'sweep') return { step: 'table.due' };
  return { step: STEPS.get(call.operation) };
}

type Input = Readonly<Record<string, unknown>>;

interface Update {
  readonly key: string;
  readonly input: Input;
  readonly records: Records;
}

function recordStep({ operation }: AskedCall, update: Update): LocalStep | undefined {
  if (operation === 'GetItem') return 'table.read';
  if (operation === 'PutItem') return 'table.insert';
  if (operation !== 'UpdateItem') return undefined;
  return isMark(update) ? 'table.mark' : 'table.save';
}

/** Takes out of the outbox what is published, and changes nothing that a client sees. */
function isMark({ key, input, records }: Update): boolean {
  const values = plainItem(input['ExpressionAttributeValues']);
  const { ':outbox': outbox, ':version': version } = values;
  const before = records.get(key);
  return (
    before?.kind === 'session' &&
    isList(outbox) &&
    outbox.length < before.outbox.length &&
    version === before.version
  );
}

function claimStep(input: Input): TableStep {
  const values = plainItem(input['ExpressionAttributeValues']);
  const session = [values[':sessionId'], values[':sessionIs']].find(isSessionId);
  const about = session === undefined ? {} : { session };
  if (values[':progress'] === 'answered') return { step: 'table.answer', ...about };
  if (values[':progress'] === 'completed') return { step: 'table.complete', ...about };
  return { step: values[':leaseUntil'] === 0 ? 'table.release' : 'table.claim' };
}
