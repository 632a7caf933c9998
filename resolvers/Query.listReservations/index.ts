import { util } from '@aws-appsync/utils';
import type { Context } from '@aws-appsync/utils';
import { holdKeyPrefix, isHolding, isShowable } from '../../domain/reservation.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import { isNil } from '../../domain/nil.ts';
import { END } from '../../domain/text.ts';
import type { QueryListReservationsArgs, Reservation, ReservationPage } from '../../schema/types.ts';
import { pageSize } from '../lib/input.ts';
import { pageToken, readPageToken } from '../lib/page-token.ts';
import { contended } from '../lib/errors.ts';
import { viewOf } from '../lib/reservation.ts';

/** What the steps of listReservations share. */
export interface ReservationsStash {
  limit: number;
  /** The reservation key after which the page begins. */
  after: string;
  /** The shard that the next step reads. */
  shard: number;
  /** Reservation ids by reservation key, as the shards gave them. */
  ids: Record<string, string>;
  /** True when some shard has more than was read. */
  more: boolean;
  /** The reservation keys of the page, in order, once all shards are read. */
  page: string[];
  /** Ids still to read. */
  pending: { reservation_id: string }[];
  read: Record<string, ReservationItem>;
}

export type ReservationsContext<Result = unknown> = Context<QueryListReservationsArgs, ReservationsStash, undefined, undefined, Result>;

/** By the end of the reservation: hold keys. */
const WALKS = [{ walk: 'expiry', pattern: `^[0-9]{10}#[!-~]{1,1000}${END}` }];

/**
 * Active reservations, soonest end first: each shard gives its first keys, together they give the
 * page.
 */
export function request(ctx: ReservationsContext): Record<string, never> {
  const { limit, nextToken } = ctx.args;
  ctx.stash.limit = pageSize(limit);
  // Keys of this second and before belong to holds that are due: they read EXPIRED and are not
  // listed.
  ctx.stash.after = isNil(nextToken) ? holdKeyPrefix(util.time.nowEpochSeconds() + 1) : readPageToken(ctx, '', nextToken, WALKS).after;
  ctx.stash.shard = 0;
  ctx.stash.ids = {};
  ctx.stash.more = false;
  ctx.stash.page = [];
  ctx.stash.pending = [];
  ctx.stash.read = {};
  return {};
}

export function response(ctx: ReservationsContext): ReservationPage {
  const { page, ids, read, more, pending } = ctx.stash;
  if (pending.length > 0) {
    contended();
  }
  const now = util.time.nowEpochSeconds();
  const items: Reservation[] = [];
  page.forEach((key) => {
    const item = read[`#${ids[key]}`];
    if (item && isShowable(item) && isHolding(item, now)) {
      items.push(viewOf(item));
    }
  });
  const last = page[page.length - 1];
  const left = more || page.length < Object.keys(ids).length;
  return { items, nextToken: left && last ? pageToken(ctx, '', { walk: 'expiry', after: last }) : null };
}
