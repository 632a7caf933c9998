import type { Context } from '@aws-appsync/utils';
import { isLive, stockLevel } from '../../domain/level.ts';
import { limits } from '../../domain/limits.ts';
import { addUp, levelKey } from '../../domain/lines.ts';
import type { QueryStocksArgs, StockLevel } from '../../schema/types.ts';
import { levelsRead } from '../lib/batch-levels.ts';
import type { LevelReads } from '../lib/batch-levels.ts';
import { checkId } from '../lib/input.ts';
import { invalid } from '../lib/errors.ts';

type StocksContext = Context<QueryStocksArgs, LevelReads>;

/**
 * Up to 100 levels in the order asked. A repeated key is read once, since DynamoDB takes none
 * twice.
 */
export function request(ctx: StocksContext): Record<string, never> {
  const { keys } = ctx.args;
  if (keys.length > limits.keysPerCall) {
    invalid('keys', `must be at most ${limits.keysPerCall}`, limits.keysPerCall);
  }
  keys.forEach((key, index) => {
    checkId(`keys[${index}].productId`, key.productId);
    checkId(`keys[${index}].warehouseId`, key.warehouseId);
  });
  ctx.stash.pending = addUp(keys.map((key) => ({ productId: key.productId, warehouseId: key.warehouseId, quantity: 1 })));
  ctx.stash.read = {};
  return {};
}

export function response(ctx: StocksContext): (StockLevel | null)[] {
  const read = levelsRead(ctx.stash);
  return ctx.args.keys.map((key) => {
    const item = read[levelKey(key.productId, key.warehouseId)];
    return isLive(item) ? stockLevel(item) : null;
  });
}
