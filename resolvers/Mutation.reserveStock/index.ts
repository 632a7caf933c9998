import { util } from '@aws-appsync/utils';
import type { Context } from '@aws-appsync/utils';
import type { ReserveCall } from '../../domain/calls/reservations.ts';
import { limits } from '../../domain/limits.ts';
import type { MutationReserveStockArgs, Reservation } from '../../schema/types.ts';
import type { Writing } from '../lib/contended-write.ts';
import { actorOf } from '../lib/identity.ts';
import { checkLevels, checkLines, checkNewId, checkNumber, checkText } from '../lib/input.ts';
import { answerOf } from '../lib/pipeline.ts';

export type ReserveContext = Context<MutationReserveStockArgs, Writing<Reservation, ReserveCall>>;

/** Reserves all lines or none, once per id: one transaction, nothing is read. */
export function request(ctx: ReserveContext): Record<string, never> {
  const { reservationId, ttlSeconds, reference, ignoreSafety, lines: sent } = ctx.args.input;
  checkNewId('reservationId', reservationId);
  checkNumber('ttlSeconds', ttlSeconds, 1, limits.ttlSeconds);
  checkText('reference', reference, limits.referenceLength);
  const lines = checkLines(sent);
  checkLevels(lines.length);
  ctx.stash.write = {
    field: 'reserveStock',
    asked: { reservationId, ttlSeconds, reference },
    lines,
    ttlSeconds: ttlSeconds ?? (JSON.parse(ctx.env['RESERVATION_TTL_SECONDS'] ?? '') as number),
    longestSeconds: JSON.parse(ctx.env['LONGEST_RESERVATION_SECONDS'] ?? '') as number,
    ignoreSafety: ignoreSafety ?? false,
    keyOfId: util.base64Encode(reservationId),
    actor: actorOf(ctx.identity),
  };
  return {};
}

export function response(ctx: ReserveContext): Reservation {
  return answerOf(ctx);
}
