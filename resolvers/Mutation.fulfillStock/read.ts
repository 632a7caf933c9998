import { runtime, util } from '@aws-appsync/utils';
import type { Context, DynamoDBGetItemRequest } from '@aws-appsync/utils';
import { isHolding } from '../../domain/reservation.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import type { MutationFulfillStockArgs } from '../../schema/types.ts';
import { getItem } from '../lib/dynamodb.ts';
import { actorOf } from '../lib/identity.ts';
import type { FulfillStash } from './index.ts';

type ReadContext = Context<MutationFulfillStockArgs, FulfillStash, undefined, undefined, ReservationItem | null>;

/** Reads the reservation that ships whole: which units it has, only it knows. */
export function request(ctx: ReadContext): DynamoDBGetItemRequest {
  const { reservationId } = ctx.stash;
  return reservationId ? getItem({ reservation_id: reservationId }) : runtime.earlyReturn({});
}

/**
 * A reservation that is not there, holds no more or could not be read is for the function to look
 * at.
 */
export function response(ctx: ReadContext): Record<string, never> {
  const reservation = ctx.error ? null : ctx.result;
  const { asked } = ctx.stash;
  if (reservation && asked && isHolding(reservation, util.time.nowEpochSeconds())) {
    const { orderId, reference } = ctx.args.input;
    const order = { orderId, reservationIds: [reservation.reservation_id], input: asked, reference };
    ctx.stash.write = { ...order, hold: reservation, lines: reservation.lines, actor: actorOf(ctx.identity) };
  }
  return {};
}
