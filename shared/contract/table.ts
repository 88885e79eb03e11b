/** The names of the one table: its keys, its indexes and the attributes that others than the item codec must know. */
export const TABLE = {
  /** Partition key: Veriff's session id, or `idempotency#` and a hash. */
  key: 'key',
  /** DynamoDB's TTL: seconds since 1970. What is not later than now counts as absent. */
  ttl: 'expiresAt',
  due: {
    index: 'due',
    /** `0` to `7`, as a string: spreads the index over partitions. */
    bucket: 'dueBucket',
    /** ISO 8601 with milliseconds, so that the sweep can compare it with its own start time. */
    at: 'dueAt',
  },
  byVendorData: {
    index: 'byVendorData',
    /** A hash of tenant and `vendorData`: `vendorData` alone can be longer than an index key may be. */
    user: 'user',
    /** Milliseconds since 1970. */
    createdAt: 'createdAt',
  },
} as const;

/** The buckets of the index `due`. */
export const DUE_BUCKETS = ['0', '1', '2', '3', '4', '5', '6', '7'] as const;
