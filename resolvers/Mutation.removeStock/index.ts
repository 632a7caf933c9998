import type { Context } from '@aws-appsync/utils';
import type { LevelItem } from '../../domain/level.ts';
import { updateFingerprint } from '../../domain/level-updates.ts';
import { limits } from '../../domain/limits.ts';
import type { MutationRemoveStockArgs, StockLevel } from '../../schema/types.ts';
import { actorOf } from '../lib/identity.ts';
import { checkId, checkNumber, checkText } from '../lib/input.ts';
import { answerOf } from '../lib/pipeline.ts';
import type { Answered } from '../lib/pipeline.ts';

/** What the steps of removeStock share. */
export interface RemoveStash extends Answered<StockLevel> {
  actor: string;
  fingerprint: string;
}

export type RemoveContext = Context<MutationRemoveStockArgs, RemoveStash, undefined, undefined, LevelItem | null>;

/** Retires an empty level: one conditional write; only when it is refused the level is read to say why. */
export function request(ctx: RemoveContext): Record<string, never> {
  const { input } = ctx.args;
  checkId('productId', input.productId);
  checkId('warehouseId', input.warehouseId);
  checkNumber('expectedVersion', input.expectedVersion, 1, limits.sum);
  checkText('note', input.note, limits.noteLength);
  ctx.stash.actor = actorOf(ctx.identity);
  ctx.stash.fingerprint = updateFingerprint('remove', input, ctx.stash.actor);
  return {};
}

export function response(ctx: RemoveContext): StockLevel {
  return answerOf(ctx);
}
