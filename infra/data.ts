import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, StreamViewType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { TableProps } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { Settings } from './settings.ts';

const { STRING, NUMBER } = AttributeType;

/** The four tables and their indexes; docs/data-model.md says what they hold. */
export class Data extends Construct {
  readonly inventory: Table;
  readonly reservations: Table;
  readonly requests: Table;
  readonly movements: Table;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.inventory = this.table('Inventory', settings, ['product_id', 'warehouse_id'], { stream: StreamViewType.NEW_AND_OLD_IMAGES });
    keysOnlyIndex(this.inventory, 'listing-index', 'listing', 'list_key');
    keysOnlyIndex(this.inventory, 'category-index', 'category', 'list_key');
    keysOnlyIndex(this.inventory, 'warehouse-index', 'warehouse_id', 'list_key');
    keysOnlyIndex(this.inventory, 'name-index', 'listing', 'name_key');
    keysOnlyIndex(this.inventory, 'attention-index', 'attention', 'list_key');

    this.reservations = this.table('Reservations', settings, ['reservation_id'], {
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      timeToLiveAttribute: 'reservation_expiry',
    });
    keysOnlyIndex(this.reservations, 'active-holds-index', 'hold_shard', 'hold_key');

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
function keysOnlyIndex(table: Table, indexName: string, partition: string, sort: string): void {
  table.addGlobalSecondaryIndex({
    indexName,
    partitionKey: { name: partition, type: STRING },
    sortKey: { name: sort, type: STRING },
    projectionType: ProjectionType.KEYS_ONLY,
  });
}
