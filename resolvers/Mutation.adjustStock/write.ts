import { runtime, util } from '@aws-appsync/utils';
import { isLive, stockLevel, takeable } from '../../domain/level.ts';
import type { LevelItem } from '../../domain/level.ts';
import { canAdjust } from '../../domain/level-conditions.ts';
import { moveLevel } from '../../domain/level-moves.ts';
import { limits } from '../../domain/limits.ts';
import type { AdjustStockInput } from '../../schema/types.ts';
import { seenAt, transactionOutcome, updateAction } from '../lib/dynamodb.ts';
import type { TransactAction } from '../lib/dynamodb.ts';
import { putRequest, wasDone } from '../lib/once.ts';
import { insufficient, invalid, levelsNotFound, refuse } from '../lib/refuse.ts';
import type { AdjustContext } from './index.ts';

export function request(ctx: AdjustContext): { operation: 'TransactWriteItems'; transactItems: TransactAction[] } {
  if (ctx.stash.done) {
    runtime.earlyReturn({});
  }
  const { input } = ctx.args;
  const move = {
    stock: input.delta,
    reserved: 0,
    newVersion: true,
    now: util.time.nowISO8601(),
    change: { cause: 'ADJUSTED' as const, actor: ctx.stash.actor, reason: input.reason, note: input.note, reference: input.reference },
  };
  const key = { product_id: input.productId, warehouse_id: input.warehouseId };
  return {
    operation: 'TransactWriteItems',
    transactItems: [
      putRequest(ctx.env['REQUESTS_TABLE'] ?? '', ctx.stash.record),
      updateAction(ctx.env['INVENTORY_TABLE'] ?? '', key, moveLevel(move, canAdjust(input.delta, input.allowBelowReserved ?? false))),
    ],
  };
}

export function response(ctx: AdjustContext): Record<string, never> {
  const outcome = transactionOutcome(ctx);
  ctx.stash.done = outcome.done || wasDone(ctx.stash.record, seenAt(outcome, 0), ctx.args.input.adjustmentId);
  if (!ctx.stash.done && !outcome.contended) {
    explain(ctx.args.input, seenAt(outcome, 1).item as LevelItem | null);
  }
  return {};
}

function explain(input: AdjustStockInput, item: LevelItem | null): never {
  const { productId, warehouseId, delta } = input;
  if (!isLive(item)) {
    levelsNotFound([{ product_id: productId, warehouse_id: warehouseId }]);
  }
  const current = stockLevel(item);
  if (delta > 0) {
    invalid('delta', `would raise the count of ${current.stockCount} above ${limits.stockCount}`, limits.stockCount);
  }
  if (current.stockCount + delta < 0) {
    const available = input.allowBelowReserved ? current.stockCount : takeable(current);
    insufficient([{ productId, warehouseId, requested: -delta, available }]);
  }
  refuse(
    'BELOW_RESERVED',
    `${current.reservedCount} of ${current.stockCount} pieces are held. Set allowBelowReserved to take them all the same.`,
    {
      current,
    },
  );
}
