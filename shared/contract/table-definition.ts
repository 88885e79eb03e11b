import { TABLE } from './table.ts';

type AttributeType = 'S' | 'N';
type KeyRole = 'HASH' | 'RANGE';

interface KeyPart {
  AttributeName: string;
  KeyType: KeyRole;
}

/** The table in the words of DynamoDB's `CreateTable`; arrays are mutable because its types ask for it. */
export interface TableDefinition {
  BillingMode: 'PAY_PER_REQUEST';
  AttributeDefinitions: { AttributeName: string; AttributeType: AttributeType }[];
  KeySchema: KeyPart[];
  GlobalSecondaryIndexes: {
    IndexName: string;
    KeySchema: KeyPart[];
    /** A change of a record that keeps its place costs nothing in the index. */
    Projection: { ProjectionType: 'KEYS_ONLY' };
  }[];
}

function key(hash: string, range?: string): KeyPart[] {
  const parts: KeyPart[] = [{ AttributeName: hash, KeyType: 'HASH' }];
  if (range !== undefined) parts.push({ AttributeName: range, KeyType: 'RANGE' });
  return parts;
}

/** How the table is made: the local run and the tests make it so, the template must say the same. The TTL is set apart. */
export function tableDefinition(): TableDefinition {
  const { due, byVendorData } = TABLE;
  return {
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: TABLE.key, AttributeType: 'S' },
      { AttributeName: due.bucket, AttributeType: 'S' },
      { AttributeName: due.at, AttributeType: 'S' },
      { AttributeName: byVendorData.user, AttributeType: 'S' },
      { AttributeName: byVendorData.createdAt, AttributeType: 'N' },
    ],
    KeySchema: key(TABLE.key),
    GlobalSecondaryIndexes: [
      {
        IndexName: due.index,
        KeySchema: key(due.bucket, due.at),
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
      {
        IndexName: byVendorData.index,
        KeySchema: key(byVendorData.user, byVendorData.createdAt),
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  };
}
