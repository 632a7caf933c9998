import { limits } from '../../../domain/limits.ts';
import type { StockLevel, StockPage } from '../../../schema/types.ts';
import type { Api } from '../api.ts';
import { noAnswer } from '../errors.ts';
import type { Answer } from '../http.ts';
import { FIELDS_PER_QUERY, productVariables } from '../operation.ts';
import { listQuery, productStockQuery, type StockScope } from './stock-operations.ts';

/** Every level of a scope, in units, as many requests as it takes. Rejects with the first error. */
export async function* listLevels(api: Api, scope: StockScope): AsyncGenerator<StockLevel[]> {
  const { productIds, warehouseId } = scope;
  if (productIds) {
    for (let from = 0; from < productIds.length; from += FIELDS_PER_QUERY) {
      const ids = productIds.slice(from, from + FIELDS_PER_QUERY);
      const products = whole(await api.query(productStockQuery(ids.length), productVariables(ids)));
      const levels = Object.values(products).flatMap((product) => product?.levels ?? []);
      yield warehouseId === undefined ? levels : levels.filter((level) => level.warehouseId === warehouseId);
    }
    return;
  }
  const filter = warehouseId === undefined ? {} : { warehouseId };
  let nextToken: string | null = null;
  do {
    const { listStock }: { listStock: StockPage } = whole(await api.query(listQuery, { filter, limit: limits.pageSize, nextToken }));
    yield listStock.items;
    nextToken = listStock.nextToken ?? null;
  } while (nextToken !== null);
}

/** The data of an answer without errors. */
export function whole<Data>({ data, errors: [error] }: Answer<Data>): Data {
  if (error) throw error;
  if (data === null) throw noAnswer('The API answered without data and without an error.');
  return data;
}
