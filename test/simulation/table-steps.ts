import {
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Item } from '../../shared/adapters/dynamodb/attributes.ts';
import { TABLE } from '../../shared/contract/table.ts';
import type { Container } from './machine.ts';
import type { Actor, Step } from './steps.ts';

/** The words for what a table's call is for, before it is known who makes it. */
type Purpose =
  | 'read'
  | 'query'
  | 'claim'
  | 'put'
  | 'answer'
  | 'done'
  | 'take-over'
  | 'release'
  | 'bury'
  | 'settle'
  | 'update'
  | 'mark'
  | 'postpone'
  | 'take-poll';

/** The key that a command is about; none for a query. */
export function keyAskedFor(command: unknown): string | undefined {
  if (command instanceof PutItemCommand) return command.input.Item?.[TABLE.key]?.S;
  if (command instanceof GetItemCommand || command instanceof UpdateItemCommand) {
    return command.input.Key?.[TABLE.key]?.S;
  }
  return undefined;
}

function ofClaim(values: Item): Purpose {
  const progress = values[':progress']?.S;
  if (progress === 'answered') return 'answer';
  if (progress === 'completed') return 'done';
  return values[':owner'] === undefined ? 'release' : 'take-over';
}

const numberIn = (value: Item[string] | undefined): number => Number(value?.N ?? 0);

const textOf = (value: Item[string] | undefined): string => JSON.stringify(value ?? null);
const lengthOf = (value: Item[string] | undefined): number => value?.L?.length ?? 0;
const pollsIn = (value: Item[string] | undefined): number => numberIn(value?.M?.['count']);

function ofSession(values: Item, held: Item): Purpose {
  if (numberIn(values[':version']) > numberIn(held['version'])) return 'update';
  if (lengthOf(values[':outbox']) < lengthOf(held['outbox'])) return 'mark';
  if (pollsIn(values[':polls']) > pollsIn(held['polls'])) return 'take-poll';
  return textOf(values[':attempts']) === textOf(held['attempts']) ? 'postpone' : 'update';
}

function ofRecord(values: Item, held: Item | undefined): Purpose {
  const kind = held?.['kind']?.S;
  if (values[':kind']?.S === 'tombstone') return kind === 'tombstone' ? 'settle' : 'bury';
  return held !== undefined && kind === 'session' ? ofSession(values, held) : 'update';
}

function purposeOf(command: unknown, held: Item | undefined): Purpose {
  if (command instanceof QueryCommand) return 'query';
  const isClaim = keyAskedFor(command)?.startsWith('idempotency#') === true;
  if (command instanceof PutItemCommand) return isClaim ? 'claim' : 'put';
  if (!(command instanceof UpdateItemCommand)) return 'read';
  const values = command.input.ExpressionAttributeValues ?? {};
  return isClaim ? ofClaim(values) : ofRecord(values, held);
}

type Named = Readonly<Partial<Record<Purpose, Step>>>;

const NAMES: Readonly<Record<Actor, Named>> = {
  'create-session': {
    claim: 'create.claim',
    'take-over': 'create.take-over',
    answer: 'create.answer',
    release: 'create.release',
    put: 'create.put',
    read: 'create.read',
    mark: 'create.mark',
    done: 'create.done',
  },
  'receive-webhook': {
    read: 'webhook.read',
    update: 'webhook.update',
    mark: 'webhook.mark',
  },
  'poll-decision': {
    read: 'poll.read',
    'take-poll': 'poll.claim',
    update: 'poll.update',
    postpone: 'poll.postpone',
    mark: 'poll.mark',
    settle: 'poll.settle',
    bury: 'poll.settle',
  },
  'erase-session': {
    read: 'erase.read',
    bury: 'erase.bury',
    settle: 'erase.bury',
    done: 'erase.done',
  },
  'read-session': { read: 'read.read' },
  'list-sessions': { query: 'list.query', read: 'list.read' },
  sweep: { query: 'sweep.query' },
};

/** Writes of a record that is there; after a lost race the table tells no more what they were for. */
const CHANGES: ReadonlySet<Purpose> = new Set([
  'update',
  'mark',
  'postpone',
  'take-poll',
  'bury',
  'settle',
]);

/** Whoever has published since only marks; before that, an observation is written. */
function ofWriter(actor: Actor, purpose: Purpose, hasPublished: boolean): Purpose {
  const isWriter = actor === 'create-session' || actor === 'receive-webhook';
  if (!isWriter || !CHANGES.has(purpose)) return purpose;
  return hasPublished ? 'mark' : 'update';
}

/** Which step of whose work a call to the table is, by what the table holds at this moment. */
export function tableStep(
  { actor, current }: Container,
  command: unknown,
  held: Item | undefined,
): Step {
  const steps = current?.steps ?? {};
  const hasPublished = (steps['create.publish'] ?? steps['webhook.publish'] ?? 0) > 0;
  const purpose = ofWriter(actor, purposeOf(command, held), hasPublished);
  const step = NAMES[actor][purpose];
  if (step === undefined) throw new Error(`${actor} does something unforeseen: ${purpose}`);
  return step;
}
