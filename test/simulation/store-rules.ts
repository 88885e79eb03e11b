import { type AttributeValue, DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../shared/adapters/dynamodb/attributes.ts';
import { tableDefinition } from '../../shared/contract/table-definition.ts';
import { type Parsed, type Placeholders, UnknownForm } from './expressions.ts';

/** DynamoDB's answer to a request that breaks one of its rules. */
export function refused(message: string): DynamoDBServiceException {
  return new DynamoDBServiceException({
    name: 'ValidationException',
    message,
    $fault: 'client',
    $metadata: { httpStatusCode: 400 },
  });
}

function checkUses(
  given: Readonly<Record<string, unknown>> | undefined,
  used: readonly (readonly string[])[],
  what: string,
): void {
  const defined = given ?? {};
  for (const list of used) {
    for (const each of list) {
      if (!Object.hasOwn(defined, each)) throw refused(`${what} ${each} is not defined`);
    }
  }
  for (const each in defined) {
    if (!used.some((list) => list.includes(each))) throw refused(`${what} ${each} is not used`);
  }
}

/** Every placeholder that is used is defined, every one that is defined is used, and no map of values is empty. */
export function checkPlaceholders(by: Placeholders, parsed: readonly Parsed<unknown>[]): void {
  const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = by;
  if (values !== undefined && Object.keys(values).length === 0) throw refused('no values');
  if (names !== undefined && Object.keys(names).length === 0) throw refused('no names');
  checkUses(
    names,
    parsed.map((each) => each.names),
    'name',
  );
  checkUses(
    values,
    parsed.map((each) => each.values),
    'value',
  );
}

const INDEX_KEYS = tableDefinition().AttributeDefinitions;

/** An attribute that an index has as its key is of the index's type and, as a string, not empty. */
export function checkIndexKeys(item: Item): void {
  for (const { AttributeName, AttributeType } of INDEX_KEYS) {
    const value = item[AttributeName];
    if (value === undefined) continue;
    const text = value[AttributeType];
    if (text === undefined || text === '') throw refused(`${AttributeName} cannot be a key`);
  }
}

/** How the adapter writes numbers; whatever DynamoDB would write in another way is unknown here. */
const CANONICAL = /^-?(?:0|[1-9]\d{0,15})(?:\.\d{0,14}[1-9])?$/;

/** Numbers are in the one form that comes back as it was written. */
export function checkNumbers(item: Item): void {
  for (const name in item) {
    const { N } = item[name] as AttributeValue.NMember;
    if ((N as string | undefined) !== undefined && !CANONICAL.test(N)) {
      throw new UnknownForm(`number ${N}`);
    }
  }
}
