import type { Context } from '@aws-appsync/utils';
import type { MutationReleaseStockArgs, Reservation } from '../../schema/types.ts';
import { actorOf } from '../lib/identity.ts';
import { checkId } from '../lib/input.ts';
import { answerOf } from '../lib/pipeline.ts';
import type { Answered } from '../lib/pipeline.ts';
import type { HoldRead } from '../lib/read-hold.ts';

/** What the steps of releaseStock share. */
export interface ReleaseStash extends Answered<Reservation>, HoldRead {
  actor: string;
  /** How the last attempt ended it. */
  end: { status: 'RELEASED' | 'EXPIRED'; closedAt: string; nowSeconds: number };
}

export type ReleaseContext = Context<MutationReleaseStockArgs, ReleaseStash>;

/** Gives the pieces of a hold back, once. The hold is read; each attempt is one transaction bound to what was read. */
export function request(ctx: ReleaseContext): Record<string, never> {
  checkId('reservationId', ctx.args.reservationId);
  ctx.stash.reservationId = ctx.args.reservationId;
  ctx.stash.actor = actorOf(ctx.identity);
  return {};
}

export function response(ctx: ReleaseContext): Reservation {
  return answerOf(ctx);
}
