import type { Context } from '@aws-appsync/utils';
import type { CreateCall } from '../../domain/calls/product.ts';
import type { UpdateCall } from '../../domain/calls/stock.ts';
import type { LevelItem } from '../../domain/level.ts';
import { FIELD_NAMES, setsNone } from '../../domain/level-fields.ts';
import { updateFingerprint } from '../../domain/level-updates.ts';
import { limits } from '../../domain/limits.ts';
import { isNil } from '../../domain/nil.ts';
import type { MutationUpdateStockArgs, StockLevel } from '../../schema/types.ts';
import type { Writing } from '../lib/contended-write.ts';
import { actorOf } from '../lib/identity.ts';
import { checkId, checkNewId, checkNumber, checkText } from '../lib/input.ts';
import { checkFields } from '../lib/level-fields.ts';
import { answerOf } from '../lib/pipeline.ts';
import { invalid } from '../lib/errors.ts';

export type UpdateContext<Result = LevelItem | null> = Context<
  MutationUpdateStockArgs,
  Writing<StockLevel, UpdateCall | CreateCall>,
  undefined,
  undefined,
  Result
>;

/**
 * Creates, counts or sets a level: one conditional write; only when it is refused the level is read
 * to say why. One that is created without a whole description takes it over from a level of the
 * same product, in a transaction with it.
 */
export function request(ctx: UpdateContext): Record<string, never> {
  const { input } = ctx.args;
  if (input.expectedVersion === 0) {
    checkNewId('productId', input.productId);
    checkNewId('warehouseId', input.warehouseId);
  }
  checkId('productId', input.productId);
  checkId('warehouseId', input.warehouseId);
  checkNumber('expectedVersion', input.expectedVersion, 0, limits.sum);
  checkNumber('stockCount', input.stockCount, 0, limits.stockCount);
  checkNumber('thresholdLevel', input.thresholdLevel, 0, limits.stockCount);
  checkNumber('safetyStock', input.safetyStock, 0, limits.stockCount);
  checkFields(input);
  checkText('note', input.note, limits.noteLength);
  checkText('reference', input.reference, limits.referenceLength);
  if (isNil(input.stockCount)) {
    if (input.expectedVersion === 0) {
      invalid('stockCount', 'is needed to create a level');
    }
    if (isNil(input.thresholdLevel) && isNil(input.safetyStock) && setsNone(input)) {
      invalid('stockCount', `is left out, and so are thresholdLevel, safetyStock, ${FIELD_NAMES.join(', ')}: nothing would change`);
    }
  }
  const actor = actorOf(ctx.identity);
  ctx.stash.write = { field: 'updateStock', input, actor, fingerprint: updateFingerprint('update', input, actor) };
  return {};
}

export function response(ctx: UpdateContext): StockLevel {
  return answerOf(ctx);
}
