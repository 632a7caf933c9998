import type { StockLevel } from '../../schema/types.ts';
import type { Callers } from './client.ts';
import { aLevel, aReservation, keyOf, line, newId } from './fixtures.ts';
import {
  adjustStock,
  changeReservation,
  commitReservation,
  describeProduct,
  extendReservation,
  fulfillStock,
  type Outcome,
  releaseStock,
  removeStock,
  reserveStock,
  transferStock,
  updateStock,
} from './operations.ts';

/** What each writing operation is tried on. */
export interface Scene {
  london: StockLevel;
  paris: StockLevel;
  reservationId: string;
}

export interface Writing {
  name: string;
  /** Makes the call; the same one each time it is called. */
  prepare: (scene: Scene, callers: Callers) => () => Promise<Outcome<unknown>>;
  /**
   * What the levels must be after one effect: LONDON's and PARIS's [stock, reserved]. Before: [10,
   * 2] and [0, 0].
   */
  after: [[number, number], [number, number]];
}

export const writings: Writing[] = [
  {
    name: 'updateStock (create)',
    prepare: ({ london }, callers) => {
      const input = { productId: london.productId, warehouseId: 'ROME', expectedVersion: 0, stockCount: 1, name: 'Lamp' };
      return () => updateStock(callers.admin, input);
    },
    after: [
      [10, 2],
      [0, 0],
    ],
  },
  {
    name: 'updateStock (count)',
    prepare:
      ({ london }, callers) =>
      () =>
        updateStock(callers.admin, { ...keyOf(london), expectedVersion: 1, stockCount: 7 }),
    after: [
      [7, 2],
      [0, 0],
    ],
  },
  {
    name: 'adjustStock',
    prepare: ({ london }, callers) => {
      const input = { adjustmentId: newId('adjustment'), ...keyOf(london), delta: 5, reason: 'RECEIVED' } as const;
      return () => adjustStock(callers.admin, input);
    },
    after: [
      [15, 2],
      [0, 0],
    ],
  },
  {
    name: 'transferStock',
    prepare: ({ london }, callers) => {
      const way = { fromWarehouseId: 'LONDON', toWarehouseId: 'PARIS' };
      const input = { transferId: newId('transfer'), productId: london.productId, ...way, quantity: 3 };
      return () => transferStock(callers.admin, input);
    },
    after: [
      [7, 2],
      [3, 0],
    ],
  },
  {
    name: 'describeProduct',
    prepare: ({ london: { productId } }, callers) => {
      const input = { changeId: newId('change'), productId, name: 'Lamp', expected: [{ warehouseId: 'LONDON', name: '' }] };
      return () => describeProduct(callers.admin, input);
    },
    after: [
      [10, 2],
      [0, 0],
    ],
  },
  {
    name: 'removeStock',
    prepare:
      ({ paris }, callers) =>
      () =>
        removeStock(callers.admin, { ...keyOf(paris), expectedVersion: 1 }),
    after: [
      [10, 2],
      [0, 0],
    ],
  },
  {
    name: 'reserveStock',
    prepare: ({ london }, callers) => {
      const input = { reservationId: newId('hold'), lines: [line(london, 3)] };
      return () => reserveStock(callers.checkout, input);
    },
    after: [
      [10, 5],
      [0, 0],
    ],
  },
  {
    name: 'changeReservation',
    prepare:
      ({ london, reservationId }, callers) =>
      () =>
        changeReservation(callers.checkout, { reservationId, lines: [line(london, 6)], expectedRevision: 1 }),
    after: [
      [10, 6],
      [0, 0],
    ],
  },
  {
    name: 'commitReservation',
    prepare: ({ reservationId }, callers) => {
      const input = { reservationId, orderId: newId('order') };
      return () => commitReservation(callers.checkout, input);
    },
    after: [
      [10, 2],
      [0, 0],
    ],
  },
  {
    name: 'extendReservation',
    prepare:
      ({ reservationId }, callers) =>
      () =>
        extendReservation(callers.checkout, { reservationId, ttlSeconds: 3600 }),
    after: [
      [10, 2],
      [0, 0],
    ],
  },
  {
    name: 'releaseStock',
    prepare:
      ({ reservationId }, callers) =>
      () =>
        releaseStock(callers.checkout, { reservationId }),
    after: [
      [10, 0],
      [0, 0],
    ],
  },
  {
    name: 'fulfillStock',
    prepare: ({ reservationId }, callers) => {
      const input = { orderId: newId('order'), reservationIds: [reservationId] };
      return () => fulfillStock(callers.checkout, input);
    },
    after: [
      [8, 0],
      [0, 0],
    ],
  },
];

/** New levels and a reservation, as `Writing.after` expects them. */
export async function aScene(callers: Callers): Promise<Scene> {
  const productId = newId('product');
  const [london, paris] = await Promise.all([
    aLevel({ productId, warehouseId: 'LONDON', stock: 10 }, callers),
    aLevel({ productId, warehouseId: 'PARIS', stock: 0 }, callers),
  ]);
  const { reservationId } = await aReservation([line(london, 2)], { ttlSeconds: 600 }, callers);
  return { london, paris, reservationId };
}
