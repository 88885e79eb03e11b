import {
  AttributeType,
  BillingMode,
  ProjectionType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { TABLE } from '../../shared/contract/table.ts';
import { tableDefinition } from '../../shared/contract/table-definition.ts';
import type { DataProtection } from './data-protection.ts';
import type { NodeFunction } from './node-function.ts';
import type { ServiceRole } from './service-role.ts';
import { allow } from './statements.ts';

/** How the table is kept. */
export interface SessionTableProps {
  /** Key, and what becomes of the table when it leaves the stack. */
  readonly protection: DataProtection;
}

/**
 * How far back the table can be restored. Bounds how long an erased record can come back, too; it is no
 * longer than a record lives without a write.
 */
const RECOVERY_DAYS = 7;

/** What a role that uses the table needs of its key. */
const READ_KEY = ['Decrypt'] as const;
const READ_AND_WRITE_KEY = ['Decrypt', 'GenerateDataKey'] as const;

type Definition = ReturnType<typeof tableDefinition>;

function keyPart(definition: Definition, schema: Definition['KeySchema'], role: 'HASH' | 'RANGE') {
  const name = schema.find(({ KeyType }) => KeyType === role)?.AttributeName;
  const attribute = definition.AttributeDefinitions.find((each) => each.AttributeName === name);
  return (
    attribute && {
      name: attribute.AttributeName,
      type: attribute.AttributeType === 'N' ? AttributeType.NUMBER : AttributeType.STRING,
    }
  );
}

function keysOf(definition: Definition, schema: Definition['KeySchema']) {
  const partitionKey = keyPart(definition, schema, 'HASH');
  const sortKey = keyPart(definition, schema, 'RANGE');
  if (partitionKey === undefined) throw new Error('A key of the table definition has no HASH part');
  return { partitionKey, ...(sortKey !== undefined && { sortKey }) };
}

/** The one table, as the contract defines it. Each `grant…` is one way of using it. */
export class SessionTable extends Construct {
  /** The table itself. */
  readonly table: Table;
  readonly #protection: DataProtection;

  constructor(scope: Construct, id: string, { protection }: SessionTableProps) {
    super(scope, id);
    this.#protection = protection;
    const definition = tableDefinition();
    this.table = new Table(this, 'Table', {
      ...keysOf(definition, definition.KeySchema),
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: TABLE.ttl,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: protection.key,
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: true,
        recoveryPeriodInDays: RECOVERY_DAYS,
      },
      deletionProtection: protection.isRetained,
      removalPolicy: protection.removalPolicy,
    });
    for (const { IndexName, KeySchema, Projection } of definition.GlobalSecondaryIndexes) {
      this.table.addGlobalSecondaryIndex({
        indexName: IndexName,
        ...keysOf(definition, KeySchema),
        projectionType: ProjectionType[Projection.ProjectionType],
      });
    }
  }

  /** To make records: claims and sessions. */
  grantCreate(fn: NodeFunction): void {
    this.#grantItems(fn, ['GetItem', 'PutItem', 'UpdateItem']);
  }

  /** To change records that exist; none can be made. */
  grantChange(fn: NodeFunction): void {
    this.#grantItems(fn, ['GetItem', 'UpdateItem']);
  }

  /** To read one record. */
  grantRead(fn: NodeFunction): void {
    this.#grantItems(fn, ['GetItem']);
  }

  /** To list the sessions of one user: the index has their keys, the table what they are. */
  grantList(fn: NodeFunction): void {
    fn.tell('table', this.table.tableName);
    fn.allow(
      allow('dynamodb', ['Query'], this.#index(TABLE.byVendorData.index)),
      allow('dynamodb', ['BatchGetItem'], this.table.tableArn),
      this.#protection.useThrough('dynamodb', READ_KEY),
    );
  }

  /** To find the keys of what is due. */
  grantFindDue(role: ServiceRole): void {
    role.allow(
      allow('dynamodb', ['Query'], this.dueIndexArn),
      this.#protection.useThrough('dynamodb', READ_KEY),
    );
  }

  #grantItems(fn: NodeFunction, actions: readonly string[]): void {
    fn.tell('table', this.table.tableName);
    const onlyReads = actions.every((action) => action === 'GetItem');
    fn.allow(
      allow('dynamodb', actions, this.table.tableArn),
      this.#protection.useThrough('dynamodb', onlyReads ? READ_KEY : READ_AND_WRITE_KEY),
    );
  }

  /** The index of what is due; it holds keys alone. */
  get dueIndexArn(): string {
    return this.#index(TABLE.due.index);
  }

  #index(name: string): string {
    return `${this.table.tableArn}/index/${name}`;
  }
}
