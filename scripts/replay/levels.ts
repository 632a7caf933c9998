import { limits } from '../../domain/limits.ts';
import type { Reservation, StockChange, StockKeyInput, StockLevel } from '../../schema/types.ts';
import type { Field, Shop } from './shop.ts';

/** What verifying needs of a level. */
export type Level = Pick<StockLevel, 'productId' | 'warehouseId' | 'stockCount' | 'reservedCount' | 'availableCount' | 'sequence'>;
export type Change = Pick<
  StockChange,
  'sequence' | 'cause' | 'stockDelta' | 'reservedDelta' | 'stockCount' | 'reservedCount' | 'reference'
>;
export type ActiveHold = Pick<Reservation, 'reservationId' | 'lines'>;

interface Page<Item> {
  items: Item[];
  nextToken: string | null;
}

const LIST_STOCK: Field = {
  kind: 'query',
  name: 'listStock',
  types: { limit: 'Int', nextToken: 'String' },
  selection: '{ items { productId warehouseId stockCount reservedCount availableCount sequence } nextToken }',
};
const STOCK_HISTORY: Field = {
  kind: 'query',
  name: 'stockHistory',
  types: { productId: 'ID!', warehouseId: 'ID!', afterSequence: 'Int', limit: 'Int', nextToken: 'String' },
  selection: '{ items { sequence cause stockDelta reservedDelta stockCount reservedCount reference } nextToken }',
};
const LIST_RESERVATIONS: Field = {
  kind: 'query',
  name: 'listReservations',
  types: { limit: 'Int', nextToken: 'String' },
  selection: '{ items { reservationId lines { productId warehouseId quantity } } nextToken }',
};

/** Every stock level. */
export function allLevels(shop: Shop): Promise<Level[]> {
  return allPages(shop, LIST_STOCK, {});
}

/** A level's history from its beginning. */
export function historyOf(shop: Shop, { productId, warehouseId }: StockKeyInput): Promise<Change[]> {
  return allPages(shop, STOCK_HISTORY, { productId, warehouseId, afterSequence: 0 });
}

/** Every active hold. */
export function activeHolds(shop: Shop): Promise<ActiveHold[]> {
  return allPages(shop, LIST_RESERVATIONS, {});
}

async function allPages<Item>(shop: Shop, field: Field, args: Readonly<Record<string, unknown>>): Promise<Item[]> {
  const items: Item[] = [];
  let nextToken: string | null = null;
  do {
    const result: Awaited<ReturnType<typeof shop.call<Page<Item>>>> = await shop.call<Page<Item>>(field, {
      ...args,
      limit: limits.pageSize,
      nextToken,
    });
    if ('refusal' in result) throw new Error(`${field.name} was refused: ${result.refusal.message}`);
    items.push(...result.value.items);
    nextToken = result.value.nextToken;
  } while (nextToken !== null);
  return items;
}
