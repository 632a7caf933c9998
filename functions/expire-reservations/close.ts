import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { onReservation } from '../../domain/calls/action.ts';
import type { Seen } from '../../domain/calls/action.ts';
import { secondsOf } from '../../domain/instant.ts';
import { closeReservation } from '../../domain/reservation-updates.ts';
import { EXPIRY_ACTOR } from '../../domain/last-change.ts';
import type { Stamp } from '../../domain/last-change.ts';
import { limits } from '../../domain/limits.ts';
import { levelKey } from '../../domain/lines.ts';
import type { LineItem } from '../../domain/lines.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import { releaseLine } from '../lib/release-line.ts';
import { transact } from '../lib/transactions.ts';

/** What ends reservations, and until when a transaction is tried, epoch milliseconds. */
export interface Expiry {
  dynamodb: DynamoDBDocumentClient;
  deadline: number;
  /**
   * The times that this run has sent as `closed_at`: what has ended at one of them, this run has
   * ended, though no answer said so.
   */
  sent: Set<string>;
}

/**
 * Ends due reservations that fit one transaction and gives their units back, each reservation once:
 * it must be as it was read. One that somebody else has ended or changed since is left out. Answers
 * how many this run has ended, those included that an earlier attempt ended without an answer;
 * undefined when a level does not have the units that it should, and then none is. Rejects as
 * untilKnown does when it cannot end until the deadline.
 */
export async function closeDue(reservations: readonly ReservationItem[], expiry: Expiry): Promise<number | undefined> {
  if (reservations.length === 0) return 0;
  const { dynamodb, deadline, sent } = expiry;
  const { done, seen } = await transact(
    dynamodb,
    (at) => {
      sent.add(at.iso);
      const end = { status: 'EXPIRED', closedAt: at.iso, nowSeconds: secondsOf(at) } as const;
      return [
        ...reservations.map((reservation) => onReservation(reservation.reservation_id, closeReservation(reservation, end))),
        ...givenBack(reservations).map(({ line, ids }) => releaseLine(line, false, stampOf(at.iso, ids))),
      ];
    },
    deadline,
  );
  if (done) return reservations.length;
  const asRead = reservations.filter((_reservation, place) => !seen[place]?.failed);
  if (asRead.length === reservations.length) return undefined;
  const ended = await closeDue(asRead, expiry);
  return ended === undefined ? undefined : ended + endedUnseen(seen.slice(0, reservations.length), sent);
}

/** How many of these have ended by a transaction of this run that had no answer. */
function endedUnseen(seen: readonly Seen[], sent: ReadonlySet<unknown>): number {
  return seen.filter(({ item }) => item?.['status'] === 'EXPIRED' && sent.has(item['closed_at'])).length;
}

/**
 * What the history says: the reservation; where several end in one change, how many and as many of
 * them as a note takes.
 */
function stampOf(now: string, ids: readonly string[]): Stamp {
  const [reference] = ids;
  const named = ids.length === 1 ? { reference } : { note: noteOf(ids) };
  return { now, change: { cause: 'EXPIRED', actor: EXPIRY_ACTOR, ...named } };
}

/**
 * "3 reservations: a, b, …": an id has at most half the characters of a note, so the first always
 * fits.
 */
function noteOf(ids: readonly string[]): string {
  const dots = ', …';
  let note = `${ids.length} reservations: ${ids[0]}`;
  for (const [place, id] of ids.entries()) {
    if (place === 0) continue;
    const longer = `${note}, ${id}`;
    const rest = place === ids.length - 1 ? '' : dots;
    if (Array.from(longer + rest).length > limits.noteLength) return note + dots;
    note = longer;
  }
  return note;
}

/** The units of several reservations by level, with the reservations that they come from. */
function givenBack(reservations: readonly ReservationItem[]): { line: LineItem; ids: string[] }[] {
  const levels = new Map<string, { line: LineItem; ids: string[] }>();
  for (const { reservation_id, lines } of reservations) {
    for (const line of lines) {
      const key = levelKey(line.product_id, line.warehouse_id);
      const known = levels.get(key) ?? { line: { ...line, quantity: 0 }, ids: [] };
      known.line.quantity += line.quantity;
      known.ids.push(reservation_id);
      levels.set(key, known);
    }
  }
  return [...levels.values()];
}
