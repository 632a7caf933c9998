import { type InventoryClient, isError, type StockLevel } from './api-client.js';

/** A shelf as the ERP counted it. */
export interface Count {
  productId: string;
  warehouseId: string;
  counted: number;
  /** The number of the count sheet; staff find it in the history. */
  sheet: string;
}

/** Who counted reads this number before the count begins. */
export async function versionOf(inventory: InventoryClient, key: Pick<Count, 'productId' | 'warehouseId'>): Promise<number> {
  const level = await inventory.stock(key);
  return level?.version ?? 0;
}

/**
 * Records a count. `version` is the one from before the count: shoppers may hold pieces meanwhile, but where an order shipped or goods came
 * in, the count is no longer true. Undefined then: the shelf has to be counted again.
 */
export async function recordCount(inventory: InventoryClient, count: Count, version: number): Promise<StockLevel | undefined> {
  const { productId, warehouseId, counted, sheet } = count;
  try {
    return await inventory.updateStock({
      ...{ productId, warehouseId, expectedVersion: version, stockCount: counted },
      ...{ reason: 'CORRECTION', reference: sheet, allowBelowReserved: true },
    });
  } catch (error) {
    if (isError(error, 'VERSION_CONFLICT') || isError(error, 'ALREADY_EXISTS')) return undefined;
    throw error;
  }
}
