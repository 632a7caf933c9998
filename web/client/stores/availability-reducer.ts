import type { Availability, WarehouseAvailability } from '../../../schema/types.ts';
import { applyAnswer, applyEvent, type MergedProduct, toAvailability, type Warehouses } from './availability-state.ts';
import type { Trust } from './settings.ts';

/**
 * What a shopper may be shown. `availability` is null while nothing is known, and in state `live`
 * when no warehouse keeps the product.
 */
export interface AvailabilityView {
  state: Trust;
  availability: Availability | null;
}

/** What a store knows of one product. Never changed in place. */
export interface ProductState {
  warehouses: Warehouses;
  answered: boolean;
  /** The last read failed. */
  failed: boolean;
  /** A live subscription watches over it. */
  subscribed: boolean;
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
}

/** What happens to a product. */
export type ProductEvent =
  /** An event of one of its warehouses. */
  | { type: 'changed'; level: WarehouseAvailability }
  /** The answer to a read that was sent at `since`; null when no warehouse keeps the product. */
  | { type: 'answered'; availability: Availability | null; since: number }
  | { type: 'readFailed' }
  /** A subscription began to watch over it; `newly` when no other one did. */
  | { type: 'started'; newly: boolean }
  /** A subscription ended or was interrupted; `subscribed` while another one goes on. */
  | { type: 'interrupted'; subscribed: boolean }
  /** An event that cannot be read may have been its own. */
  | { type: 'unreadable' };

/** The product after an event, and whether to read it again. */
export interface ProductStep {
  product: ProductState;
  read: boolean;
}

export const newProduct: ProductState = {
  warehouses: new Map(),
  ...{ answered: false, failed: false, subscribed: false, lost: false },
  ...{ startedAt: 0, readAt: 0 },
};

/** The product after an event that is the store's `now`-th. */
export function reduceProduct(product: ProductState, event: ProductEvent, now: number): ProductStep {
  switch (event.type) {
    case 'changed':
      return merged(product, applyEvent(product.warehouses, event.level, now));
    case 'answered': {
      const after = applyAnswer(product.warehouses, event.availability, event.since, now);
      return merged({ ...product, answered: true, failed: false, readAt: event.since }, after);
    }
    case 'readFailed':
      return { product: { ...product, failed: true }, read: false };
    case 'started':
      return { product: { ...product, subscribed: true, startedAt: event.newly ? now : product.startedAt }, read: true };
    case 'interrupted':
      return { product: { ...product, subscribed: event.subscribed, lost: true }, read: false };
    case 'unreadable':
      return { product: { ...product, startedAt: now, lost: true }, read: true };
  }
}

function merged(product: ProductState, { warehouses, doubt }: MergedProduct): ProductStep {
  return { product: { ...product, warehouses }, read: doubt };
}

/**
 * The view of a product; the same object as `before` when a reader could see no difference. `cap`:
 * the highest sum that the stage shows.
 */
export function viewOf(productId: string, product: ProductState, cap: number, before: AvailabilityView): AvailabilityView {
  // Events alone say something about some warehouses, which is not the product.
  const availability = product.answered ? toAvailability(productId, product.warehouses, cap) : null;
  const view = { state: trustOf(product), availability };
  return JSON.stringify(view) === JSON.stringify(before) ? before : view;
}

function trustOf({ answered, failed, subscribed, lost, startedAt, readAt }: ProductState): Trust {
  if (!answered) return failed ? 'unknown' : 'loading';
  if (failed) return 'stale';
  if (subscribed && readAt >= startedAt) return 'live';
  return lost ? 'stale' : 'loading';
}
