import { canAdjust, canReceive, hasAvailable } from '../level-conditions.ts';
import { moveLevel } from '../level-counts.ts';
import { createLevel, removeLevel, updateLevel } from '../level-updates.ts';
import { isNil } from '../nil.ts';
import { secondsOf } from '../instant.ts';
import type { Instant } from '../instant.ts';
import { requestItem } from '../requests.ts';
import type { RequestKind } from '../requests.ts';
import type { Taking } from '../shortages.ts';
import { onLevel, putRequest } from './action.ts';
import type { Action, UpdateAction } from './action.ts';
import type { AdjustStockInput, RemoveStockInput, StockChangeCause, TransferStockInput, UpdateStockInput } from '../../schema/types.ts';

// What the fields that change stock write at a moment. Plain data in, so that whoever tries again
// later builds it anew, with the times of then.

/** Who calls, for the history, and what identifies the same call sent again. */
export interface UpdateCall {
  field: 'updateStock';
  input: UpdateStockInput;
  actor: string;
  fingerprint: string;
}

/** The level. */
export function updateAction({ input, actor, fingerprint }: UpdateCall, at: Instant): UpdateAction {
  const { reason, note, reference } = input;
  const stamp = { now: at.iso, change: { cause: causeOf(input), actor, reason, note, reference } };
  const write = input.expectedVersion === 0 ? createLevel(input, stamp, fingerprint) : updateLevel(input, stamp, fingerprint);
  return onLevel({ product_id: input.productId, warehouse_id: input.warehouseId }, write);
}

/** See UpdateCall. */
export interface RemoveCall {
  field: 'removeStock';
  input: RemoveStockInput;
  actor: string;
  fingerprint: string;
}

/** The level. */
export function removeAction({ input, actor, fingerprint }: RemoveCall, at: Instant): UpdateAction {
  const stamp = { now: at.iso, change: { cause: 'REMOVED' as const, actor, note: input.note } };
  const key = { product_id: input.productId, warehouse_id: input.warehouseId };
  return onLevel(key, removeLevel(input.expectedVersion, stamp, fingerprint));
}

/**
 * `asked` is the JSON text of all fields of the input in a fixed order, null where left out: the
 * same call sent again has the same. The resolver makes it and whoever writes it later leaves it as
 * it is, since two runtimes need not write one text the same.
 */
export interface AdjustCall {
  field: 'adjustStock';
  input: AdjustStockInput;
  actor: string;
  asked: string;
}

/** The record of the call, then the level. */
export function adjustActions({ input, actor, asked }: AdjustCall, at: Instant): Action[] {
  const { adjustmentId, productId, warehouseId, delta, reason, note, reference, allowBelowReserved } = input;
  const change = { cause: 'ADJUSTED' as const, actor, reason, note, reference };
  const move = { stock: delta, reserved: 0, newVersion: true, now: at.iso, change };
  return [
    newRequest('ADJUSTMENT', adjustmentId, asked, at),
    onLevel({ product_id: productId, warehouse_id: warehouseId }, moveLevel(move, canAdjust(delta, allowBelowReserved ?? false))),
  ];
}

/** See AdjustCall. */
export interface TransferCall {
  field: 'transferStock';
  input: TransferStockInput;
  actor: string;
  asked: string;
}

/** What it takes from the one level. */
export function transferTaking({ input }: TransferCall): Taking {
  const { productId, fromWarehouseId, quantity } = input;
  return { lines: [{ product_id: productId, warehouse_id: fromWarehouseId, quantity }], reserved: {}, pool: 'available' };
}

/** The record of the call, then the two levels. */
export function transferActions({ input, actor, asked }: TransferCall, at: Instant): Action[] {
  const { productId, fromWarehouseId, toWarehouseId, quantity, note, transferId } = input;
  const by = { actor, note, reference: transferId };
  const move = { reserved: 0, newVersion: true, now: at.iso };
  const out = { ...move, stock: -quantity, change: { ...by, cause: 'TRANSFERRED_OUT' as const } };
  const into = { ...move, stock: quantity, change: { ...by, cause: 'TRANSFERRED_IN' as const } };
  return [
    newRequest('TRANSFER', transferId, asked, at),
    onLevel({ product_id: productId, warehouse_id: fromWarehouseId }, moveLevel(out, hasAvailable(quantity))),
    onLevel({ product_id: productId, warehouse_id: toWarehouseId }, moveLevel(into, canReceive(quantity))),
  ];
}

function causeOf(input: UpdateStockInput): StockChangeCause {
  if (input.expectedVersion === 0) {
    return 'CREATED';
  }
  return isNil(input.stockCount) ? 'SETTINGS' : 'COUNTED';
}

/** The record that makes a call happen once. */
export function newRequest(kind: RequestKind, id: string, asked: string, at: Instant): Action {
  return putRequest(requestItem(kind, id, asked, at.iso, secondsOf(at)));
}
