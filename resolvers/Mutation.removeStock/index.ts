import type { Context } from '@aws-appsync/utils';
import type { RemoveCall } from '../../domain/calls/stock.ts';
import type { LevelItem } from '../../domain/level.ts';
import { updateFingerprint } from '../../domain/level-updates.ts';
import { limits } from '../../domain/limits.ts';
import type { MutationRemoveStockArgs, StockLevel } from '../../schema/types.ts';
import type { Writing } from '../lib/contended-write.ts';
import { actorOf } from '../lib/identity.ts';
import { checkId, checkNumber, checkText } from '../lib/input.ts';
import { answerOf } from '../lib/pipeline.ts';

export type RemoveContext = Context<MutationRemoveStockArgs, Writing<StockLevel, RemoveCall>, undefined, undefined, LevelItem | null>;

/**
 * Retires an empty level: one conditional write; only when it is refused the level is read to say
 * why.
 */
export function request(ctx: RemoveContext): Record<string, never> {
  const { input } = ctx.args;
  checkId('productId', input.productId);
  checkId('warehouseId', input.warehouseId);
  checkNumber('expectedVersion', input.expectedVersion, 1, limits.sum);
  checkText('note', input.note, limits.noteLength);
  const actor = actorOf(ctx.identity);
  ctx.stash.write = { field: 'removeStock', input, actor, fingerprint: updateFingerprint('remove', input, actor) };
  return {};
}

export function response(ctx: RemoveContext): StockLevel {
  return answerOf(ctx);
}
