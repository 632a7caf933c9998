import type { ConditionalUpdate, Expression } from '../expression.ts';
import type { Instant } from '../instant.ts';
import type { LineItem } from '../lines.ts';

// The vocabulary of a write, for resolvers and functions. Each runtime has one adapter that turns
// it into requests: `resolvers/lib/dynamodb.ts` and `functions/lib/transactions.ts`.

/** A table by the environment variable that has its name, in resolvers and functions alike. */
export type Table = 'INVENTORY_TABLE' | 'RESERVATIONS_TABLE' | 'REQUESTS_TABLE' | 'MOVEMENTS_TABLE';

/** An item by its table key. */
export interface ItemKey {
  table: Table;
  key: Record<string, string | number>;
}

/** A conditional update of one item. */
export interface UpdateAction extends ItemKey {
  update: ConditionalUpdate;
  item?: undefined;
}

/** A new item, whose key must not be there yet. */
export interface PutAction extends ItemKey {
  item: Record<string, unknown>;
}

/** The write of one item. */
export type Action = UpdateAction | PutAction;

/** Deletes an item on a condition. */
export interface DeleteAction extends ItemKey {
  deleteIf: Expression;
}

/** Adds to numbers of an item, also where there is none yet. */
export interface AddAction extends ItemKey {
  add: Record<string, number>;
}

/** Changes nothing: the transaction happens only if the item meets a condition. */
export interface CheckAction extends ItemKey {
  check: Expression;
}

/** An action of a transaction as functions make it. Resolvers need only writes. */
export type TransactionAction = Action | DeleteAction | AddAction | CheckAction;

/**
 * What became of one condition. Two fields, since null equals undefined in AppSync: one value could
 * not tell "saw no item" from "was met".
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
  /**
   * By place in the transaction; empty when it was done, and where a resolver wrote one item alone.
   */
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
export function onReservation(reservationId: string, update: ConditionalUpdate): UpdateAction {
  return { table: 'RESERVATIONS_TABLE', key: { reservation_id: reservationId }, update };
}

/** Makes a reservation whose id must be free. */
export function putReservation(item: { reservation_id: string }): PutAction {
  return { table: 'RESERVATIONS_TABLE', key: { reservation_id: item.reservation_id }, item: { ...item } };
}

/** Updates the record of a call. */
export function onRequest(requestId: string, update: ConditionalUpdate): UpdateAction {
  return { table: 'REQUESTS_TABLE', key: { request_id: requestId }, update };
}

/** Records a call whose id must be free: so it happens once. */
export function putRequest(item: { request_id: string }): PutAction {
  return { table: 'REQUESTS_TABLE', key: { request_id: item.request_id }, item: { ...item } };
}
