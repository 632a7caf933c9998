import type { Stamp } from '../../domain/last-change.ts';
import { changeReserved } from '../../domain/level-counts.ts';
import type { LineItem } from '../../domain/lines.ts';
import { update } from './transactions.ts';
import type { Action } from './transactions.ts';

/** Gives reserved units of a level back to what is free. */
export function releaseLine(table: string, { product_id, warehouse_id, quantity }: LineItem, stamp: Stamp): Action {
  return update(table, { product_id, warehouse_id }, changeReserved(-quantity, stamp));
}
