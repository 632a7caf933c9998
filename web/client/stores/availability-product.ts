import type { Availability } from '../../../schema/types.ts';
import { toAvailability, type Warehouses } from './availability-state.ts';
import type { Trust } from './settings.ts';

/**
 * What a shopper may be shown. `availability` is null while nothing is known, and in state `live`
 * when no warehouse keeps the product.
 */
export interface AvailabilityView {
  state: Trust;
  availability: Availability | null;
}

/** One product that a page watches. */
export interface Product {
  listeners: Set<(view: AvailabilityView) => void>;
  warehouses: Warehouses;
  answered: boolean;
  /** The last read failed. */
  failed: boolean;
  /**
   * Something interrupted the subscription or got lost, so waiting is no longer just the beginning.
   */
  lost: boolean;
  /**
   * When the subscription began or last lost something, and when the last answered read was sent,
   * by the store's count: a later read makes live.
   */
  startedAt: number;
  readAt: number;
  view: AvailabilityView;
}

export function newProduct(): Product {
  const view: AvailabilityView = { state: 'loading', availability: null };
  return { listeners: new Set(), warehouses: new Map(), answered: false, failed: false, lost: false, startedAt: 0, readAt: 0, view };
}

/**
 * The view of a product as it is now; the same object as before when a reader could see no
 * difference.
 */
export function viewOf(productId: string, product: Product, subscribed: boolean, cap: number): AvailabilityView {
  const { view: before, warehouses, answered } = product;
  // Events alone tell of some warehouses, which is not the product.
  const view = { state: trustOf(product, subscribed), availability: answered ? toAvailability(productId, warehouses, cap) : null };
  return JSON.stringify(view) === JSON.stringify(before) ? before : view;
}

function trustOf({ answered, failed, lost, startedAt, readAt }: Product, subscribed: boolean): Trust {
  if (!answered) return failed ? 'unknown' : 'loading';
  if (failed) return 'stale';
  if (subscribed && readAt >= startedAt) return 'live';
  return lost ? 'stale' : 'loading';
}
