import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, StreamViewType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { TableProps } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { Settings } from './settings.ts';

const { STRING, NUMBER } = AttributeType;

/** The indexes by what reads them. Each has a partition and a sort attribute and holds keys only. */
export const indexes = {
  /** Walks through all levels, or those of a category, a warehouse, or with a name. */
  lists: {
    'listing-index': ['listing', 'list_key'],
    'category-index': ['category', 'list_key'],
    'warehouse-index': ['warehouse_id', 'list_key'],
    'name-index': ['listing', 'name_key'],
  },
  /** Levels that are low, out or oversold. */
  attention: { 'attention-index': ['attention', 'list_key'] },
  /** Active holds by their end. */
  holds: { 'active-holds-index': ['hold_shard', 'hold_key'] },
} as const;

/** The four tables and their indexes; docs/data-model.md says what they hold. */
export class Data extends Construct {
  readonly inventory: Table;
  readonly reservations: Table;
  readonly requests: Table;
  readonly movements: Table;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.inventory = this.table('Inventory', settings, ['product_id', 'warehouse_id'], { stream: StreamViewType.NEW_AND_OLD_IMAGES });
    addIndexes(this.inventory, { ...indexes.lists, ...indexes.attention });

    this.reservations = this.table('Reservations', settings, ['reservation_id'], {
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      timeToLiveAttribute: 'reservation_expiry',
    });
    addIndexes(this.reservations, indexes.holds);

    this.requests = this.table('Requests', settings, ['request_id'], { timeToLiveAttribute: 'request_expiry' });
    this.movements = this.table('Movements', settings, ['level'], { sortKey: { name: 'sequence', type: NUMBER } });
  }

  private table(id: string, settings: Settings, [partition, sort]: [string, string?], props: Partial<TableProps>): Table {
    return new Table(this, id, {
      partitionKey: { name: partition, type: STRING },
      ...(sort && { sortKey: { name: sort, type: STRING } }),
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      encryption: TableEncryption.AWS_MANAGED,
      deletionProtection: settings.production,
      removalPolicy: settings.production ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      ...props,
    });
  }
}

// Keys only: a reservation changes no index key, so it pays for no index write; numbers are read from the table.
function addIndexes(table: Table, named: Readonly<Record<string, readonly [partition: string, sort: string]>>): void {
  for (const [indexName, [partition, sort]] of Object.entries(named)) {
    table.addGlobalSecondaryIndex({
      indexName,
      partitionKey: { name: partition, type: STRING },
      sortKey: { name: sort, type: STRING },
      projectionType: ProjectionType.KEYS_ONLY,
    });
  }
}
