import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../shared/adapters/dynamodb/attributes.ts';

/** An expression that the store does not know. It never passes for one that holds. */
export class UnknownForm extends Error {
  override readonly name = 'UnknownForm';
}

/** The placeholders that an expression uses. */
interface Uses {
  readonly names: readonly string[];
  readonly values: readonly string[];
}

export type Operator = '=' | '>' | '<=';

export type Condition =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'absent'; readonly name: string }
  | {
      readonly kind: 'compare';
      readonly operator: Operator;
      readonly name: string;
      readonly value: string;
    };

/** What an update sets, as name and value, and what it removes. */
export interface Change {
  readonly set: readonly (readonly [string, string])[];
  readonly remove: readonly string[];
}

export interface Parsed<Form> extends Uses {
  readonly form: Form;
}

/** The parameters that stand for names and values in the expressions of one call. */
export interface Placeholders {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  readonly ExpressionAttributeValues?: Item | undefined;
}

const TOKEN = /\s*(\(|\)|,|<=|=|>|[#:]?[A-Za-z_]\w*)/y;

/** The words of one expression, taken from the front. */
interface Words {
  peek: () => string | undefined;
  next: () => string;
  readonly names: string[];
  readonly values: string[];
}

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const [, token] = TOKEN.exec(text) ?? [];
    if (token === undefined) throw new UnknownForm(`at ${at} of: ${text}`);
    tokens.push(token);
  }
  return tokens;
}

function wordsOf(text: string): Words {
  const tokens = tokensOf(text);
  let at = 0;
  return {
    names: [],
    values: [],
    peek: () => tokens[at],
    next: () => {
      const token = tokens[at];
      if (token === undefined) throw new UnknownForm(`ends too early: ${text}`);
      at += 1;
      return token;
    },
  };
}

function expected(words: Words, token: string): void {
  const found = words.next();
  if (found !== token) throw new UnknownForm(`${found} where ${token} is expected`);
}

function nameIn(words: Words): string {
  const name = words.next();
  if (!name.startsWith('#')) throw new UnknownForm(`${name} where a name is expected`);
  words.names.push(name);
  return name;
}

function valueIn(words: Words): string {
  const value = words.next();
  if (!value.startsWith(':')) throw new UnknownForm(`${value} where a value is expected`);
  words.values.push(value);
  return value;
}

const isOperator = (token: string): token is Operator => ['=', '>', '<='].includes(token);

function single(words: Words): Condition {
  if (words.peek() === '(') {
    words.next();
    const inner = disjunction(words);
    expected(words, ')');
    return inner;
  }
  if (words.peek() === 'attribute_not_exists') {
    words.next();
    expected(words, '(');
    const name = nameIn(words);
    expected(words, ')');
    return { kind: 'absent', name };
  }
  const name = nameIn(words);
  const operator = words.next();
  if (!isOperator(operator)) throw new UnknownForm(`operator ${operator}`);
  return { kind: 'compare', operator, name, value: valueIn(words) };
}

function joined(words: Words, kind: 'all' | 'any', part: (words: Words) => Condition): Condition {
  const first = part(words);
  const of = [first];
  while (words.peek() === (kind === 'all' ? 'AND' : 'OR')) {
    words.next();
    of.push(part(words));
  }
  return of.length === 1 ? first : { kind, of };
}

const conjunction = (words: Words): Condition => joined(words, 'all', single);
const disjunction = (words: Words): Condition => joined(words, 'any', conjunction);

function listed<Part>(words: Words, part: (words: Words) => Part): readonly Part[] {
  const parts = [part(words)];
  while (words.peek() === ',') {
    words.next();
    parts.push(part(words));
  }
  return parts;
}

function assignment(words: Words): readonly [string, string] {
  const name = nameIn(words);
  expected(words, '=');
  return [name, valueIn(words)];
}

function changeIn(words: Words): Change {
  const set: (readonly [string, string])[] = [];
  const remove: string[] = [];
  while (words.peek() !== undefined) {
    const keyword = words.next();
    if (keyword === 'SET') set.push(...listed(words, assignment));
    else if (keyword === 'REMOVE') remove.push(...listed(words, nameIn));
    else throw new UnknownForm(`clause ${keyword}`);
  }
  return { set, remove };
}

/** Parses each text once: the adapter sends the same few expressions again and again. */
function remembered<Form>(parse: (words: Words) => Form): (text: string) => Parsed<Form> {
  const known = new Map<string, Parsed<Form>>();
  return (text) => {
    const held = known.get(text);
    if (held !== undefined) return held;
    const words = wordsOf(text);
    const form = parse(words);
    const rest = words.peek();
    if (rest !== undefined) throw new UnknownForm(`${rest} after the end of: ${text}`);
    const parsed = { form, names: words.names, values: words.values };
    known.set(text, parsed);
    return parsed;
  };
}

export const conditionIn = remembered(disjunction);
export const updateIn = remembered(changeIn);
export const projectionIn = remembered((words) => listed(words, nameIn));

/** A comparable value; numbers by their size, strings as they are. */
function plain(value: AttributeValue): string | number {
  if (value.N !== undefined) return Number(value.N);
  if (value.S !== undefined) return value.S;
  throw new UnknownForm(`comparison with ${Object.keys(value).join()}`);
}

function holdsBetween(held: AttributeValue, operator: Operator, given: AttributeValue): boolean {
  const [left, right] = [plain(held), plain(given)];
  if (typeof left !== typeof right) return false;
  if (operator === '=') return left === right;
  return operator === '>' ? left > right : left <= right;
}

type Comparison = Extract<Condition, { kind: 'compare' }>;

function holdsFor(
  { name, operator, value }: Comparison,
  item: Item | undefined,
  by: Placeholders,
): boolean {
  const held = item?.[by.ExpressionAttributeNames?.[name] ?? ''];
  const given = by.ExpressionAttributeValues?.[value];
  return held !== undefined && given !== undefined && holdsBetween(held, operator, given);
}

/** Whether a condition holds for an item; nothing is greater or less than what is not there. */
export function holds(condition: Condition, item: Item | undefined, by: Placeholders): boolean {
  switch (condition.kind) {
    case 'all':
      return condition.of.every((part) => holds(part, item, by));
    case 'any':
      return condition.of.some((part) => holds(part, item, by));
    case 'absent':
      return item?.[by.ExpressionAttributeNames?.[condition.name] ?? ''] === undefined;
    case 'compare':
      return holdsFor(condition, item, by);
  }
}
