import type { Context } from '@aws-appsync/utils';
import { limits } from '../../domain/limits.ts';
import type { LineItem } from '../../domain/lines.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import type { MutationReserveStockArgs, Reservation } from '../../schema/types.ts';
import { actorOf } from '../lib/identity.ts';
import { checkId, checkLevels, checkLines, checkNumber, checkText } from '../lib/input.ts';
import { answerOf } from '../lib/pipeline.ts';
import type { Answered } from '../lib/pipeline.ts';

/** What the steps of reserveStock share. */
export interface ReserveStash extends Answered<Reservation> {
  actor: string;
  lines: LineItem[];
  /** The hold as the last attempt wrote it. */
  item: ReservationItem;
}

export type ReserveContext = Context<MutationReserveStockArgs, ReserveStash>;

/** Holds all lines or none, once per id: one transaction, nothing is read. */
export function request(ctx: ReserveContext): Record<string, never> {
  const { input } = ctx.args;
  checkId('reservationId', input.reservationId);
  checkNumber('ttlSeconds', input.ttlSeconds, 1, limits.ttlSeconds);
  checkText('reference', input.reference, limits.referenceLength);
  ctx.stash.lines = checkLines(input.lines);
  checkLevels(ctx.stash.lines.length);
  ctx.stash.actor = actorOf(ctx.identity);
  return {};
}

export function response(ctx: ReserveContext): Reservation {
  return answerOf(ctx);
}
