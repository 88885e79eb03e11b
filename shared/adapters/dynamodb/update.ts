import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { TABLE } from '../../contract/table.ts';
import type { Item } from './attributes.ts';
import type { Clause } from './condition.ts';

/** What an update sets and what it removes. */
export interface Update {
  readonly set: Item;
  readonly remove: readonly string[];
}

function section(keyword: string, parts: readonly string[]): readonly string[] {
  return parts.length === 0 ? [] : [`${keyword} ${parts.join(', ')}`];
}

/**
 * The parameters of an `UpdateItem`. DynamoDB would make an item where there is none, so there is no
 * update without a condition.
 */
export function updateOf({ set, remove }: Update, condition: Clause) {
  const names = [...Object.keys(set), ...remove].map((name) => [`#${name}`, name] as const);
  const values: Readonly<Record<string, AttributeValue>> = Object.fromEntries(
    Object.entries(set).map(([name, value]) => [`:${name}`, value] as const),
  );
  return {
    UpdateExpression: [
      ...section(
        'SET',
        Object.keys(set).map((name) => `#${name} = :${name}`),
      ),
      ...section(
        'REMOVE',
        remove.map((name) => `#${name}`),
      ),
    ].join(' '),
    ConditionExpression: condition.expression,
    ExpressionAttributeNames: { ...Object.fromEntries(names), ...condition.names },
    ExpressionAttributeValues: { ...values, ...condition.values },
  };
}

/** Fixed when a record is made: an update can remove them (an erasure does) but not change them. */
const FIXED: readonly string[] = [
  TABLE.key,
  'tenant',
  'integration',
  'claim',
  'vendorData',
  'endUserId',
  TABLE.byVendorData.user,
  TABLE.byVendorData.createdAt,
];

/** Every other attribute that a record's item can have. */
const CHANGING: readonly string[] = [
  'kind',
  'revision',
  'version',
  'status',
  'validUntil',
  'updatedAt',
  'attempts',
  'decision',
  'previous',
  'polls',
  'outbox',
  'url',
  'host',
  'sessionToken',
  'erasedAt',
  TABLE.due.bucket,
  TABLE.due.at,
  TABLE.ttl,
];

/** The attributes that a record's item can have; an update removes all that its record does not have. */
export const RECORD_ATTRIBUTES: readonly string[] = [...FIXED, ...CHANGING];

/**
 * Turns whatever is in the table into `item`. Not only what differs from what was read: then each
 * write leaves an item that is consistent in itself, index attributes included.
 */
export function replacing(item: Item): Update {
  const set = Object.entries(item).filter(([name]) => !FIXED.includes(name));
  const remove = RECORD_ATTRIBUTES.filter((name) => item[name] === undefined);
  return { set: Object.fromEntries(set), remove };
}
