import type { Context } from '@aws-appsync/utils';
import type { LevelItem } from '../../domain/level.ts';
import type { AdjustCall } from '../../domain/calls/stock.ts';
import { limits } from '../../domain/limits.ts';
import type { MutationAdjustStockArgs, StockLevel } from '../../schema/types.ts';
import type { Writing } from '../lib/contended-write.ts';
import { actorOf } from '../lib/identity.ts';
import { checkId, checkNewId, checkNumber, checkText } from '../lib/input.ts';
import { answerOf } from '../lib/pipeline.ts';
import { invalid } from '../lib/errors.ts';

export type AdjustContext<Result = unknown> = Context<
  MutationAdjustStockArgs,
  Writing<StockLevel, AdjustCall>,
  undefined,
  undefined,
  Result
>;

/**
 * Adds or takes units, once per id: record and level in one transaction, then the level is read for
 * the answer.
 */
export function request(ctx: AdjustContext): Record<string, never> {
  const { input } = ctx.args;
  checkNewId('adjustmentId', input.adjustmentId);
  checkId('productId', input.productId);
  checkId('warehouseId', input.warehouseId);
  checkNumber('delta', input.delta, -limits.delta, limits.delta);
  if (input.delta === 0) {
    invalid('delta', 'must not be 0', 0);
  }
  checkText('note', input.note, limits.noteLength);
  checkText('reference', input.reference, limits.referenceLength);
  const asked = JSON.stringify([
    input.productId,
    input.warehouseId,
    input.delta,
    input.reason,
    input.note ?? null,
    input.reference ?? null,
    input.allowBelowReserved ?? false,
  ]);
  ctx.stash.write = { field: 'adjustStock', input, actor: actorOf(ctx.identity), asked };
  return {};
}

export function response(ctx: AdjustContext<LevelItem>): StockLevel {
  return answerOf(ctx);
}
