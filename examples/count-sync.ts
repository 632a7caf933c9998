import { type InventoryClient, isError, type StockLevel } from './api-client.js';

/** A shelf as the ERP counted it. */
export interface Count {
  productId: string;
  warehouseId: string;
  counted: number;
  /** The number of the count sheet; staff find it in the history. */
  sheet: string;
}

/** The version of each product's level, as JSON can keep it. */
export type Versions = Record<string, number>;

/** Who counted reads this number before the count begins. */
export async function versionOf(inventory: InventoryClient, key: Pick<Count, 'productId' | 'warehouseId'>): Promise<number> {
  const level = await inventory.stock(key);
  return level?.version ?? 0;
}

/**
 * The same of a whole warehouse, for an ERP that knows counts only. Store it at the moment of which
 * the counts are: it is their "as of".
 */
export async function versionsOf(inventory: InventoryClient, warehouseId: string): Promise<Versions> {
  const versions: Versions = {};
  for await (const level of inventory.eachStock({ filter: { warehouseId } })) versions[level.productId] = level.version;
  return versions;
}

/**
 * Records counts as of the time of `versions`. Answers with those that are no longer true, to be
 * counted again. May be run again after a death.
 */
export async function recordCounts(inventory: InventoryClient, counts: readonly Count[], versions: Versions): Promise<Count[]> {
  const again: Count[] = [];
  for (const count of counts) {
    if (!(await recordCount(inventory, count, versions[count.productId] ?? 0))) again.push(count);
  }
  return again;
}

/**
 * Records a count. `version` is the one from before the count: shoppers may reserve units
 * meanwhile, but where an order shipped or goods came in, the count is no longer true. Undefined
 * then: the shelf has to be counted again.
 */
export async function recordCount(inventory: InventoryClient, count: Count, version: number): Promise<StockLevel | undefined> {
  const { productId, warehouseId, counted, sheet } = count;
  try {
    return await inventory.updateStock({
      ...{ productId, warehouseId, expectedVersion: version, stockCount: counted },
      ...{ reason: 'CORRECTION', reference: sheet, allowBelowReserved: true },
    });
  } catch (error) {
    const moved = isError(error, 'VERSION_CONFLICT') || isError(error, 'ALREADY_EXISTS') || isError(error, 'NOT_FOUND');
    if (!moved) throw error;
    return (await isRecorded(inventory, count)) ? ((await inventory.stock({ productId, warehouseId })) ?? undefined) : undefined;
  }
}

/** Whether an earlier run, which died before it heard of it, has recorded this count already. */
async function isRecorded(inventory: InventoryClient, { productId, warehouseId, sheet }: Count): Promise<boolean> {
  const { items } = await inventory.stockHistory({ productId, warehouseId, limit: 100 });
  return items.some(({ cause, reference }) => (cause === 'COUNTED' || cause === 'CREATED') && reference === sheet);
}
