import { isList, isRecord } from '../json.ts';

/** An item as plain JSON. */
export type PlainItem = Readonly<Record<string, unknown>>;

/** The item of DynamoDB's own form: `{"version": {"N": "3"}}` is `{"version": 3}`. */
export function plainItem(item: unknown): PlainItem {
  if (!isRecord(item)) return {};
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plainValue(value)]));
}

/** One value of it. What is of no type that this project writes stays as it is. */
function plainValue(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const { S: text, N: number, BOOL: flag, M: map, L: list } = value;
  if (text !== undefined) return text;
  if (number !== undefined) return Number(number);
  if (flag !== undefined) return flag;
  if (map !== undefined) return plainItem(map);
  return isList(list) ? list.map(plainValue) : value;
}

const ASSIGNMENT = /^\s*(#\w+)\s*=\s*(:\w+)\s*$/;

/**
 * The item after an `UpdateItem` that only sets and removes whole attributes, as every update of the functions does.
 * Undefined where the expression says anything else.
 */
function updatedItem(
  old: PlainItem,
  input: Readonly<Record<string, unknown>>,
): PlainItem | undefined {
  const names = textMap(input['ExpressionAttributeNames']);
  const values = plainItem(input['ExpressionAttributeValues']);
  const [, set, remove] = SECTIONS.exec(textOf(input['UpdateExpression'])) ?? [];
  const assigned = listOf(set).map((part) => ASSIGNMENT.exec(part) ?? []);
  const pairs = assigned.map(([, name = '', value = '']): [string, unknown] => [
    names[name] ?? '',
    values[value],
  ]);
  const removed = listOf(remove).map((part) => names[part.trim()]);
  const isReadable =
    pairs.length + removed.length > 0 &&
    pairs.every(([name, value]) => name !== '' && value !== undefined) &&
    !removed.includes(undefined);
  if (!isReadable) return undefined;
  const entries = [...Object.entries({ ...old, ...plainItem(input['Key']) }), ...pairs];
  return Object.fromEntries(entries.filter(([name]) => !removed.includes(name)));
}

const SECTIONS = /^(?:SET (.*?))?(?:(?:^| )REMOVE (.*))?$/s;

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function listOf(section: string | undefined): readonly string[] {
  return section === undefined ? [] : section.split(',');
}

function textMap(value: unknown): Readonly<Record<string, string>> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}

/** The item as a write leaves it; undefined where it deletes, or where that cannot be told. */
export function itemAfter(
  operation: string,
  input: Readonly<Record<string, unknown>>,
  old: PlainItem,
): PlainItem | undefined {
  if (operation === 'PutItem') return plainItem(input['Item']);
  return operation === 'UpdateItem' ? updatedItem(old, input) : undefined;
}

/** A condition with its names and values filled in: `revision = 3 AND expiresAt > 1772453100`. */
export function conditionText(input: Readonly<Record<string, unknown>>): string | undefined {
  const { ConditionExpression: expression } = input;
  if (typeof expression !== 'string') return undefined;
  const names = textMap(input['ExpressionAttributeNames']);
  const values = plainItem(input['ExpressionAttributeValues']);
  return expression
    .replaceAll(/#\w+/g, (name) => names[name] ?? name)
    .replaceAll(/:\w+/g, (name) => (name in values ? JSON.stringify(values[name]) : name));
}
