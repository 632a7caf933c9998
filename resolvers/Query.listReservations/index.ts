import { util } from '@aws-appsync/utils';
import type { Context } from '@aws-appsync/utils';
import { ACTIVE_HOLDS_INDEX, COMMITTED_INDEX } from '../../domain/indexes.ts';
import type { Index } from '../../domain/indexes.ts';
import { holdKeyPrefix, isHolding, isShowable, orderMark } from '../../domain/reservation.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import { isNil } from '../../domain/nil.ts';
import { END } from '../../domain/text.ts';
import type { QueryListReservationsArgs, Reservation, ReservationFilterInput, ReservationPage } from '../../schema/types.ts';
import { checkId, pageSize } from '../lib/input.ts';
import { pageToken, readPageToken } from '../lib/page-token.ts';
import { contended, invalid } from '../lib/errors.ts';
import { viewOf } from '../lib/reservation.ts';

/** What the steps of listReservations share. */
export interface ReservationsStash {
  index: Index;
  /** The second part of the index keys of the order that is asked for; empty for all. */
  mark: string;
  limit: number;
  /** The index key after which the page begins. */
  after: string;
  /** The shard that the next step reads. */
  shard: number;
  /** Reservation ids by index key, as the shards gave them. */
  ids: Record<string, string>;
  /** The least of the keys up to which the shards were read that have more; empty without such. */
  readTo: string;
  /** The index keys of the page, in order, once all shards are read; `isCut` where more were. */
  page: string[];
  isCut: boolean;
  /** Ids still to read. */
  pending: { reservation_id: string }[];
  read: Record<string, ReservationItem>;
}

export type ReservationsContext<Result = unknown> = Context<QueryListReservationsArgs, ReservationsStash, undefined, undefined, Result>;

/** By the end of the reservation: hold keys. By its commit: commit keys. */
const EXPIRY = { walk: 'expiry', pattern: `^[0-9]{10}#[!-~]{1,1000}${END}` };
const COMMIT = { walk: 'commit', pattern: `^[0-9]{13}#[0-9]{1,8}#[!-~]{1,1000}${END}` };

/**
 * Active reservations, soonest end first, or committed ones, oldest commit first: each shard gives
 * its first keys, together they give the page.
 */
export function request(ctx: ReservationsContext): Record<string, never> {
  const { filter, limit, nextToken } = ctx.args;
  const { status, orderId } = filter ?? {};
  if (!isNil(orderId)) {
    checkId('filter.orderId', orderId);
  }
  if (!isNil(status) && status !== 'COMMITTED' && (status !== 'ACTIVE' || !isNil(orderId))) {
    invalid('filter.status', isNil(orderId) ? 'must be ACTIVE or COMMITTED' : 'must be COMMITTED or left out where orderId is given');
  }
  const isCommitted = status === 'COMMITTED' || !isNil(orderId);
  const walk = isCommitted ? COMMIT : EXPIRY;
  // Keys of this second and before belong to holds that are due: they read EXPIRED and are not
  // listed.
  const first = isCommitted ? '0' : holdKeyPrefix(util.time.nowEpochSeconds() + 1);
  ctx.stash.index = isCommitted ? COMMITTED_INDEX : ACTIVE_HOLDS_INDEX;
  ctx.stash.mark = isNil(orderId) ? '' : orderMark(util.base64Encode(orderId));
  ctx.stash.limit = pageSize(limit);
  ctx.stash.after = isNil(nextToken) ? first : readPageToken(ctx, canonical(filter), nextToken, [walk]).after;
  ctx.stash.shard = 0;
  ctx.stash.ids = {};
  ctx.stash.readTo = '';
  ctx.stash.page = [];
  ctx.stash.isCut = false;
  ctx.stash.pending = [];
  ctx.stash.read = {};
  return {};
}

export function response(ctx: ReservationsContext): ReservationPage {
  const { index, page, isCut, ids, read, readTo, pending } = ctx.stash;
  const { filter } = ctx.args;
  if (pending.length > 0) {
    contended();
  }
  const now = util.time.nowEpochSeconds();
  const items: Reservation[] = [];
  page.forEach((key) => {
    const item = read[`#${ids[key]}`];
    if (item && isShowable(item) && isHolding(item, now) && isAsked(item, filter ?? {}, index)) {
      items.push(viewOf(item));
    }
  });
  const after = isCut ? (page[page.length - 1] ?? '') : readTo;
  const walk = index.name === COMMITTED_INDEX.name ? COMMIT.walk : EXPIRY.walk;
  return { items, nextToken: after === '' ? null : pageToken(ctx, canonical(filter), { walk, after }) };
}

/** An index may be behind: a reservation that it lists as active may be committed by now. */
function isAsked(item: ReservationItem, { orderId }: ReservationFilterInput, { name }: Index): boolean {
  const status = name === COMMITTED_INDEX.name ? 'COMMITTED' : 'ACTIVE';
  return item.status === status && (isNil(orderId) || item.order_id === orderId);
}

/** The filter as a token knows it; none, as the tokens of the release before have it. */
function canonical(filter: ReservationFilterInput | null | undefined): string {
  const { status, orderId } = filter ?? {};
  return isNil(status) && isNil(orderId) ? '' : JSON.stringify([status ?? null, orderId ?? null]);
}
