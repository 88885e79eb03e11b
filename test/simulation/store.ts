import {
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  ConditionalCheckFailedException,
  GetItemCommand,
  type GetItemCommandInput,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Item } from '../../shared/adapters/dynamodb/attributes.ts';
import { TABLE } from '../../shared/contract/table.ts';
import { conditionIn, holds, type Parsed, type Placeholders, updateIn } from './expressions.ts';
import { type Entries, queried } from './store-query.ts';
import { checkIndexKeys, checkNumbers, checkPlaceholders, refused } from './store-rules.ts';

/** A table in the process: what DynamoDB does for the commands of the adapter, and nothing else. */
export interface SimulatedTable {
  /** Carries out one command at once; throws the errors of the real client. */
  readonly execute: (command: unknown) => object;
  readonly item: (key: string) => Item | undefined;
  readonly keys: () => readonly string[];
  /** What the TTL does to an item, sooner or later. */
  readonly remove: (key: string) => void;
  /** From now on the indexes follow only when they are told to. */
  readonly lag: (behind: boolean) => void;
  /** Writes that the indexes have not seen yet. */
  readonly behind: () => number;
  /** The indexes see everything. */
  readonly catchUp: () => void;
}

interface State {
  readonly items: Map<string, Item>;
  readonly entries: Map<string, Item>;
  readonly waiting: (readonly [string, Item | undefined])[];
  lagging: boolean;
}

function keyIn(item: Item | undefined): string {
  const key = item?.[TABLE.key]?.S;
  if (key === undefined || key === '') throw refused('the key is missing or empty');
  return key;
}

function show(entries: Map<string, Item>, key: string, item: Item | undefined): void {
  if (item === undefined) entries.delete(key);
  else entries.set(key, item);
}

function put(state: State, key: string, item: Item | undefined): void {
  if (item === undefined) state.items.delete(key);
  else state.items.set(key, item);
  if (state.lagging) state.waiting.push([key, item]);
  else show(state.entries, key, item);
}

/** The condition's failure, with the item where it was asked for. */
function failed(held: Item | undefined, returned: string | undefined) {
  return new ConditionalCheckFailedException({
    message: 'The conditional request failed',
    $metadata: { httpStatusCode: 400 },
    ...(returned === 'ALL_OLD' && held !== undefined && { Item: { ...held } }),
  });
}

interface Conditional extends Placeholders {
  readonly ConditionExpression?: string | undefined;
  readonly ReturnValuesOnConditionCheckFailure?: string | undefined;
}

function check(input: Conditional, held: Item | undefined, others: readonly Parsed<unknown>[]) {
  const text = input.ConditionExpression;
  if (text === undefined) {
    checkPlaceholders(input, others);
    return;
  }
  const condition = conditionIn(text);
  checkPlaceholders(input, [condition, ...others]);
  if (!holds(condition.form, held, input)) {
    throw failed(held, input.ReturnValuesOnConditionCheckFailure);
  }
}

function get(state: State, input: GetItemCommandInput): object {
  if (input.ConsistentRead !== true) throw refused('a read that is not consistent');
  const Item = state.items.get(keyIn(input.Key));
  return Item === undefined ? {} : { Item };
}

function getMany(state: State, { RequestItems = {} }: BatchGetItemCommandInput): object {
  const asked = Object.entries(RequestItems);
  if (asked.length !== 1) throw refused('there is one table');
  const Responses = asked.map(([table, { Keys = [], ConsistentRead }]) => {
    if (ConsistentRead !== true) throw refused('a read that is not consistent');
    const keys = new Set(Keys.map(keyIn));
    if (keys.size !== Keys.length) throw refused('a key that is named twice');
    if (keys.size < 1 || keys.size > 100) throw refused('1 to 100 keys');
    const held = [...keys].map((key) => state.items.get(key));
    return [table, held.filter((item) => item !== undefined)] as const;
  });
  return { Responses: Object.fromEntries(Responses), UnprocessedKeys: {} };
}

function putItem(state: State, input: PutItemCommandInput): object {
  const key = keyIn(input.Item);
  const item: Item = input.Item ?? {};
  checkNumbers(item);
  checkIndexKeys(item);
  check(input, state.items.get(key), []);
  put(state, key, item);
  return {};
}

function updated(held: Item | undefined, input: UpdateItemCommandInput): Item {
  const { set, remove } = updateIn(input.UpdateExpression ?? '').form;
  const names = input.ExpressionAttributeNames ?? {};
  const next: Record<string, Item[string]> = { ...(held ?? input.Key) };
  const touched = new Set<string>();
  const touch = (placeholder: string): string => {
    const name = names[placeholder] ?? '';
    if (name === TABLE.key) throw refused('the key cannot be updated');
    if (touched.has(name)) throw refused('two paths overlap');
    touched.add(name);
    return name;
  };
  for (const [name, value] of set) {
    const given = input.ExpressionAttributeValues?.[value];
    if (given !== undefined) next[touch(name)] = given;
  }
  for (const name of remove) delete next[touch(name)];
  return next;
}

function updateItem(state: State, input: UpdateItemCommandInput): object {
  const key = keyIn(input.Key);
  const held = state.items.get(key);
  check(input, held, [updateIn(input.UpdateExpression ?? '')]);
  const next = updated(held, input);
  checkNumbers(next);
  checkIndexKeys(next);
  put(state, key, next);
  return {};
}

function run(state: State, command: unknown): object {
  if (command instanceof GetItemCommand) return get(state, command.input);
  if (command instanceof BatchGetItemCommand) return getMany(state, command.input);
  if (command instanceof PutItemCommand) return putItem(state, command.input);
  if (command instanceof UpdateItemCommand) return updateItem(state, command.input);
  if (command instanceof QueryCommand) return queried(entriesOf(state), command.input);
  throw refused('the adapter does not send such a command');
}

function entriesOf({ entries }: State): Entries {
  return [...entries.values()];
}

/** An empty table with the indexes of the contract. */
export function simulatedTable(): SimulatedTable {
  const state: State = { items: new Map(), entries: new Map(), waiting: [], lagging: false };
  const catchUp = (): void => {
    for (const [key, item] of state.waiting.splice(0)) show(state.entries, key, item);
  };
  return {
    execute: (command) => run(state, command),
    item: (key) => state.items.get(key),
    keys: () => [...state.items.keys()],
    remove: (key) => {
      put(state, key, undefined);
    },
    lag: (behind) => {
      state.lagging = behind;
      if (!behind) catchUp();
    },
    behind: () => state.waiting.length,
    catchUp,
  };
}
