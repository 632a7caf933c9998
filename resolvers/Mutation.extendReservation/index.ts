import type { Context } from '@aws-appsync/utils';
import { limits } from '../../domain/limits.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import type { MutationExtendReservationArgs, Reservation } from '../../schema/types.ts';
import { checkId, checkNumber } from '../lib/input.ts';
import { answerOf } from '../lib/pipeline.ts';
import type { Answered } from '../lib/pipeline.ts';
import { endOfHold } from '../lib/reservation.ts';

/** What the steps of extendReservation share. */
export interface ExtendStash extends Answered<Reservation> {
  /** The end that was asked, epoch seconds; the same in every attempt. */
  end: number;
}

export type ExtendContext = Context<MutationExtendReservationArgs, ExtendStash, undefined, undefined, ReservationItem | null>;

/** Moves the end of a hold, never to an earlier one: one conditional write; only when it is refused the hold is read to say why. */
export function request(ctx: ExtendContext): Record<string, never> {
  checkId('reservationId', ctx.args.reservationId);
  checkNumber('ttlSeconds', ctx.args.ttlSeconds, 1, limits.ttlSeconds);
  ctx.stash.end = endOfHold(ctx.args.ttlSeconds);
  return {};
}

export function response(ctx: ExtendContext): Reservation {
  return answerOf(ctx);
}
