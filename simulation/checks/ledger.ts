import type { LevelItem } from '../../domain/level.ts';
import { SUMMARY_PARTITION, type MovementItem } from '../../domain/movement.ts';
import type { OrderItem } from '../../domain/orders.ts';
import type { RequestItem } from '../../domain/requests.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import type { Written } from './tail.ts';

/** A level as it was from one moment to the next change. Times are virtual, milliseconds. */
export interface LevelState {
  from: number;
  until: number;
  item: LevelItem;
}

/** What one change moved. */
export interface Effect {
  at: number;
  level: string;
  item: LevelItem;
  stock: number;
}

/** A reservation from its birth on. */
export interface ReservationLife {
  states: { at: number; item: ReservationItem }[];
  /** How often it was made, but for those times that TTL had freed its id. */
  births: number;
  /** TTL has deleted it while its units were out, and they are not back yet. */
  orphan: boolean;
  deleted: boolean;
  /** TTL had deleted its record, and then it was made again: an id is known while it is kept. */
  usedAgain: boolean;
}

/** The table names of a run. */
export interface TableNames {
  inventory: string;
  reservations: string;
  requests: string;
  movements: string;
}

/**
 * All that was ever written, kept apart from the system that wrote it. It judges nothing: the
 * checks read it.
 */
export class Ledger {
  readonly levels = new Map<string, LevelState[]>();
  readonly reservations = new Map<string, ReservationLife>();
  readonly requests = new Map<string, RequestItem>();
  /** How often each order has come to SHIPPED, and what then. */
  readonly orders = new Map<string, { at: number; item: OrderItem }[]>();
  readonly movements = new Map<string, Map<number, MovementItem>>();
  /** Changes by `cause` and what they name: the caller's note, or the reference. */
  readonly effects = new Map<string, Effect[]>();
  /** Units in open reservations by level, as reservations say it. */
  readonly held = new Map<string, { reserved: number; committed: number }>();
  readonly #tables: TableNames;

  constructor(tables: TableNames) {
    this.#tables = tables;
  }

  /** Takes what was written at a moment. */
  take({ table, before, after }: Written, at: number): void {
    const { inventory, reservations, requests, movements } = this.#tables;
    if (table === inventory) this.#takeLevel(before as LevelItem | undefined, after as LevelItem | undefined, at);
    if (table === reservations) this.#takeReservation(before as ReservationItem | undefined, after as ReservationItem | undefined, at);
    if (table === requests) this.#takeRequest(before as RequestItem | undefined, after as RequestItem | undefined, at);
    if (table === movements) this.#takeMovement(after as MovementItem | undefined);
  }

  /** The state of a level now. */
  level(name: string): LevelItem | undefined {
    return this.levels.get(name)?.at(-1)?.item;
  }

  reservation(id: string): ReservationItem | undefined {
    return this.reservations.get(id)?.states.at(-1)?.item;
  }

  effectsOf(cause: string, named: string): readonly Effect[] {
    return this.effects.get(`${cause} ${named}`) ?? [];
  }

  #takeLevel(before: LevelItem | undefined, after: LevelItem | undefined, at: number): void {
    if (!after || after.sequence === before?.sequence) return;
    const name = nameOf(after);
    const states = this.levels.get(name) ?? [];
    const last = states.at(-1);
    if (last) last.until = at;
    states.push({ from: at, until: Infinity, item: after });
    this.levels.set(name, states);
    const { cause = '', note, reference } = after.last_change ?? {};
    const effect = { at, level: name, item: after, stock: after.stock_count - (before?.stock_count ?? 0) };
    for (const named of new Set([note, reference])) if (named) this.#note(`${cause} ${named}`, effect);
  }

  #note(key: string, effect: Effect): void {
    this.effects.set(key, [...(this.effects.get(key) ?? []), effect]);
  }

  #takeReservation(before: ReservationItem | undefined, after: ReservationItem | undefined, at: number): void {
    const id = (after ?? before)?.reservation_id ?? '';
    const life = this.reservations.get(id) ?? { states: [], births: 0, orphan: false, deleted: false, usedAgain: false };
    this.reservations.set(id, life);
    if (after) {
      if (!before && life.deleted) life.usedAgain = true;
      else if (!before) life.births += 1;
      life.states.push({ at, item: after });
    } else {
      life.deleted = true;
      life.orphan = before !== undefined && isOut(before);
    }
    // The units of one that TTL has deleted stay out until they are given back.
    if (before && !life.orphan) this.#hold(before, -1);
    if (after) this.#hold(after, 1);
  }

  #hold(reservation: ReservationItem, sign: 1 | -1): void {
    if (!isOut(reservation)) return;
    for (const line of reservation.lines) {
      const held = this.held.get(nameOf(line)) ?? { reserved: 0, committed: 0 };
      held.reserved += sign * line.quantity;
      if (reservation.status === 'COMMITTED') held.committed += sign * line.quantity;
      this.held.set(nameOf(line), held);
    }
  }

  #takeRequest(before: RequestItem | undefined, after: RequestItem | undefined, at: number): void {
    const key = (after ?? before)?.request_id ?? '';
    if (after) this.requests.set(key, after);
    else this.requests.delete(key);
    if (!before && after && key.startsWith('EXPIRED_HOLD#')) this.#takeBack(key);
    const order = after as OrderItem | undefined;
    if (order?.state !== 'SHIPPED' || (before as OrderItem | undefined)?.state === 'SHIPPED') return;
    this.orders.set(order.order_id, [...(this.orders.get(order.order_id) ?? []), { at, item: order }]);
  }

  #takeBack(key: string): void {
    const [id = ''] = JSON.parse(key.slice('EXPIRED_HOLD#'.length)) as string[];
    const life = this.reservations.get(id);
    const last = life?.states.at(-1)?.item;
    if (!life?.orphan || !last) return;
    life.orphan = false;
    this.#hold(last, -1);
  }

  #takeMovement(after: MovementItem | undefined): void {
    if (!after || after.level === SUMMARY_PARTITION) return;
    const name = nameOf(after);
    const known = this.movements.get(name) ?? new Map<number, MovementItem>();
    this.movements.set(name, known.set(after.sequence, after));
  }
}

/** Whether a reservation's units are out of what is available. */
export function isOut({ status }: Pick<ReservationItem, 'status'>): boolean {
  return status === 'ACTIVE' || status === 'COMMITTED';
}

/** A level by a name that is a key. */
export function nameOf(level: { product_id: string; warehouse_id: string }): string {
  return `${level.product_id}/${level.warehouse_id}`;
}
