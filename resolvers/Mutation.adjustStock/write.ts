import { adjustActions } from '../../domain/calls/stock.ts';
import { isLive, stockLevel, takeable } from '../../domain/level.ts';
import type { LevelItem } from '../../domain/level.ts';
import { limits } from '../../domain/limits.ts';
import { insufficientStock, levelsNotFound } from '../../domain/refusals.ts';
import type { AdjustStockInput } from '../../schema/types.ts';
import { now, outcomeOf, seenAt, transaction } from '../lib/dynamodb.ts';
import { isReplay } from '../lib/idempotency.ts';
import { skipIfDone } from '../lib/pipeline.ts';
import { invalid, refuse } from '../lib/errors.ts';
import type { AdjustContext } from './index.ts';

export function request(ctx: AdjustContext): ReturnType<typeof transaction> {
  skipIfDone(ctx.stash);
  ctx.stash.at = now();
  return transaction(ctx, adjustActions(ctx.stash.write, ctx.stash.at));
}

export function response(ctx: AdjustContext): Record<string, never> {
  const outcome = outcomeOf(ctx);
  ctx.stash.done = outcome.done || isReplay(ctx.stash.write.asked, seenAt(outcome, 0), ctx.args.input.adjustmentId);
  if (!ctx.stash.done && !outcome.contended) {
    explain(ctx.args.input, seenAt(outcome, 1).item as LevelItem | null);
  }
  return {};
}

function explain(input: AdjustStockInput, item: LevelItem | null): never {
  const { productId, warehouseId, delta } = input;
  if (!isLive(item)) {
    refuse(levelsNotFound([{ product_id: productId, warehouse_id: warehouseId }]));
  }
  const current = stockLevel(item);
  if (delta > 0) {
    invalid('delta', `would raise the count of ${current.stockCount} above ${limits.stockCount}`, limits.stockCount);
  }
  if (current.stockCount + delta < 0) {
    const available = input.allowBelowReserved ? current.stockCount : takeable(current, 'available');
    refuse(insufficientStock([{ productId, warehouseId, requested: -delta, available }]));
  }
  const message = `${current.reservedCount} of ${current.stockCount} units are reserved. Set allowBelowReserved to take them all the same.`;
  refuse({ type: 'BELOW_RESERVED', message, info: { current } });
}
