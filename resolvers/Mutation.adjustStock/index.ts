import type { Context } from '@aws-appsync/utils';
import type { LevelItem } from '../../domain/level.ts';
import { limits } from '../../domain/limits.ts';
import type { RequestItem } from '../../domain/requests.ts';
import type { MutationAdjustStockArgs, StockLevel } from '../../schema/types.ts';
import { actorOf } from '../lib/identity.ts';
import { checkId, checkNumber, checkText } from '../lib/input.ts';
import { requestRecord } from '../lib/once.ts';
import { answerOf } from '../lib/pipeline.ts';
import type { Answered } from '../lib/pipeline.ts';
import { invalid } from '../lib/refuse.ts';

/** What the steps of adjustStock share. */
export interface AdjustStash extends Answered<StockLevel> {
  actor: string;
  record: RequestItem;
  /** True once the effect is in the table, by this call or by an earlier one. */
  done?: boolean;
}

export type AdjustContext<Result = unknown> = Context<MutationAdjustStockArgs, AdjustStash, undefined, undefined, Result>;

/** Adds or takes pieces, once per id: record and level in one transaction, then the level is read for the answer. */
export function request(ctx: AdjustContext): Record<string, never> {
  const { input } = ctx.args;
  checkId('adjustmentId', input.adjustmentId);
  checkId('productId', input.productId);
  checkId('warehouseId', input.warehouseId);
  checkNumber('delta', input.delta, -limits.delta, limits.delta);
  if (input.delta === 0) {
    invalid('delta', 'must not be 0', 0);
  }
  checkText('note', input.note, limits.noteLength);
  checkText('reference', input.reference, limits.referenceLength);
  ctx.stash.actor = actorOf(ctx.identity);
  ctx.stash.record = requestRecord('ADJUSTMENT', input.adjustmentId, [
    input.productId,
    input.warehouseId,
    input.delta,
    input.reason,
    input.note ?? null,
    input.reference ?? null,
    input.allowBelowReserved ?? false,
  ]);
  return {};
}

export function response(ctx: AdjustContext<LevelItem>): StockLevel {
  return answerOf(ctx);
}
