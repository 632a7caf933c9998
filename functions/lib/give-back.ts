import type { Stamp } from '../../domain/last-change.ts';
import { holdPieces } from '../../domain/level-moves.ts';
import type { LineItem } from '../../domain/lines.ts';
import { update } from './transactions.ts';
import type { Action } from './transactions.ts';

/** Gives held pieces of a level back to what is free. */
export function giveBack(table: string, { product_id, warehouse_id, quantity }: LineItem, stamp: Stamp): Action {
  return update(table, { product_id, warehouse_id }, holdPieces(-quantity, stamp));
}
