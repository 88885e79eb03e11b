import type { Bug } from './bug.ts';

const SESSIONS = 'shared/adapters/dynamodb/session-store.ts';
const CLAIMS = 'shared/adapters/dynamodb/idempotency-store.ts';
const EXPIRY = 'shared/adapters/dynamodb/expiry.ts';
const SESSION_CONTRACT = ['test/adapters/dynamodb/session-store.test.ts'] as const;
const CLAIM_CONTRACT = ['test/adapters/dynamodb/idempotency-store.test.ts'] as const;

/** Mistakes in what is written under which condition, and for how long it lives. */
export const BUGS_OF_THE_TABLE: readonly Bug[] = [
  {
    id: 'B12',
    sentence: 'The TTL is written in milliseconds.',
    changes: [{ file: EXPIRY, found: 'return Math.floor(at / 1000);', becomes: 'return at;' }],
    tests: SESSION_CONTRACT,
    inSimulation: true,
  },
  {
    id: 'B13',
    sentence: 'The TTL is fixed at creation: no later write renews it.',
    changes: [
      {
        file: EXPIRY,
        found: `now + (record.kind === 'tombstone' ? TOMBSTONE_LIFE_MS : SESSION_RECORD_LIFE_MS),`,
        becomes: `record.kind === 'tombstone' ? now + TOMBSTONE_LIFE_MS : record.createdAt + SESSION_RECORD_LIFE_MS,`,
      },
    ],
    tests: SESSION_CONTRACT,
    inSimulation: true,
  },
  {
    id: 'B16',
    sentence: 'A read shows what has expired and is not deleted yet.',
    changes: [
      {
        file: 'shared/adapters/dynamodb/table.ts',
        found: 'if (!isExpired(expiresAt, now)) return item;',
        becomes: 'return item;',
      },
    ],
    tests: SESSION_CONTRACT,
    inSimulation: true,
  },
  {
    id: 'B17',
    sentence: 'A write succeeds on a record that has expired and is not deleted yet.',
    changes: [
      {
        file: SESSIONS,
        found: 'allOf(isAsRead(read), isUnexpired(now))',
        becomes: 'isAsRead(read)',
      },
    ],
    tests: SESSION_CONTRACT,
    inSimulation: true,
  },
  {
    id: 'B20',
    sentence: 'The mark of a publication is written without the condition on the version.',
    changes: [
      {
        file: SESSIONS,
        found: 'allOf(isAsRead(read), isUnexpired(now))',
        becomes: 'isMark(next, read) ? isUnexpired(now) : allOf(isAsRead(read), isUnexpired(now))',
      },
      {
        file: SESSIONS,
        found: '/** Session records in DynamoDB',
        becomes: `function isMark(next: SessionRecord, read: SessionRecord): boolean {
  if (next.kind !== 'session' || read.kind !== 'session') return false;
  return next.version === read.version && next.outbox.length < read.outbox.length;
}

/** Session records in DynamoDB`,
      },
    ],
    tests: SESSION_CONTRACT,
    inSimulation: true,
  },
  {
    id: 'B26',
    sentence: 'A claim is deleted when its create fails.',
    changes: [
      {
        file: CLAIMS,
        found: 'await set(key, { [CLAIM.leaseUntil]: number(0) }, isOwnedBy(owner));',
        becomes: `const condition = conditionOf(isOwnedBy(owner));
      const Key = { [TABLE.key]: text(key) };
      await written(
        table.client.send(new DeleteItemCommand({ TableName: table.tableName, Key, ...condition })),
      );`,
      },
      {
        file: CLAIMS,
        found: 'import { PutItemCommand, UpdateItemCommand }',
        becomes: 'import { DeleteItemCommand, PutItemCommand, UpdateItemCommand }',
      },
    ],
    tests: CLAIM_CONTRACT,
    inSimulation: true,
  },
  {
    id: 'B27',
    sentence: "Veriff's answer is recorded without checking who owns the claim.",
    changes: [
      {
        file: CLAIMS,
        found: 'allOf(isOwnedBy(owner), anyOf(isUnanswered, isAnsweredWith(session.id)))',
        becomes: 'anyOf(isUnanswered, isAnsweredWith(session.id))',
      },
    ],
    tests: CLAIM_CONTRACT,
    inSimulation: true,
  },
  {
    id: 'B28',
    sentence: 'A session is put without `attribute_not_exists`.',
    changes: [{ file: SESSIONS, found: '        ...conditionOf(keyIsFree),\n', becomes: '' }],
    tests: SESSION_CONTRACT,
    inSimulation: true,
  },
  {
    id: 'B29',
    sentence: 'An erasure deletes the item instead of leaving a tombstone.',
    changes: [
      {
        file: SESSIONS,
        found: `      const update = new UpdateItemCommand({`,
        becomes: `      if (next.kind === 'tombstone') {
        const Key = { [TABLE.key]: text(read.id) };
        const condition = conditionOf(allOf(isAsRead(read), isUnexpired(now)));
        const deletion = new DeleteItemCommand({ TableName, Key, ...condition });
        return (await written(client.send(deletion))).done ? 'saved' : 'conflict';
      }
      const update = new UpdateItemCommand({`,
      },
      {
        file: SESSIONS,
        found: 'import { PutItemCommand, UpdateItemCommand }',
        becomes: 'import { DeleteItemCommand, PutItemCommand, UpdateItemCommand }',
      },
    ],
    tests: SESSION_CONTRACT,
    inSimulation: true,
  },
  {
    id: 'X05',
    sentence: 'A record is saved without the condition on its revision.',
    changes: [
      {
        file: SESSIONS,
        found: 'allOf(isAsRead(read), isUnexpired(now))',
        becomes: 'isUnexpired(now)',
      },
    ],
    tests: SESSION_CONTRACT,
    inSimulation: true,
  },
  {
    id: 'X06',
    sentence: 'A claim is taken over whoever holds it by then.',
    changes: [
      {
        file: CLAIMS,
        found:
          'allOf(anyOf(isStillHeldBy(dead.owner, dead.leaseUntil), isOwnedBy(owner)), isUnanswered)',
        becomes: 'isUnanswered',
      },
    ],
    tests: CLAIM_CONTRACT,
    inSimulation: true,
  },
];
