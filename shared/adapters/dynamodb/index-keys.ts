import { createHash } from 'node:crypto';
import { DUE_BUCKETS } from '../../contract/table.ts';
import type { SessionId, Tenant } from '../../domain/ids.ts';

/** Always the same bucket for the same id, and about as many ids in each. */
export function dueBucket(id: SessionId): string {
  const [byte = 0] = createHash('sha256').update(id).digest();
  return String(byte % DUE_BUCKETS.length);
}

/** Stands for one end user of one tenant. NUL is in no tenant, so no two pairs run together. */
export function userKey(tenant: Tenant, vendorData: string): string {
  return createHash('sha256').update(`${tenant}\0${vendorData}`).digest('base64url');
}
