import type { QueryCommandInput } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../shared/adapters/dynamodb/attributes.ts';
import { TABLE } from '../../shared/contract/table.ts';
import { tableDefinition } from '../../shared/contract/table-definition.ts';
import {
  type Condition,
  conditionIn,
  holds,
  type Placeholders,
  projectionIn,
  UnknownForm,
} from './expressions.ts';
import { checkPlaceholders, refused } from './store-rules.ts';

/** What the indexes know: whole items, as they were when they were replicated. */
export type Entries = readonly Item[];

interface Index {
  readonly hash: string;
  readonly range: string;
  /** The attributes that the index has of an item. */
  readonly shown: readonly string[];
}

const INDEXES: ReadonlyMap<string, Index> = new Map(
  tableDefinition().GlobalSecondaryIndexes.map(({ IndexName, KeySchema }) => {
    const [hash = '', range = ''] = KeySchema.map(({ AttributeName }) => AttributeName);
    return [IndexName, { hash, range, shown: [TABLE.key, hash, range] }];
  }),
);

function rangeOf(item: Item, { range }: Index): string | number {
  const value = item[range];
  return value?.N === undefined ? (value?.S ?? '') : Number(value.N);
}

/** By the index's own key; items that share it by the key of the table. */
function compared(index: Index): (a: Item, b: Item) => number {
  return (a, b) => {
    const [left, right] = [rangeOf(a, index), rangeOf(b, index)];
    if (left !== right) return left < right ? -1 : 1;
    return (a[TABLE.key]?.S ?? '') < (b[TABLE.key]?.S ?? '') ? -1 : 1;
  };
}

function picked(item: Item, names: readonly string[]): Item {
  const shown: Record<string, Item[string]> = {};
  for (const name of names) {
    const value = item[name];
    if (value !== undefined) shown[name] = value;
  }
  return shown;
}

type Comparison = Extract<Condition, { kind: 'compare' }>;

function comparisonsIn(condition: Condition): readonly Comparison[] {
  const parts = condition.kind === 'all' ? condition.of : [condition];
  const comparisons = parts.filter((part) => part.kind === 'compare');
  if (comparisons.length < parts.length) throw new UnknownForm('key condition');
  return comparisons;
}

/** Key conditions are `hash = value`, or that and `range <= value`. */
function checkKeyCondition(condition: Condition, index: Index, by: Placeholders): void {
  const comparisons = comparisonsIn(condition);
  const operators = comparisons.map(({ operator }) => operator).join(' ');
  if (operators !== '=' && operators !== '= <=') throw new UnknownForm('key condition');
  const names = comparisons.map(({ name }) => by.ExpressionAttributeNames?.[name]);
  if (names.some((name, at) => name !== [index.hash, index.range][at])) {
    throw refused('the key condition is not about the key of the index');
  }
}

function after(sorted: Entries, start: Item | undefined, index: Index, ahead: boolean): Entries {
  if (start === undefined) return sorted;
  const order = compared(index);
  const isPast = (item: Item): boolean =>
    item[TABLE.key]?.S !== start[TABLE.key]?.S && order(item, start) > 0 === ahead;
  return sorted.filter(isPast);
}

/** The entries that the key condition takes, in the order that was asked for. */
function matching(entries: Entries, input: QueryCommandInput, index: Index): Entries {
  const { form } = conditionIn(input.KeyConditionExpression ?? '');
  checkKeyCondition(form, index, input);
  const isIn = (item: Item): boolean =>
    item[index.hash] !== undefined && item[index.range] !== undefined && holds(form, item, input);
  const sorted = entries.filter(isIn).toSorted(compared(index));
  const ahead = input.ScanIndexForward !== false;
  if (!ahead) sorted.reverse();
  return after(sorted, input.ExclusiveStartKey, index, ahead);
}

function checkExpressions(input: QueryCommandInput): void {
  if (input.FilterExpression !== undefined) throw new UnknownForm('filter');
  const projection =
    input.ProjectionExpression === undefined ? undefined : projectionIn(input.ProjectionExpression);
  const key = conditionIn(input.KeyConditionExpression ?? '');
  checkPlaceholders(
    input,
    [key, projection].filter((each) => each !== undefined),
  );
}

function shownBy(input: QueryCommandInput, index: Index): readonly string[] {
  if (input.ProjectionExpression === undefined) return index.shown;
  const { form } = projectionIn(input.ProjectionExpression);
  const names = form.map((name) => input.ExpressionAttributeNames?.[name] ?? '');
  if (names.some((name) => !index.shown.includes(name))) throw refused('not in the index');
  return names;
}

function indexOf({ IndexName = '', ConsistentRead }: QueryCommandInput): Index {
  const index = INDEXES.get(IndexName);
  if (index === undefined) throw refused(`there is no index ${IndexName}`);
  if (ConsistentRead === true) throw refused('an index is never read consistently');
  return index;
}

/** A `Query` of an index. */
export function queried(entries: Entries, input: QueryCommandInput): object {
  const index = indexOf(input);
  checkExpressions(input);
  const found = matching(entries, input, index);
  const { Limit: limit = Number.POSITIVE_INFINITY } = input;
  if (limit < 1) throw refused('the limit is at least 1');
  const page = found.slice(0, limit);
  const last = page.length === limit ? page.at(-1) : undefined;
  const names = shownBy(input, index);
  return {
    Items: page.map((item) => picked(item, names)),
    Count: page.length,
    ScannedCount: page.length,
    ...(last !== undefined && {
      LastEvaluatedKey: picked(last, [TABLE.key, index.hash, index.range]),
    }),
  };
}
