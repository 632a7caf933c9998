import { fold } from '../../../domain/text.ts';
import type { StockLevel } from '../../../schema/types.ts';
import { documents } from '../../client/documents.ts';
import { ask } from '../api/ask.ts';
import type { Narrowing } from '../local-copy/question.ts';
import type { Backend } from '../session/backend.ts';

/** So many are offered to choose from; more are told apart by more words. */
export const MOST_CHOICES = 8;

export interface Found {
  /** `code`: they have this barcode or this product id. `words`: its words are in what they are. */
  by: 'code' | 'words';
  levels: StockLevel[];
}

/**
 * The levels in a warehouse that have this barcode, or else the one with this product id, or else
 * those with these words. Rejects where the API has to be asked and cannot be reached.
 */
export async function findByCode(backend: Backend, code: string, warehouseId: string): Promise<Found> {
  const find = backend.copy.state.phase === 'ready' ? findInCopy(backend) : findByApi(backend);
  const scanned = await find({ barcode: code, warehouseId });
  if (scanned.length > 0) return { by: 'code', levels: scanned };
  const similar = await find({ search: code, warehouseId });
  const named = similar.filter(({ productId }) => fold(productId) === fold(code));
  return named.length > 0 ? { by: 'code', levels: named } : { by: 'words', levels: similar };
}

type Find = (narrowing: Narrowing) => Promise<StockLevel[]>;

function findInCopy({ copy }: Backend): Find {
  return (narrowing) => Promise.resolve(copy.index.find(narrowing));
}

/** The API lists an id that is the text itself first. */
function findByApi({ client, levels }: Backend): Find {
  return async (filter) => {
    const since = levels.store.mark();
    const { items } = await ask(client, documents.listStock, { filter, limit: MOST_CHOICES + 1 });
    levels.store.put(items, since);
    return items;
  };
}
