import type { Context } from '@aws-appsync/utils';
import { stockLevel } from '../../domain/level.ts';
import type { TransferCall } from '../../domain/calls/stock.ts';
import { limits } from '../../domain/limits.ts';
import { levelKey } from '../../domain/lines.ts';
import type { MutationTransferStockArgs, StockLevel } from '../../schema/types.ts';
import { levelsRead } from '../lib/batch-levels.ts';
import type { LevelReads } from '../lib/batch-levels.ts';
import type { Writing } from '../lib/contended-write.ts';
import { actorOf } from '../lib/identity.ts';
import { checkId, checkNewId, checkNumber, checkText } from '../lib/input.ts';
import { contended, failed, invalid } from '../lib/errors.ts';

export type TransferContext = Context<MutationTransferStockArgs, LevelReads & Writing<StockLevel[], TransferCall>>;

/**
 * Moves units between warehouses, once per id: record and both levels in one transaction, then both
 * are read for the answer.
 */
export function request(ctx: TransferContext): Record<string, never> {
  const { input } = ctx.args;
  checkNewId('transferId', input.transferId);
  checkId('productId', input.productId);
  checkId('fromWarehouseId', input.fromWarehouseId);
  checkId('toWarehouseId', input.toWarehouseId);
  if (input.fromWarehouseId === input.toWarehouseId) {
    invalid('toWarehouseId', 'must be another warehouse than fromWarehouseId');
  }
  checkNumber('quantity', input.quantity, 1, limits.quantity);
  checkText('note', input.note, limits.noteLength);
  const asked = JSON.stringify([input.productId, input.fromWarehouseId, input.toWarehouseId, input.quantity, input.note ?? null]);
  ctx.stash.write = { field: 'transferStock', input, actor: actorOf(ctx.identity), asked };
  ctx.stash.pending = [];
  ctx.stash.read = {};
  return {};
}

export function response(ctx: TransferContext): StockLevel[] {
  if (!ctx.stash.done) {
    contended();
  }
  const { productId, fromWarehouseId, toWarehouseId } = ctx.args.input;
  const read = levelsRead(ctx.stash);
  return [fromWarehouseId, toWarehouseId].map((warehouseId) => {
    const item = read[levelKey(productId, warehouseId)];
    return item ? stockLevel(item) : failed('a level that was written is not there');
  });
}
