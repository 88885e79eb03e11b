import { TABLE } from '../../shared/contract/table.ts';
import { isRecord } from '../json.ts';
import { plainItem } from '../records/plain-item.ts';

type Input = Readonly<Record<string, unknown>>;

/** The key of the item that a call is about. */
export function keyOf(input: Input): string {
  const { Item: item, Key: key } = input;
  const found = plainItem(isRecord(item) ? item : key)[TABLE.key];
  return typeof found === 'string' ? found : '';
}

/** What the condition of a write says, in words; every condition of the functions has some. */
export function conditionName(input: Input): string {
  const { ConditionExpression: found } = input;
  const expression = typeof found === 'string' ? found : '';
  const values = plainItem(input['ExpressionAttributeValues']);
  const names = CONDITIONS.filter(([sign]) => expression.includes(sign)).map(([, name]) =>
    name.replaceAll(/:\w+/g, (placeholder) => String(values[placeholder])),
  );
  return names.length === 0 ? expression : names.join(', ');
}

/** By what stands in the expression. */
const CONDITIONS: readonly (readonly [sign: string, name: string])[] = [
  ['attribute_not_exists(#key)', 'the key is free'],
  ['#revision = :revisionIs', 'as read: revision :revisionIs'],
  [`#${TABLE.ttl} > `, 'not expired'],
  [`#${TABLE.ttl} <= `, 'expired'],
  ['#ttl <= ', 'expired'],
  ['#owner = :ownerIs', 'claimed by this run of the function'],
  ['#owner = :deadOwnerIs', 'the claim of a dead run'],
  ['#progress = :claimedIs', 'no answer recorded yet'],
  ['#progress = :answeredIs', 'answered with this session'],
];
