import {
  memorySessionStore,
  type StoredRecord,
} from '../../../shared/adapters/memory/session-store.ts';
import { sessionStoreContract } from '../contracts/session-store.contract.ts';

sessionStoreContract('memory', async () => {
  const items = new Map<string, StoredRecord>();
  return {
    store: memorySessionStore(items),
    remove: async (id) => {
      items.delete(id);
    },
  };
});
