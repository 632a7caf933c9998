import type { Context } from '@aws-appsync/utils';
import { limits } from '../../domain/limits.ts';
import type { LineItem } from '../../domain/lines.ts';
import type { MutationChangeReservationArgs, Reservation } from '../../schema/types.ts';
import { actorOf } from '../lib/identity.ts';
import { checkId, checkLevels, checkLines, checkNumber } from '../lib/input.ts';
import { answerOf } from '../lib/pipeline.ts';
import type { Answered } from '../lib/pipeline.ts';
import type { HoldRead } from '../lib/read-hold.ts';

/** What the steps of changeReservation share. */
export interface ChangeStash extends Answered<Reservation>, HoldRead {
  actor: string;
  /** The new lines. */
  lines: LineItem[];
  /** The levels whose pieces the last attempt moved, by place in its transaction after the hold. */
  moved: LineItem[];
}

export type ChangeContext = Context<MutationChangeReservationArgs, ChangeStash>;

/** Replaces the lines of a hold. The hold is read once; each attempt is one transaction that is bound to the revision it was computed from. */
export function request(ctx: ChangeContext): Record<string, never> {
  const { input } = ctx.args;
  checkId('reservationId', input.reservationId);
  checkNumber('expectedRevision', input.expectedRevision, 1, limits.sum);
  ctx.stash.lines = checkLines(input.lines);
  checkLevels(ctx.stash.lines.length);
  ctx.stash.reservationId = input.reservationId;
  ctx.stash.actor = actorOf(ctx.identity);
  return {};
}

export function response(ctx: ChangeContext): Reservation {
  return answerOf(ctx);
}
