import { AttributeType, BillingMode, ProjectionType, StreamViewType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { TableProps } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import {
  ACTIVE_HOLDS_INDEX,
  ACTIVITY_INDEX,
  ATTENTION_INDEX,
  BARCODE_INDEX,
  CATEGORY_INDEX,
  COMMITTED_INDEX,
  LISTING_INDEX,
  NAME_INDEX,
  OVERSOLD_INDEX,
  UNFINISHED_INDEX,
  WAREHOUSE_INDEX,
} from '../domain/indexes.ts';
import type { Index } from '../domain/indexes.ts';
import { lifetimeOf } from './lifetime.ts';
import type { Settings } from './settings.ts';

const { STRING, NUMBER } = AttributeType;

/** What listStock walks through. */
export const LIST_INDEXES = [LISTING_INDEX, CATEGORY_INDEX, WAREHOUSE_INDEX, NAME_INDEX, ATTENTION_INDEX, OVERSOLD_INDEX, BARCODE_INDEX];

/** The four tables and their indexes; docs/data-model.md says what they hold. */
export class Data extends Construct {
  readonly inventory: Table;
  readonly reservations: Table;
  readonly requests: Table;
  readonly movements: Table;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.inventory = this.table('Inventory', settings, ['product_id', 'warehouse_id'], { stream: StreamViewType.NEW_AND_OLD_IMAGES });
    addIndexes(this.inventory, LIST_INDEXES);

    this.reservations = this.table('Reservations', settings, ['reservation_id'], {
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      timeToLiveAttribute: 'reservation_expiry',
    });
    addIndexes(this.reservations, [ACTIVE_HOLDS_INDEX, COMMITTED_INDEX]);

    const stream = (view: StreamViewType) => (settings.events ? { stream: view } : {});
    this.requests = this.table('Requests', settings, ['request_id'], {
      timeToLiveAttribute: 'request_expiry',
      ...stream(StreamViewType.NEW_IMAGE),
    });
    addIndexes(this.requests, [UNFINISHED_INDEX]);
    this.movements = this.table('Movements', settings, ['level'], {
      sortKey: { name: 'sequence', type: NUMBER },
      ...stream(StreamViewType.NEW_IMAGE),
    });
    addIndexes(this.movements, [ACTIVITY_INDEX]);
  }

  private table(id: string, settings: Settings, [partition, sort]: [string, string?], props: Partial<TableProps>): Table {
    return new Table(this, id, {
      partitionKey: { name: partition, type: STRING },
      ...(sort && { sortKey: { name: sort, type: STRING } }),
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      encryption: TableEncryption.AWS_MANAGED,
      deletionProtection: settings.protect,
      removalPolicy: lifetimeOf(settings),
      ...props,
    });
  }
}

// Keys only: a reservation changes no index key, so it pays for no index write; numbers are read
// from the table.
function addIndexes(table: Table, indexes: Index[]): void {
  for (const { name, partition, sort } of indexes) {
    table.addGlobalSecondaryIndex({
      indexName: name,
      partitionKey: { name: partition, type: STRING },
      sortKey: { name: sort, type: STRING },
      projectionType: ProjectionType.KEYS_ONLY,
    });
  }
}
