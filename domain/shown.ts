import { limits } from './limits.ts';
import { sellable, stockStatus } from './status.ts';
import { time, whole } from './stored.ts';
import type { StockStatus, WarehouseAvailability } from '../schema/types.ts';

/**
 * What shoppers saw last of a level, where a cap keeps exact numbers from them. A level's own
 * sequence and time change with every sale, also with those that a capped number hides; these
 * change only with what shoppers can see. Only the change feed stores it.
 */
export interface Shown {
  /**
   * Counts what shoppers could see. Begins at the level's own sequence, which whoever knew the
   * level before may have.
   */
  sequence: number;
  /** When they could last see a difference, ISO 8601. */
  at: string;
  count: number;
  status: StockStatus;
  /**
   * The level's sequence up to which its changes are in this: what is delivered again counts once.
   */
  through: number;
}

/** What the view of a level is made of; an item of the Inventory table has it. */
interface Viewed {
  product_id: string;
  warehouse_id: string;
  available_count: number;
  safety_stock?: number;
  threshold_level: number;
  sequence: number;
  last_updated: string;
  shown?: Shown;
}

/** The part of a state that shoppers can tell apart. */
export type Visible = Pick<Shown, 'count' | 'status'>;

/**
 * Whether shoppers see less than there is. Otherwise they see each sale anyway, and a level's own
 * sequence tells them nothing more.
 */
export function isCapped(cap: number): boolean {
  return cap < limits.sum;
}

/**
 * What shoppers see of a level: never negative, at most `cap`; the status comes from the real
 * numbers.
 */
export function visibleOf(item: Viewed, cap: number): Visible {
  return {
    count: Math.min(cap, Math.max(0, sellable(item))),
    status: stockStatus(sellable(item), whole(item.threshold_level)),
  };
}

/** Whether shoppers could not tell two states apart. */
export function looksSame(one: Visible, other: Visible): boolean {
  return one.count === other.count && one.status === other.status;
}

/**
 * A level as shoppers see it now. Where that is not yet what the feed has stored, it is at least
 * one step further: the event that comes then says the same or more, and a client that keeps the
 * higher sequence ends right.
 */
export function warehouseAvailability(item: Viewed, cap: number): WarehouseAvailability {
  const now = visibleOf(item, cap);
  const { shown } = item;
  if (!shown || !isCapped(cap)) {
    return availabilityOf(item, now, whole(item.sequence), time(item.last_updated));
  }
  return looksSame(now, shown)
    ? availabilityOf(item, now, shown.sequence, shown.at)
    : availabilityOf(item, now, shown.sequence + 1, time(item.last_updated));
}

function availabilityOf(item: Viewed, { count, status }: Visible, sequence: number, lastUpdated: string): WarehouseAvailability {
  return { productId: item.product_id, warehouseId: item.warehouse_id, availableCount: count, status, sequence, lastUpdated };
}
