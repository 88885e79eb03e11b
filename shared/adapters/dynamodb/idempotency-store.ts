import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { TABLE } from '../../contract/table.ts';
import { StoreUnavailable } from '../../domain/failure.ts';
import type { Claim } from '../../domain/idempotency.ts';
import type { ClaimKey, EpochMs } from '../../domain/ids.ts';
import type { FreshClaim, IdempotencyStore } from '../../ports/idempotency-store.ts';
import { type Item, map, number, text } from './attributes.ts';
import { answerAttributes, CLAIM, claimItem, progressText, readClaim } from './claim-item.ts';
import {
  allOf,
  anyOf,
  type Clause,
  conditionOf,
  isAnsweredWith,
  isExpired,
  isOwnedBy,
  isStillHeldBy,
  isUnanswered,
  keyIsFree,
} from './condition.ts';
import { written } from './send.ts';
import { type DynamodbTable, live, readLive } from './table.ts';
import { updateOf } from './update.ts';

/** A claim that vanishes between put and read has expired in this moment; that does not happen again and again. */
const MOST_TRIES = 3;

async function claim(
  table: DynamodbTable,
  { fresh, now }: { readonly fresh: FreshClaim; readonly now: EpochMs },
  triesLeft = MOST_TRIES,
): Promise<Claim> {
  if (triesLeft === 0) throw new StoreUnavailable(new Error('The claim changes too fast'));
  const Item = claimItem(fresh);
  const put = new PutItemCommand({
    TableName: table.tableName,
    Item,
    ...conditionOf(anyOf(keyIsFree, isExpired(now))),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  const result = await written(table.client.send(put));
  if (result.done) return readClaim(Item);
  const held = live(table, result.held, now) ?? (await readLive(table, fresh.key, now));
  return held === undefined ? claim(table, { fresh, now }, triesLeft - 1) : readClaim(held);
}

/** Whether the condition held. */
async function update(
  { client, tableName }: DynamodbTable,
  key: ClaimKey,
  parameters: ReturnType<typeof updateOf>,
): Promise<boolean> {
  const command = new UpdateItemCommand({
    TableName: tableName,
    Key: { [TABLE.key]: text(key) },
    ...parameters,
  });
  return (await written(client.send(command))).done;
}

/**
 * Claims in DynamoDB, in the same table as the sessions. Every condition also holds for the one who
 * has just made the same write: the SDK repeats a write whose answer was lost.
 */
export function dynamodbIdempotencyStore(table: DynamodbTable): IdempotencyStore {
  const set = async (key: ClaimKey, values: Item, condition: Clause): Promise<boolean> =>
    update(table, key, updateOf({ set: values, remove: [] }, condition));

  return {
    claim: (fresh, now) => claim(table, { fresh, now }),

    takeOver: async (dead, owner, leaseUntil) =>
      set(
        dead.key,
        { [CLAIM.owner]: text(owner), [CLAIM.leaseUntil]: number(leaseUntil) },
        allOf(anyOf(isStillHeldBy(dead.owner, dead.leaseUntil), isOwnedBy(owner)), isUnanswered),
      ),

    answer: async (key, owner, session) =>
      set(
        key,
        {
          [CLAIM.progress]: progressText('answered'),
          [CLAIM.sessionId]: text(session.id),
          [CLAIM.answer]: map(answerAttributes(session)),
        },
        allOf(isOwnedBy(owner), anyOf(isUnanswered, isAnsweredWith(session.id))),
      ),

    async complete(key, sessionId) {
      const completed = { [CLAIM.progress]: progressText('completed') };
      const change = { set: completed, remove: [CLAIM.answer] };
      await update(table, key, updateOf(change, isAnsweredWith(sessionId)));
    },

    async release(key, owner) {
      await set(key, { [CLAIM.leaseUntil]: number(0) }, isOwnedBy(owner));
    },
  };
}
