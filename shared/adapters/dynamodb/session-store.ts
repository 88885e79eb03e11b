import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { TABLE } from '../../contract/table.ts';
import type { EpochMs, SessionId } from '../../domain/ids.ts';
import type { Session, SessionRecord } from '../../domain/session.ts';
import type { SessionStore } from '../../ports/session-store.ts';
import { text } from './attributes.ts';
import { allOf, conditionOf, isAsRead, isUnexpired, keyIsFree } from './condition.ts';
import { listSessions } from './list-sessions.ts';
import { mustBeLater } from './revision.ts';
import { written } from './send.ts';
import { readRecord, recordItem } from './session-item.ts';
import { type DynamodbTable, readLive } from './table.ts';
import { replacing, updateOf } from './update.ts';

/** Session records in DynamoDB: one item each, and every write conditional on what was read. */
export function dynamodbSessionStore(table: DynamodbTable): SessionStore {
  const { client, tableName: TableName } = table;
  return {
    async load(id: SessionId, now: EpochMs) {
      const item = await readLive(table, id, now);
      return item && readRecord(item);
    },

    async insert(session: Session, now: EpochMs) {
      const put = new PutItemCommand({
        TableName,
        Item: recordItem(session, now),
        ...conditionOf(keyIsFree),
      });
      return (await written(client.send(put))).done ? 'inserted' : 'exists';
    },

    async save(next: SessionRecord, read: SessionRecord, now: EpochMs) {
      mustBeLater(next, read);
      const update = new UpdateItemCommand({
        TableName,
        Key: { [TABLE.key]: text(read.id) },
        ...updateOf(replacing(recordItem(next, now)), allOf(isAsRead(read), isUnexpired(now))),
      });
      return (await written(client.send(update))).done ? 'saved' : 'conflict';
    },

    list: (query, now) => listSessions(table, query, now),
  };
}
