import { fold } from '../../../domain/text.ts';
import type { StockLevel } from '../../../schema/types.ts';
import { documents } from '../../client/documents.ts';
import { ask } from '../api/ask.ts';
import type { Backend } from '../session/backend.ts';

/**
 * The levels in a warehouse that have this barcode, or else the one with this product id. Several
 * where products share a barcode. Rejects where the API has to be asked and cannot be reached.
 */
export async function findByCode({ copy, client, levels }: Backend, code: string, warehouseId: string): Promise<StockLevel[]> {
  if (copy.state.phase === 'ready') {
    const scanned = copy.index.find({ barcode: code, warehouseId });
    if (scanned.length > 0) return scanned;
    return copy.index.find({ search: code, warehouseId }).filter(({ productId }) => fold(productId) === fold(code));
  }
  const since = levels.store.mark();
  const { items } = await ask(client, documents.listStock, { filter: { barcode: code, warehouseId } });
  const found = items.length > 0 ? items : [await ask(client, documents.stock, { productId: code, warehouseId })];
  const there = found.filter((level) => level !== null);
  levels.store.put(there, since);
  return there;
}
