import { dynamodbIdempotencyStore } from '../../../shared/adapters/dynamodb/idempotency-store.ts';
import { startTable } from '../../support/dynalite.ts';
import { idempotencyStoreContract } from '../contracts/idempotency-store.contract.ts';

idempotencyStoreContract('DynamoDB', async () => {
  const table = await startTable();
  return { store: dynamodbIdempotencyStore(table), remove: table.remove, close: table.close };
});
