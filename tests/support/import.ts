import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Marks } from '../../domain/derived-status.ts';
import { LISTING, listKey } from '../../domain/level.ts';
import { sortKey } from '../../domain/text.ts';
import type { StockKeyInput } from '../../schema/types.ts';
import { newId } from './fixtures.ts';
import type { StackDescription } from './stack.ts';
import { operator } from './tables.ts';

/** A level as a bulk import writes it past the API, as docs/data-model.md tells it. */
export function importedLevel({ productId, warehouseId }: StockKeyInput, stock: number) {
  return {
    ...{ product_id: productId, warehouse_id: warehouseId, name: 'Lamp' },
    ...{ stock_count: stock, available_count: stock, reserved_count: 0, threshold_level: 5, version: 1, sequence: 1 },
    ...{ last_updated: new Date().toISOString(), last_change: { cause: 'CREATED' as const, actor: 'import:spring' } },
    ...{ listing: LISTING, list_key: listKey(productId, warehouseId), name_key: sortKey('Lamp', productId, warehouseId) },
  };
}

/**
 * Imports that many new levels with `stock` units each, where no test could prepare them level by
 * level; with `marks`, as if the change feed had seen them.
 */
export async function importLevels(stack: StackDescription, count: number, stock: number, marks: Marks = {}): Promise<StockKeyInput[]> {
  const mostInOneCall = 25;
  const prefix = newId('import');
  const levels = Array.from({ length: count }, (_, index) => ({ productId: `${prefix}-${index}`, warehouseId: 'LONDON' }));
  const client = operator(stack);
  for (let first = 0; first < count; first += mostInOneCall) {
    const puts = levels
      .slice(first, first + mostInOneCall)
      .map((level) => ({ PutRequest: { Item: { ...importedLevel(level, stock), ...marks } } }));
    await client.send(new BatchWriteCommand({ RequestItems: { [stack.tables.inventory]: puts } }));
  }
  return levels;
}
