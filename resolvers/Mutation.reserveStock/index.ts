import { util } from '@aws-appsync/utils';
import type { Context } from '@aws-appsync/utils';
import { limits } from '../../domain/limits.ts';
import type { ReserveCall } from '../../domain/calls/reservations.ts';
import type { LineItem } from '../../domain/lines.ts';
import { isNil } from '../../domain/nil.ts';
import type { MutationReserveStockArgs, Reservation } from '../../schema/types.ts';
import type { LevelReads } from '../lib/batch-levels.ts';
import type { Writing } from '../lib/contended-write.ts';
import { actorOf } from '../lib/identity.ts';
import { checkAsked, checkLevels, checkNewId, checkNumber, checkText } from '../lib/input.ts';
import { answerOf } from '../lib/pipeline.ts';
import { askedSourcing, levelsToRead } from './sourcing.ts';

/** What the steps of reserveStock share. The levels that it reads are those to choose from. */
export interface ReserveStash extends Writing<Reservation, ReserveCall>, LevelReads {
  /** Whether it is left to the function that waits. */
  waits?: boolean;
}

export type ReserveContext = Context<MutationReserveStockArgs, ReserveStash>;

/**
 * Reserves all lines or none, once per id, in one transaction. Nothing is read before it, unless
 * warehouses are to be chosen.
 */
export function request(ctx: ReserveContext): Record<string, never> {
  const { reservationId, ttlSeconds, reference, ignoreSafety, sourcing: how, lines: sent } = ctx.args.input;
  checkNewId('reservationId', reservationId);
  checkNumber('ttlSeconds', ttlSeconds, 1, limits.ttlSeconds);
  checkText('reference', reference, limits.referenceLength);
  const asked = checkAsked(sent);
  checkLevels(asked.length);
  const sourcing = askedSourcing(how ?? {}, asked, ctx.env['SOURCING_ORDER'] ?? '');
  const plain: ReserveCall = {
    field: 'reserveStock',
    asked: { reservationId, ttlSeconds, reference },
    lines: sourcing ? [] : (asked as LineItem[]),
    ttlSeconds: ttlSeconds ?? (JSON.parse(ctx.env['RESERVATION_TTL_SECONDS'] ?? '') as number),
    longestSeconds: JSON.parse(ctx.env['LONGEST_RESERVATION_SECONDS'] ?? '') as number,
    ignoreSafety: ignoreSafety ?? false,
    keyOfId: util.base64Encode(reservationId),
    actor: actorOf(ctx.identity),
  };
  ctx.stash.write = sourcing ? { ...plain, sourcing } : plain;
  ctx.stash.pending = sourcing ? levelsToRead(sourcing) : [];
  ctx.stash.read = {};
  ctx.stash.eventually = true;
  ctx.stash.waits = !isNil(sourcing) && ctx.stash.pending.length === 0;
  return {};
}

export function response(ctx: ReserveContext): Reservation {
  return answerOf(ctx);
}
