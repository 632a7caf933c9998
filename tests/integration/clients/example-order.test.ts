import { describe, expect, test } from 'vitest';
import { type Cart, holdCart, leave } from '../../../examples/checkout.ts';
import {
  cancelOrder,
  type Commitment,
  commitOrder,
  type Order,
  type Parcel,
  shipParcel,
  takeBack,
} from '../../../examples/order-system.ts';
import type { InventoryClient, ReservationLine, StockLevel } from '../../../web/client/main.ts';
import { aLevel, aReservation, keyOf, line, newId } from '../../support/fixtures.ts';
import { aCart, backEnd, dyingAt, interruptedBy, Killed, orderTable } from '../../support/shop.ts';
import { untilDue } from '../../support/wait.ts';

function orderOf(cart: Cart, lines: ReservationLine[]): Order {
  return { orderId: newId('order'), cart, lines };
}

/** An order of 2 units whose cart holds them, of a level of `stock`. */
async function paid(stock: number): Promise<{ level: StockLevel; order: Order }> {
  const [level, cart] = [await aLevel({ stock }), aCart()];
  await holdCart(backEnd('checkout'), cart, [line(level, 2)]);
  return { level, order: orderOf(cart, [line(level, 2)]) };
}

/**
 * The same, but that the reservation is due: nobody has given its units back yet, or somebody has.
 */
async function paidLate(stock: number): Promise<{ level: StockLevel; order: Order }> {
  const [level, cart] = [await aLevel({ stock }), aCart()];
  await untilDue(await aReservation([line(level, 2)], { reservationId: `${cart.cartId}/1`, ttlSeconds: 1 }));
  return { level, order: orderOf(cart, [line(level, 2)]) };
}

/** A committed order of 2 of 5 units. */
async function committed(): Promise<{ level: StockLevel; order: Order; decision: Commitment }> {
  const { level, order } = await paid(5);
  return { level, order, decision: await commitOrder(backEnd('checkout'), orderTable(), order) };
}

function parcelOf({ orderId }: Order, { reservationId }: Commitment, lines: ReservationLine[]): Parcel {
  return { parcelId: newId('parcel'), orderId, reservationId: reservationId ?? '', lines };
}

/** A level whose only reserved units are committed. */
const kept = (stockCount: number, units: number) => ({ stockCount, reservedCount: units, committedCount: units });
const all = (order: Order, attempt = 1): Commitment => ({
  ...{ reservationId: `${order.cart.cartId}/${attempt}`, committed: order.lines, missing: [] },
});

describe('an order that was paid', () => {
  test('keeps its units, once, however often the message comes', async () => {
    const [inventory, orders] = [backEnd('checkout'), orderTable()];
    const { level, order } = await paid(5);
    expect(await commitOrder(inventory, orders, order)).toEqual(all(order));
    expect(await commitOrder(inventory, orders, order)).toEqual(all(order));
    expect(await commitOrder(inventory, orderTable(), order), 'it died before it could store that').toEqual(all(order));
    expect(await inventory.stock(keyOf(level))).toMatchObject(kept(5, 2));
  });

  test('keeps the lines that were paid after another tab has made the reservation smaller', async () => {
    const inventory = backEnd('checkout');
    const { level, order } = await paid(5);
    await holdCart(inventory, order.cart, [line(level, 1)]);
    expect(await commitOrder(inventory, orderTable(), order)).toEqual(all(order));
    expect(await inventory.stock(keyOf(level))).toMatchObject(kept(5, 2));
  });

  test('keeps the lines that were paid after another tab has made the reservation larger, or put in another product', async () => {
    const [inventory, other] = [backEnd('checkout'), await aLevel({ stock: 5 })];
    const { level, order } = await paid(9);
    await holdCart(inventory, order.cart, [line(level, 6), line(other, 1)]);
    expect(await commitOrder(inventory, orderTable(), order)).toEqual(all(order));
    expect(await inventory.stock(keyOf(level))).toMatchObject(kept(9, 2));
    expect(await inventory.stock(keyOf(other))).toMatchObject(kept(5, 0));
  });

  test('keeps what is there, and names the rest, where the reservation is smaller and others have bought meanwhile', async () => {
    const [inventory, orders] = [backEnd('checkout'), orderTable()];
    const { level, order } = await paid(2);
    await holdCart(inventory, order.cart, [line(level, 1)]);
    await aReservation([line(level, 1)]);
    const answer = { ...all(order), committed: [line(level, 1)], missing: [line(level, 1)] };
    expect(await commitOrder(inventory, orders, order)).toEqual(answer);
    expect(await commitOrder(inventory, orders, order)).toEqual(answer);
    expect(await commitOrder(inventory, orderTable(), order), 'it died before it could store that').toEqual(answer);
  });

  test('keeps, after a late payment, the units that its own due reservation still has', async () => {
    const inventory = backEnd('checkout');
    const { level, order } = await paidLate(2);
    expect(await commitOrder(inventory, orderTable(), order)).toEqual(all(order));
    expect(await inventory.stock(keyOf(level))).toMatchObject(kept(2, 2));
  });

  test('keeps, after a late payment, available units once its own were given back, or as many as there are', async () => {
    const inventory = backEnd('checkout');
    for (const taken of [0, 1]) {
      const { level, order } = await paidLate(2);
      await inventory.releaseStock({ reservationId: `${order.cart.cartId}/1` });
      if (taken > 0) await aReservation([line(level, taken)]);
      const some = { ...all(order, 2), committed: [line(level, 1)], missing: [line(level, 1)] };
      expect(await commitOrder(inventory, orderTable(), order)).toEqual(taken > 0 ? some : all(order));
      expect(await inventory.stock(keyOf(level))).toMatchObject({ reservedCount: 2, committedCount: 2 - taken });
    }
  });

  test('is paid back after a late payment when others have the units, and stays so when there are some again', async () => {
    const [inventory, orders] = [backEnd('checkout'), orderTable()];
    const { level, order } = await paidLate(2);
    await inventory.releaseStock({ reservationId: `${order.cart.cartId}/1` });
    const other = await aReservation([line(level, 2)]);
    const nothing = { reservationId: null, committed: [], missing: order.lines };
    expect(await commitOrder(inventory, orders, order)).toEqual(nothing);
    await inventory.releaseStock({ reservationId: other.reservationId });
    expect(await commitOrder(inventory, orders, order)).toEqual(nothing);
    expect(await inventory.stock(keyOf(level))).toMatchObject(kept(2, 0));
  });

  test('keeps the reservation that the customer made when he came back', async () => {
    const inventory = backEnd('checkout');
    const { level, order } = await paidLate(2);
    expect(await holdCart(inventory, order.cart, order.lines)).toMatchObject({ held: true, attempt: 2 });
    expect(await commitOrder(inventory, orderTable(), order)).toEqual(all(order, 2));
    expect(await inventory.stock(keyOf(level))).toMatchObject(kept(2, 2));
  });

  test('reserves anew, safety stock included, when another tab has released the reservation, or nobody knows of one', async () => {
    const inventory = backEnd('checkout');
    const { level, order } = await paid(5);
    await leave(inventory, order.cart);
    await backEnd('catalogue').updateStock({ ...keyOf(level), expectedVersion: 1, safetyStock: 4 });
    expect(await commitOrder(inventory, orderTable(), order)).toEqual(all(order, 2));
    const unknown = orderOf(aCart(), [line(level, 1), line(level, 1)]);
    expect(await commitOrder(inventory, orderTable(), unknown)).toEqual({ ...all(unknown), committed: [line(level, 2)] });
    expect(await inventory.stock(keyOf(level))).toMatchObject(kept(5, 4));
  });

  test('names a product that is gone as missing and keeps the rest, which may be nothing', async () => {
    const inventory = backEnd('checkout');
    const { level, order } = await paid(5);
    const gone = line({ productId: newId('gone'), warehouseId: 'LONDON' }, 1);
    const both = { ...order, lines: [...order.lines, gone] };
    expect(await commitOrder(inventory, orderTable(), both)).toEqual({ ...all(order), missing: [gone] });
    const { level: unpaid, order: other } = await paid(5);
    const nothing = { reservationId: null, committed: [], missing: [gone] };
    expect(await commitOrder(inventory, orderTable(), { ...other, lines: [gone] })).toEqual(nothing);
    expect(await inventory.stock(keyOf(level))).toMatchObject(kept(5, 2));
    expect(await inventory.stock(keyOf(unpaid))).toMatchObject(kept(5, 0));
  });

  test('is found again when the customer has filled the same cart anew, whose next order is another', async () => {
    const [inventory, { level, order }] = [backEnd('checkout'), await committed()];
    expect(await holdCart(inventory, order.cart, [line(level, 3)])).toMatchObject({ held: true, attempt: 2 });
    expect(await commitOrder(inventory, orderTable(), order)).toEqual(all(order));
    const next = orderOf(order.cart, [line(level, 3)]);
    expect(await commitOrder(inventory, orderTable(), next)).toEqual(all(next, 2));
    expect(await inventory.stock(keyOf(level))).toMatchObject(kept(5, 5));
  });
});

describe('a parcel', () => {
  test('ships once under its own number, whatever is left is kept, and a return comes back once', async () => {
    const inventory = backEnd('checkout');
    const { level, order, decision } = await committed();
    const [first, second] = [0, 1].map(() => parcelOf(order, decision, [line(level, 1)])) as [Parcel, Parcel];
    for (const parcel of [first, first]) await shipParcel(inventory, parcel);
    expect(await inventory.stock(keyOf(level))).toMatchObject(kept(4, 1));
    for (const parcel of [second, first, second]) await shipParcel(inventory, parcel);
    expect(await inventory.stock(keyOf(level))).toMatchObject(kept(3, 0));
    const returned = newId('return');
    for (let copy = 0; copy < 2; copy += 1) await takeBack(backEnd('returns'), returned, order.orderId, line(level, 1));
    expect(await inventory.stock(keyOf(level))).toMatchObject(kept(4, 0));
  });

  test('cannot have more than was paid', async () => {
    const { level, order, decision } = await committed();
    const tooMuch = parcelOf(order, decision, [line(level, 3)]);
    await expect(shipParcel(backEnd('checkout'), tooMuch)).rejects.toMatchObject({ errorType: 'EXCEEDS_RESERVATION' });
  });

  test('does not leave once the order is cancelled, which gives back what had not shipped, once', async () => {
    const inventory = backEnd('checkout');
    const { level, order, decision } = await committed();
    await shipParcel(inventory, parcelOf(order, decision, [line(level, 1)]));
    expect(await cancelOrder(inventory, decision)).toEqual([line(level, 1)]);
    expect(await cancelOrder(inventory, decision)).toEqual([line(level, 1)]);
    const late = parcelOf(order, decision, [line(level, 1)]);
    await expect(shipParcel(inventory, late)).rejects.toMatchObject({ errorType: 'RESERVATION_CLOSED' });
    expect(await inventory.stock(keyOf(level))).toMatchObject(kept(4, 0));
  });
});

test('an order of which all has shipped, or nothing could be had, has nothing to give back when it is cancelled', async () => {
  const inventory = backEnd('checkout');
  const { order, decision } = await committed();
  await shipParcel(inventory, parcelOf(order, decision, order.lines));
  expect(await cancelOrder(inventory, decision)).toEqual([]);
  expect(await cancelOrder(inventory, { reservationId: null })).toEqual([]);
});

describe('another tab that comes in between', () => {
  const events: [string, (order: Order, level: StockLevel) => Promise<unknown>][] = [
    ['makes the reservation smaller', ({ cart }, level) => holdCart(backEnd('checkout'), cart, [line(level, 1)])],
    ['makes the reservation larger', ({ cart }, level) => holdCart(backEnd('checkout'), cart, [line(level, 3)])],
    ['leaves', ({ cart }) => leave(backEnd('checkout'), cart)],
    [
      'leaves and reserves again',
      async ({ cart, lines }) => {
        await leave(backEnd('checkout'), cart);
        await holdCart(backEnd('checkout'), cart, lines);
      },
    ],
    ['pays the same order', (order) => commitOrder(backEnd('checkout'), orderTable(), order)],
  ];

  test.each(events)('and %s costs the order nothing, at its commit or at the change after it', async (_name, event) => {
    const inventory = backEnd('checkout');
    for (const call of ['commitReservation', 'changeReservation'] as const) {
      const { level, order } = await paid(9);
      // Smaller at first, so that there is a change.
      if (call === 'changeReservation') await holdCart(inventory, order.cart, [line(level, 1)]);
      const disturbed = interruptedBy(inventory, call, () => event(order, level));
      expect(await commitOrder(disturbed, orderTable(), order), call).toMatchObject({ committed: order.lines, missing: [] });
      expect(await inventory.stock(keyOf(level)), call).toMatchObject({ stockCount: 9, committedCount: 2 });
    }
  });
});

describe.each(['before', 'after'] as const)('a process that dies %s one of its calls', (when) => {
  const cases: [string, () => Promise<{ level: StockLevel; order: Order }>, ReturnType<typeof kept>][] = [
    ['that is held', () => paid(5), kept(5, 2)],
    ['that is paid late', () => paidLate(2), kept(2, 2)],
    ['of which another tab cut the reservation and others bought', cutAndBought, { ...kept(2, 1), reservedCount: 2 }],
    ['of which another tab left the reservation', left, kept(5, 2)],
  ];

  test.each(cases)('commits once, when the message comes again, an order %s', async (_name, given, counts) => {
    await untilItSurvives(given, async (inventory, orders, { level, order }, died) => {
      const { committed: some, missing } = await commitOrder(inventory, orders, order);
      if (!died) return;
      const units = [...some, ...missing].reduce((sum, { quantity }) => sum + quantity, 0);
      expect(units, died).toBe(2);
      expect(await backEnd('checkout').stock(keyOf(level)), died).toMatchObject(counts);
    });
  });

  test('ships each parcel once, and cancels the rest once', async () => {
    const given = async () => {
      const made = await committed();
      return { ...made, parcel: parcelOf(made.order, made.decision, [line(made.level, 1)]) };
    };
    await untilItSurvives(given, async (inventory, _orders, { level, decision, parcel }, died) => {
      await shipParcel(inventory, parcel);
      await cancelOrder(inventory, decision);
      if (died) expect(await backEnd('checkout').stock(keyOf(level)), died).toMatchObject(kept(4, 0));
    });
  });

  /**
   * Lets a process die at its first call, another at its second, and so on, until one lives; after
   * each death the same again, which has to bring it to its end.
   */
  async function untilItSurvives<Given>(
    given: () => Promise<Given>,
    process: (inventory: InventoryClient, orders: ReturnType<typeof orderTable>, made: Given, died?: string) => Promise<void>,
  ): Promise<void> {
    const inventory = backEnd('checkout');
    for (let n = 1; ; n += 1) {
      const [made, orders, dying] = [await given(), orderTable(), dyingAt(n, when)];
      try {
        await process(dying.wrap(inventory), dying.wrap(orders), made);
        return;
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
      }
      await process(inventory, orders, made, `died at call ${n}`);
    }
  }
});

async function cutAndBought(): Promise<{ level: StockLevel; order: Order }> {
  const made = await paid(2);
  await holdCart(backEnd('checkout'), made.order.cart, [line(made.level, 1)]);
  await aReservation([line(made.level, 1)]);
  return made;
}

async function left(): Promise<{ level: StockLevel; order: Order }> {
  const made = await paid(5);
  await leave(backEnd('checkout'), made.order.cart);
  return made;
}
