import type { Outcome } from '../../domain/calls/action.ts';
import { transferActions, transferTaking } from '../../domain/calls/stock.ts';
import { isLive } from '../../domain/level.ts';
import type { LevelItem } from '../../domain/level.ts';
import { limits } from '../../domain/limits.ts';
import { levelsNotFound } from '../../domain/refusals.ts';
import { now, outcomeOf, seenAt, transaction } from '../lib/dynamodb.ts';
import { isReplay } from '../lib/idempotency.ts';
import { refuseLines } from '../lib/line-refusals.ts';
import { skipIfDone } from '../lib/pipeline.ts';
import { failed, invalid, refuse } from '../lib/errors.ts';
import type { TransferContext } from './index.ts';

export function request(ctx: TransferContext): ReturnType<typeof transaction> {
  skipIfDone(ctx.stash);
  ctx.stash.at = now();
  return transaction(ctx, transferActions(ctx.stash.write, ctx.stash.at));
}

export function response(ctx: TransferContext): Record<string, never> {
  const outcome = outcomeOf(ctx);
  const { input } = ctx.args;
  ctx.stash.done = outcome.done || isReplay(ctx.stash.write.asked, seenAt(outcome, 0), input.transferId);
  if (ctx.stash.done) {
    ctx.stash.pending = [input.fromWarehouseId, input.toWarehouseId].map((warehouseId) => ({
      product_id: input.productId,
      warehouse_id: warehouseId,
    }));
  } else if (!outcome.contended) {
    explain(ctx, outcome);
  }
  return {};
}

function explain(ctx: TransferContext, outcome: Outcome): void {
  const { productId, fromWarehouseId, toWarehouseId } = ctx.args.input;
  const from = seenAt(outcome, 1);
  const to = seenAt(outcome, 2);
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
    refuse(levelsNotFound(missing));
  }
  if (!refuseLines(ctx.stash, transferTaking(ctx.stash.write), outcome)) {
    failed('a transfer was refused without a reason');
  }
}
