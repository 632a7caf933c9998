import type { ConditionalUpdate } from '../expression.ts';
import type { Instant } from '../instant.ts';
import type { LineItem } from '../lines.ts';

/** A table by the environment variable that has its name, in resolvers and functions alike. */
type Table = 'INVENTORY_TABLE' | 'RESERVATIONS_TABLE' | 'REQUESTS_TABLE';

/** A conditional update of one item. */
export interface UpdateAction {
  table: Table;
  key: Record<string, string>;
  update: ConditionalUpdate;
  item?: undefined;
}

/** A new item. Its key, of one attribute, must not be there yet. */
export interface PutAction {
  table: Table;
  key: Record<string, string>;
  item: Record<string, unknown>;
}

/** The write of one item. */
export type Action = UpdateAction | PutAction;

/**
 * What became of one condition. Two fields, since null equals undefined in AppSync: one value could
 * not tell "saw no item" from "held".
 */
export interface Seen {
  failed: boolean;
  /** The item that the failed condition saw; null where there is none. */
  item: Record<string, unknown> | null;
}

/**
 * What became of the write of a call: done, contended (worth another attempt), or refused by the
 * conditions of some items.
 */
export interface Outcome {
  done: boolean;
  contended: boolean;
  /** By place in the transaction; empty when it was done, and for the write of one item. */
  seen: Seen[];
  /** The item as the write of one item has left it. */
  item: Record<string, unknown> | null;
  /** When the write was made: all times in it are this. */
  at: Instant;
}

/** Updates a level. */
export function onLevel(
  { product_id, warehouse_id }: Pick<LineItem, 'product_id' | 'warehouse_id'>,
  update: ConditionalUpdate,
): UpdateAction {
  return { table: 'INVENTORY_TABLE', key: { product_id, warehouse_id }, update };
}

/** Updates a reservation. */
export function onHold(reservationId: string, update: ConditionalUpdate): UpdateAction {
  return { table: 'RESERVATIONS_TABLE', key: { reservation_id: reservationId }, update };
}
