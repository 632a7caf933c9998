import { describe, expect, test } from 'vitest';
import type { WarehouseAvailability } from '../../schema/types.ts';
import {
  type AvailabilityView,
  newProduct,
  type ProductEvent,
  type ProductState,
  reduceProduct,
  viewOf,
} from '../../web/client/stores/availability-reducer.ts';

const at = (sequence: number, availableCount = sequence): WarehouseAvailability => ({
  ...{ productId: 'lamp', warehouseId: 'LONDON', availableCount, sequence, status: 'IN_STOCK' },
  lastUpdated: '2026-03-01T12:00:00.000Z',
});
const answered = (level: WarehouseAvailability | null, since: number): ProductEvent => ({
  type: 'answered',
  availability: level && { productId: 'lamp', availableCount: level.availableCount, status: level.status, warehouses: [level] },
  since,
});
const started: ProductEvent = { type: 'started', newly: true };
const NOTHING: AvailabilityView = { state: 'loading', availability: null };

/** After these events, the first of which is the store's second. */
const after = (...events: ProductEvent[]): ProductState =>
  events.reduce((product, event, index) => reduceProduct(product, event, index + 2).product, newProduct);
const view = (product: ProductState) => viewOf('lamp', product, 1_000, NOTHING);

describe('a product', () => {
  test('is live by an answer to a read from after its subscription began', () => {
    expect(view(after(started, answered(at(1), 1))).state).toBe('loading');
    expect(view(after(started, answered(at(1), 2))).state).toBe('live');
  });

  test('stays live when another subscription takes it over', () => {
    const live = after(started, answered(at(1), 2));
    expect(view(reduceProduct(live, { type: 'started', newly: false }, 9).product).state).toBe('live');
    expect(view(reduceProduct(live, { type: 'interrupted', subscribed: true }, 9).product).state).toBe('live');
  });

  test('is stale while nothing watches over it', () => {
    expect(view(after(started, answered(at(1), 2), { type: 'interrupted', subscribed: false })).state).toBe('stale');
  });

  test('is unknown when it could never be read, and stale when it once was', () => {
    expect(view(after({ type: 'readFailed' })).state).toBe('unknown');
    expect(view(after(started, answered(at(1), 2), { type: 'readFailed' }))).toMatchObject({
      state: 'stale',
      availability: { availableCount: 1 },
    });
  });

  test('shows nothing of events alone, as they say nothing of other warehouses', () => {
    expect(view(after(started, { type: 'changed', level: at(4) })).availability).toBeNull();
  });

  test('is read again at a start, after an unreadable event, and when a warehouse appears', () => {
    const reads = (product: ProductState, event: ProductEvent) => reduceProduct(product, event, 9).read;
    const live = after(started, answered(at(1), 2));
    expect(reads(newProduct, started)).toBe(true);
    expect(reads(live, { type: 'unreadable' })).toBe(true);
    expect(reads(live, { type: 'changed', level: { ...at(1), warehouseId: 'PARIS' } })).toBe(true);
    expect(reads(live, { type: 'changed', level: at(7) })).toBe(false);
  });

  test('keeps its view as the same object when a reader could see no difference', () => {
    const live = after(started, answered(at(1), 2));
    const before = view(live);
    expect(viewOf('lamp', reduceProduct(live, { type: 'changed', level: at(1) }, 9).product, 1_000, before)).toBe(before);
  });
});
