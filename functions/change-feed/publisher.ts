import { isLive, warehouseAvailability } from '../../domain/level.ts';
import { stockChange } from '../../domain/movement.ts';
import type { AvailabilityInput, StockChange, StockChangeInput, WarehouseAvailability } from '../../schema/types.ts';
import type { AppSync } from '../lib/appsync.ts';
import { movementOf } from '../lib/movements.ts';
import type { LevelChange } from './record.ts';

// Subscribers get what the mutation selects and nothing else, and an alias would keep it from them: so all fields, under their own names.
// Typed as records, so that a field that the schema gets cannot be forgotten here.
const STOCK_CHANGE_FIELDS: Readonly<Record<keyof StockChange, true>> = {
  productId: true,
  warehouseId: true,
  sequence: true,
  cause: true,
  stockDelta: true,
  reservedDelta: true,
  stockCount: true,
  reservedCount: true,
  availableCount: true,
  thresholdLevel: true,
  status: true,
  version: true,
  name: true,
  category: true,
  actor: true,
  reason: true,
  note: true,
  reference: true,
  changedAt: true,
};
const AVAILABILITY_FIELDS: Readonly<Record<keyof WarehouseAvailability, true>> = {
  productId: true,
  warehouseId: true,
  availableCount: true,
  status: true,
  sequence: true,
  lastUpdated: true,
};

const PUBLISH_STOCK_CHANGE = `mutation PublishStockChange($input: StockChangeInput!) {
  publishStockChange(input: $input) { ${Object.keys(STOCK_CHANGE_FIELDS).join(' ')} }
}`;
const PUBLISH_AVAILABILITY = `mutation PublishAvailability($input: AvailabilityInput!) {
  publishAvailability(input: $input) { ${Object.keys(AVAILABILITY_FIELDS).join(' ')} }
}`;

/** Tells subscribers. Both reject when AppSync did not take it until `deadline`, epoch milliseconds. */
export interface Publisher {
  stockChange: (change: LevelChange, deadline: number) => Promise<void>;
  /** The newest of these changes of one level, in order. Does nothing when shoppers would have seen none of them. */
  availability: (changes: readonly LevelChange[], deadline: number) => Promise<void>;
}

/** A publisher that shows shoppers at most `publicCountCap` pieces. */
export function createPublisher(appSync: AppSync, publicCountCap: number): Publisher {
  // Change by change: an earlier delivery may have told some of them, so that equal ends do not mean that shoppers know.
  const isSeen = ({ before, after }: LevelChange) => {
    const [was, is] = [
      isLive(before) ? warehouseAvailability(before, publicCountCap) : undefined,
      warehouseAvailability(after, publicCountCap),
    ];
    return was?.availableCount !== is.availableCount || was.status !== is.status;
  };
  return {
    stockChange: async (change, deadline) => {
      const input: StockChangeInput = stockChange(movementOf(change));
      await appSync(PUBLISH_STOCK_CHANGE, { input }, deadline);
    },
    availability: async (changes, deadline) => {
      const newest = changes.at(-1);
      if (!newest || !changes.some(isSeen)) return;
      const input: AvailabilityInput = warehouseAvailability(newest.after, publicCountCap);
      await appSync(PUBLISH_AVAILABILITY, { input }, deadline);
    },
  };
}
