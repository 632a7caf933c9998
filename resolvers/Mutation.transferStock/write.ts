import { runtime, util } from '@aws-appsync/utils';
import { isLive, stockLevel, takeable } from '../../domain/level.ts';
import type { LevelItem } from '../../domain/level.ts';
import { canReceive, hasAvailable } from '../../domain/level-conditions.ts';
import { moveLevel } from '../../domain/level-moves.ts';
import { limits } from '../../domain/limits.ts';
import type { TransferStockInput } from '../../schema/types.ts';
import { seenAt, transactionOutcome, updateAction } from '../lib/dynamodb.ts';
import type { Seen, TransactAction } from '../lib/dynamodb.ts';
import { putRequest, wasDone } from '../lib/once.ts';
import { failed, insufficient, invalid, levelsNotFound } from '../lib/refuse.ts';
import type { TransferContext } from './index.ts';

export function request(ctx: TransferContext): { operation: 'TransactWriteItems'; transactItems: TransactAction[] } {
  if (ctx.stash.done) {
    runtime.earlyReturn({});
  }
  const { productId, fromWarehouseId, toWarehouseId, quantity, note, transferId } = ctx.args.input;
  const table = ctx.env['INVENTORY_TABLE'] ?? '';
  const told = { actor: ctx.stash.actor, note, reference: transferId };
  const move = { reserved: 0, newVersion: true, now: util.time.nowISO8601() };
  const out = { ...move, stock: -quantity, change: { ...told, cause: 'TRANSFERRED_OUT' as const } };
  const into = { ...move, stock: quantity, change: { ...told, cause: 'TRANSFERRED_IN' as const } };
  return {
    operation: 'TransactWriteItems',
    transactItems: [
      putRequest(ctx.env['REQUESTS_TABLE'] ?? '', ctx.stash.record),
      updateAction(table, { product_id: productId, warehouse_id: fromWarehouseId }, moveLevel(out, hasAvailable(quantity))),
      updateAction(table, { product_id: productId, warehouse_id: toWarehouseId }, moveLevel(into, canReceive(quantity))),
    ],
  };
}

export function response(ctx: TransferContext): Record<string, never> {
  const outcome = transactionOutcome(ctx);
  const { input } = ctx.args;
  ctx.stash.done = outcome.done || wasDone(ctx.stash.record, seenAt(outcome, 0), input.transferId);
  if (ctx.stash.done) {
    ctx.stash.pending = [input.fromWarehouseId, input.toWarehouseId].map((warehouseId) => ({
      product_id: input.productId,
      warehouse_id: warehouseId,
    }));
  } else if (!outcome.contended) {
    explain(input, seenAt(outcome, 1), seenAt(outcome, 2));
  }
  return {};
}

function explain(input: TransferStockInput, from: Seen, to: Seen): never {
  const { productId, fromWarehouseId, toWarehouseId, quantity } = input;
  const missing = [
    { product_id: productId, warehouse_id: fromWarehouseId, seen: from },
    { product_id: productId, warehouse_id: toWarehouseId, seen: to },
  ].filter((level) => level.seen.failed && !isLive(level.seen.item as LevelItem | null));
  // A full warehouse is bad input of this call, and bad input comes first.
  const receiver = to.item as LevelItem | null;
  if (isLive(receiver)) {
    invalid(
      'quantity',
      `would raise the count of ${receiver.stock_count} in ${toWarehouseId} above ${limits.stockCount}`,
      limits.stockCount,
    );
  }
  if (missing.length > 0) {
    levelsNotFound(missing);
  }
  if (!from.item) {
    failed('a transfer was refused without a reason');
  }
  const available = takeable(stockLevel(from.item as unknown as LevelItem));
  insufficient([{ productId, warehouseId: fromWarehouseId, requested: quantity, available }]);
}
