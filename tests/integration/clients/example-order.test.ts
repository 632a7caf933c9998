import { describe, expect, test } from 'vitest';
import { type Cart, holdCart, leave } from '../../../examples/checkout.ts';
import { type Order, shipOrder, takeBack } from '../../../examples/order-system.ts';
import type { ReservationLine, StockLevel } from '../../../web/client/main.ts';
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

const left = (stockCount: number) => ({ stockCount, reservedCount: 0 });

describe('an order that was paid', () => {
  test('ships once, however often the message comes, and a return comes back once', async () => {
    const [inventory, orders] = [backEnd('checkout'), orderTable()];
    const { level, order } = await paid(5);
    const all = { shipped: order.lines, missing: [] };
    expect(await shipOrder(inventory, orders, order)).toEqual(all);
    expect(await shipOrder(inventory, orders, order)).toEqual(all);
    expect(await shipOrder(inventory, orderTable(), order), 'the shop lost its table').toEqual(all);
    const returned = newId('return');
    await takeBack(backEnd('returns'), returned, line(level, 1));
    await takeBack(backEnd('returns'), returned, line(level, 1));
    expect(await inventory.stock(keyOf(level))).toMatchObject(left(4));
  });

  test('ships the lines that were paid after another tab has made the reservation smaller', async () => {
    const inventory = backEnd('checkout');
    const { level, order } = await paid(5);
    await holdCart(inventory, order.cart, [line(level, 1)]);
    expect(await shipOrder(inventory, orderTable(), order)).toEqual({ shipped: order.lines, missing: [] });
    expect(await inventory.stock(keyOf(level))).toMatchObject(left(3));
  });

  test('ships the lines that were paid after another tab has made the reservation larger, or put in another product', async () => {
    const [inventory, other] = [backEnd('checkout'), await aLevel({ stock: 5 })];
    const { level, order } = await paid(9);
    await holdCart(inventory, order.cart, [line(level, 6), line(other, 1)]);
    expect(await shipOrder(inventory, orderTable(), order)).toEqual({ shipped: order.lines, missing: [] });
    expect(await inventory.stock(keyOf(level))).toMatchObject(left(7));
    expect(await inventory.stock(keyOf(other))).toMatchObject(left(5));
  });

  test('ships what is there, and names the rest, where the reservation is smaller and others have bought meanwhile', async () => {
    const [inventory, orders] = [backEnd('checkout'), orderTable()];
    const { level, order } = await paid(2);
    await holdCart(inventory, order.cart, [line(level, 1)]);
    await aReservation([line(level, 1)]);
    const answer = { shipped: [line(level, 1)], missing: [line(level, 1)] };
    expect(await shipOrder(inventory, orders, order)).toEqual(answer);
    expect(await shipOrder(inventory, orders, order)).toEqual(answer);
    expect(await shipOrder(inventory, orderTable(), order), 'the shop lost its table').toEqual(answer);
  });

  test('ships, of the units that its own due reservation still has, after a late payment', async () => {
    const inventory = backEnd('checkout');
    const { level, order } = await paidLate(2);
    expect(await shipOrder(inventory, orderTable(), order)).toEqual({ shipped: order.lines, missing: [] });
    expect(await inventory.stock(keyOf(level))).toMatchObject(left(0));
  });

  test('is paid back after a late payment when others have the units, and stays so when there are some again', async () => {
    const [inventory, orders] = [backEnd('checkout'), orderTable()];
    const { level, order } = await paidLate(2);
    await inventory.releaseStock({ reservationId: `${order.cart.cartId}/1` });
    const other = await aReservation([line(level, 2)]);
    const nothing = { shipped: [], missing: order.lines };
    expect(await shipOrder(inventory, orders, order)).toEqual(nothing);
    await inventory.releaseStock({ reservationId: other.reservationId });
    expect(await shipOrder(inventory, orders, order)).toEqual(nothing);
    expect(await inventory.stock(keyOf(level))).toMatchObject(left(2));
  });

  test('ships of the reservation that the customer made when he came back', async () => {
    const inventory = backEnd('checkout');
    const { level, order } = await paidLate(2);
    expect(await holdCart(inventory, order.cart, order.lines)).toMatchObject({ held: true, attempt: 2 });
    expect(await shipOrder(inventory, orderTable(), order)).toEqual({ shipped: order.lines, missing: [] });
    expect(await inventory.stock(keyOf(level))).toMatchObject(left(0));
  });

  test('ships from what is available when another tab has released the reservation, or nobody knows of one', async () => {
    const inventory = backEnd('checkout');
    const { level, order } = await paid(5);
    await leave(inventory, order.cart);
    expect(await shipOrder(inventory, orderTable(), order)).toEqual({ shipped: order.lines, missing: [] });
    const unknown = orderOf(aCart(), [line(level, 1), line(level, 1)]);
    expect(await shipOrder(inventory, orderTable(), unknown)).toEqual({ shipped: [line(level, 2)], missing: [] });
    expect(await inventory.stock(keyOf(level))).toMatchObject(left(1));
  });

  test('names a product that is gone as missing and ships the rest', async () => {
    const inventory = backEnd('checkout');
    const { level, order } = await paid(5);
    const gone = line({ productId: newId('gone'), warehouseId: 'LONDON' }, 1);
    const both = { ...order, lines: [...order.lines, gone] };
    expect(await shipOrder(inventory, orderTable(), both)).toEqual({ shipped: order.lines, missing: [gone] });
    expect(await inventory.stock(keyOf(level))).toMatchObject(left(3));
  });
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
    ['pays the same order', (order) => shipOrder(backEnd('checkout'), orderTable(), order)],
  ];

  test.each(events)('and %s costs the order nothing, at its change or when it ships', async (_name, event) => {
    const inventory = backEnd('checkout');
    for (const call of ['changeReservation', 'fulfillStock'] as const) {
      const { level, order } = await paid(5);
      // Smaller at first, so that there is a change.
      if (call === 'changeReservation') await holdCart(inventory, order.cart, [line(level, 1)]);
      const disturbed = interruptedBy(inventory, call, () => event(order, level));
      expect(await shipOrder(disturbed, orderTable(), order), call).toEqual({ shipped: order.lines, missing: [] });
      expect(await inventory.stock(keyOf(level)), call).toMatchObject({ stockCount: 3 });
    }
  });
});

describe.each(['before', 'after'] as const)('a process that dies %s one of its calls', (when) => {
  const cases: [string, () => Promise<{ level: StockLevel; order: Order }>, number][] = [
    ['held', () => paid(5), 3],
    ['late', () => paidLate(2), 0],
    ['of which another tab cut the reservation and others bought', cutAndBought, 1],
  ];

  test.each(cases)('ships an order that is %s once, when the message comes again', async (_name, given, stockCount) => {
    const inventory = backEnd('checkout');
    for (let n = 1; ; n += 1) {
      const [{ level, order }, orders, dying] = [await given(), orderTable(), dyingAt(n, when)];
      const first = shipOrder(dying.wrap(inventory), dying.wrap(orders), order);
      if (
        !(await first.then(
          () => false,
          (error: unknown) => error instanceof Killed,
        ))
      )
        break;
      const { shipped, missing } = await shipOrder(inventory, orders, order);
      const units = [...shipped, ...missing].reduce((sum, { quantity }) => sum + quantity, 0);
      expect(units, `died at call ${n}`).toBe(2);
      expect(await inventory.stock(keyOf(level)), `died at call ${n}`).toMatchObject({ stockCount });
    }
  });
});

async function cutAndBought(): Promise<{ level: StockLevel; order: Order }> {
  const made = await paid(2);
  await holdCart(backEnd('checkout'), made.order.cart, [line(made.level, 1)]);
  await aReservation([line(made.level, 1)]);
  return made;
}
