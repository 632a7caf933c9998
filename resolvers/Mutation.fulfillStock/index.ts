import type { Context } from '@aws-appsync/utils';
import type { ShipCall } from '../../domain/calls/orders.ts';
import type { Instant } from '../../domain/instant.ts';
import { limits } from '../../domain/limits.ts';
import { addUpAsked } from '../../domain/lines.ts';
import type { LineItem } from '../../domain/lines.ts';
import { isNil } from '../../domain/nil.ts';
import { askedOf } from '../../domain/orders.ts';
import type { Fulfillment, LineInput, MutationFulfillStockArgs } from '../../schema/types.ts';
import { actorOf } from '../lib/identity.ts';
import { isId, isNewId, isText } from '../lib/input.ts';
import { answerOf } from '../lib/pipeline.ts';
import type { Answered } from '../lib/pipeline.ts';

/** What the steps of fulfillStock share. */
export interface FulfillStash extends Answered<Fulfillment> {
  /** What the order asks; left out when that is for the function to say. */
  asked?: string;
  /** The reservation that ships whole, to be read. */
  reservationId?: string;
  /** What one transaction can ship. */
  write?: ShipCall;
  at: Instant;
}

export type FulfillContext = Context<MutationFulfillStockArgs, FulfillStash>;

/**
 * Ships an order, once. What most orders are, all of one reservation or lines without one, is
 * shipped in one transaction from here. Whatever else there is, from a refusal to a thousand lines,
 * is the function's, which begins anew: what was not done has left nothing behind.
 */
export function request(ctx: FulfillContext): Record<string, never> {
  const { orderId, reservationIds, lines, keepRemainder, reference } = ctx.args.input;
  const ids = reservationIds ?? [];
  const reservation = ids[0];
  if (!isNewId(orderId) || !isText(reference, limits.referenceLength)) {
    return {};
  }
  if (ids.length === 1 && reservation && isId(reservation) && isNil(lines)) {
    ctx.stash.asked = askedOf(ids, null, keepRemainder ?? false, reference);
    ctx.stash.reservationId = reservation;
  }
  const added = ids.length === 0 ? plainLines(lines ?? []) : [];
  if (added.length > 0) {
    const asked = askedOf([], added, keepRemainder ?? false, reference);
    ctx.stash.asked = asked;
    const order = { orderId, reservationIds: [], input: asked, reference };
    ctx.stash.write = { ...order, hold: null, lines: added, actor: actorOf(ctx.identity) };
  }
  return {};
}

export function response(ctx: FulfillContext): Fulfillment {
  return answerOf(ctx);
}

/** Lines added up that one transaction takes; none when there is anything against them. */
function plainLines(lines: LineInput[]): LineItem[] {
  const fine =
    lines.length <= limits.linesPerReservation &&
    lines.every((line) => isId(line.productId) && isId(line.warehouseId ?? '') && line.quantity > 0);
  const added = fine ? (addUpAsked(lines) as LineItem[]) : [];
  return added.every((line) => line.quantity <= limits.quantity) ? added : [];
}
