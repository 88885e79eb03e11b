import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { TABLE } from '../../contract/table.ts';
import type { EpochMs, SessionId } from '../../domain/ids.ts';
import type { SessionRecord } from '../../domain/session.ts';
import { number, text } from './attributes.ts';
import { CLAIM, progressText } from './claim-item.ts';
import { ttlSeconds } from './expiry.ts';

/** One statement about the item as it is in the table, with the names and values that it uses. */
export interface Clause {
  readonly expression: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, AttributeValue>>;
}

/** All of the clauses hold. */
export function allOf(...clauses: readonly Clause[]): Clause {
  return joined(' AND ', clauses);
}

/** At least one of the clauses holds. */
export function anyOf(...clauses: readonly Clause[]): Clause {
  return joined(' OR ', clauses);
}

function joined(operator: string, clauses: readonly Clause[]): Clause {
  return {
    expression: `(${clauses.map((clause) => clause.expression).join(operator)})`,
    names: Object.fromEntries(clauses.flatMap((clause) => Object.entries(clause.names))),
    values: Object.fromEntries(clauses.flatMap((clause) => Object.entries(clause.values))),
  };
}

/** `placeholder` tells apart the values of clauses on the same attribute. */
function equals(attribute: string, value: AttributeValue, placeholder = attribute): Clause {
  return {
    expression: `#${attribute} = :${placeholder}Is`,
    names: { [`#${attribute}`]: attribute },
    values: { [`:${placeholder}Is`]: value },
  };
}

function isAbsent(attribute: string): Clause {
  return {
    expression: `attribute_not_exists(#${attribute})`,
    names: { [`#${attribute}`]: attribute },
    values: {},
  };
}

function ttl(operator: '>' | '<=', now: EpochMs): Clause {
  return {
    expression: `#${TABLE.ttl} ${operator} :nowSeconds`,
    names: { [`#${TABLE.ttl}`]: TABLE.ttl },
    values: { ':nowSeconds': number(ttlSeconds(now)) },
  };
}

/** There is no item under the key: not even one that has expired and is still to be deleted. */
export const keyIsFree = isAbsent(TABLE.key);

/** The item is there and counts. An absent item has no TTL, so this never makes an item. */
export const isUnexpired = (now: EpochMs): Clause => ttl('>', now);

/** The item is still there and counts no more. */
export const isExpired = (now: EpochMs): Clause => ttl('<=', now);

/** The record is as it was read: nothing has been written since. */
export const isAsRead = ({ revision }: SessionRecord): Clause =>
  equals('revision', number(revision));

/** The claim is held by this owner. */
export const isOwnedBy = (owner: string): Clause => equals(CLAIM.owner, text(owner), 'owner');

/** The claim's owner is who it was, and its lease too: it has not been taken over or released since. */
export const isStillHeldBy = (owner: string, leaseUntil: EpochMs): Clause =>
  allOf(
    equals(CLAIM.owner, text(owner), 'deadOwner'),
    equals(CLAIM.leaseUntil, number(leaseUntil), 'deadLease'),
  );

/** Nobody has recorded an answer of Veriff's. */
export const isUnanswered: Clause = equals(CLAIM.progress, progressText('claimed'), 'claimed');

/** The recorded answer is about this session. */
export const isAnsweredWith = (sessionId: SessionId): Clause =>
  allOf(
    equals(CLAIM.progress, progressText('answered'), 'answered'),
    equals(CLAIM.sessionId, text(sessionId), 'session'),
  );

/** The parameters of a conditional put; values only where there are some, since DynamoDB refuses an empty map. */
export function conditionOf({ expression, names, values }: Clause) {
  return {
    ConditionExpression: expression,
    ExpressionAttributeNames: { ...names },
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: { ...values } }),
  };
}
