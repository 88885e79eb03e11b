import { memoryIdempotencyStore } from '../../../shared/adapters/memory/idempotency-store.ts';
import type { Claim } from '../../../shared/domain/idempotency.ts';
import type { ClaimKey } from '../../../shared/domain/ids.ts';
import { idempotencyStoreContract } from '../contracts/idempotency-store.contract.ts';

idempotencyStoreContract('memory', async () => {
  const items = new Map<ClaimKey, Claim>();
  return {
    store: memoryIdempotencyStore(items),
    remove: async (key) => {
      items.delete(key);
    },
  };
});
