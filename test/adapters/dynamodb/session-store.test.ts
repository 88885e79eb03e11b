import { dynamodbSessionStore } from '../../../shared/adapters/dynamodb/session-store.ts';
import { startTable } from '../../support/dynalite.ts';
import { sessionStoreContract } from '../contracts/session-store.contract.ts';

sessionStoreContract('DynamoDB', async () => {
  const table = await startTable();
  return { store: dynamodbSessionStore(table), remove: table.remove, close: table.close };
});
