import { describe, expect, test } from 'vitest';
import { type Cart, holdCart, keepHolding, leave, newestReservation } from '../../../examples/checkout.ts';
import type { InventoryClient } from '../../../web/client/main.ts';
import { aLevel, aReservation, keyOf, line, newId } from '../../support/fixtures.ts';
import { aCart, backEnd, dyingAt, interruptedBy, Killed } from '../../support/shop.ts';
import { untilDue } from '../../support/wait.ts';

/** A cart whose reservation is due. */
async function dueCart(lines: Parameters<typeof aReservation>[0]): Promise<Cart> {
  const cart = aCart();
  await untilDue(await aReservation(lines, { reservationId: `${cart.cartId}/1`, ttlSeconds: 1 }));
  return cart;
}

const held = { held: true };

describe('the checkout', () => {
  test('holds a cart once, follows its changes, and gives it back', async () => {
    const [inventory, level, cart] = [backEnd('checkout'), await aLevel({ stock: 5 }), aCart()];
    expect(await holdCart(inventory, cart, [line(level, 2)])).toMatchObject({ ...held, attempt: 1 });
    expect(await holdCart(inventory, cart, [line(level, 2)])).toMatchObject({ ...held, attempt: 1 });
    expect(await keepHolding(inventory, cart, [line(level, 2)])).toMatchObject({ ...held, attempt: 1 });
    expect(await inventory.stock(keyOf(level))).toMatchObject({ reservedCount: 2 });
    expect(await holdCart(inventory, cart, [line(level, 4)])).toMatchObject(held);
    expect(await inventory.stock(keyOf(level))).toMatchObject({ reservedCount: 4 });
    await leave(inventory, cart);
    expect(await inventory.stock(keyOf(level))).toMatchObject({ reservedCount: 0, availableCount: 5 });
  });

  test('tells what is short, a product that is gone included, and keeps what the cart held before', async () => {
    const [inventory, level, cart] = [backEnd('checkout'), await aLevel({ stock: 1 }), aCart()];
    await holdCart(inventory, cart, [line(level, 1)]);
    expect(await holdCart(inventory, cart, [line(level, 2)])).toEqual({
      held: false,
      short: [{ ...keyOf(level), requested: 2, available: 1, others: [] }],
    });
    const gone = { productId: newId('gone'), warehouseId: 'LONDON' };
    expect(await holdCart(inventory, cart, [line(gone, 1)])).toEqual({ held: false, short: [{ ...gone, available: 0 }] });
    expect(await inventory.stock(keyOf(level))).toMatchObject({ reservedCount: 1 });
  });

  test('holds again after the customer left, as often as he comes back', async () => {
    const [inventory, level, cart] = [backEnd('checkout'), await aLevel({ stock: 5 }), aCart()];
    const attempts: unknown[] = [];
    for (let visit = 0; visit < 3; visit += 1) {
      attempts.push(await holdCart(inventory, cart, [line(level, 2)]));
      await leave(inventory, cart);
    }
    expect(attempts).toMatchObject([1, 2, 3].map((attempt) => ({ ...held, attempt })));
    expect(await inventory.stock(keyOf(level))).toMatchObject({ reservedCount: 0 });
    // Nothing to leave, twice.
    await leave(inventory, cart);
    await leave(inventory, aCart());
  });

  test('gets the units of its own due reservation back for who comes back, where there are no others', async () => {
    const [inventory, level] = [backEnd('checkout'), await aLevel({ stock: 2 })];
    const cart = await dueCart([line(level, 2)]);
    expect(await holdCart(inventory, cart, [line(level, 2)])).toMatchObject({ ...held, attempt: 2 });
  });

  test('holds again for who comes back after the end, and for who pays longer than the reservation lasts', async () => {
    const [inventory, level] = [backEnd('checkout'), await aLevel({ stock: 5 })];
    const lines = [line(level, 1)];
    const [back, slow] = await Promise.all([dueCart(lines), dueCart(lines)]);
    expect(await holdCart(inventory, back, lines)).toMatchObject({ ...held, attempt: 2 });
    expect(await keepHolding(inventory, slow, lines)).toMatchObject({ ...held, attempt: 2 });
    expect((await newestReservation(inventory, slow))?.reservation).toMatchObject({ status: 'ACTIVE', lines });
  });

  test.each(['reserveStock', 'changeReservation'] as const)('goes on when another tab holds the cart right before its %s', async (call) => {
    const [inventory, level, cart] = [backEnd('checkout'), await aLevel({ stock: 9 }), aCart()];
    if (call === 'changeReservation') await holdCart(inventory, cart, [line(level, 1)]);
    const otherTab = () => holdCart(inventory, cart, [line(level, 5)]);
    expect(await holdCart(interruptedBy(inventory, call, otherTab), cart, [line(level, 2)])).toMatchObject({
      ...held,
      attempt: 1,
    });
    expect(await inventory.stock(keyOf(level))).toMatchObject({ reservedCount: 2 });
  });

  test.each(['changeReservation', 'extendReservation'] as const)('holds anew when another tab leaves right before its %s', async (call) => {
    const [inventory, level, cart] = [backEnd('checkout'), await aLevel({ stock: 9 }), aCart()];
    await holdCart(inventory, cart, [line(level, 1)]);
    const act = call === 'changeReservation' ? holdCart : keepHolding;
    const disturbed = interruptedBy(inventory, call, () => leave(inventory, cart));
    expect(await act(disturbed, cart, [line(level, 2)])).toMatchObject({ ...held, attempt: 2 });
    expect(await inventory.stock(keyOf(level))).toMatchObject({ reservedCount: 2 });
  });

  test('holds a cart once when many tabs ask at once', async () => {
    const [inventory, level, cart] = [backEnd('checkout'), await aLevel({ stock: 50 }), aCart()];
    const tabs = [1, 2, 3, 4].map((quantity) => holdCart(inventory, cart, [line(level, quantity)]));
    expect(await Promise.all(tabs)).toMatchObject(tabs.map(() => ({ ...held, attempt: 1 })));
    const reservation = (await newestReservation(inventory, cart))?.reservation;
    expect(await inventory.stock(keyOf(level))).toMatchObject({ reservedCount: reservation?.lines[0]?.quantity });
  });

  test('leaves an order alone that another tab has just paid', async () => {
    const [inventory, level, cart] = [backEnd('checkout'), await aLevel({ stock: 5 }), aCart()];
    await holdCart(inventory, cart, [line(level, 1)]);
    await leave(
      interruptedBy(inventory, 'releaseStock', () => pay(inventory, cart)),
      cart,
    );
    expect(await inventory.stock(keyOf(level))).toMatchObject({ reservedCount: 1, committedCount: 1 });
  });

  test('holds anew beside an order that another tab pays right before its change, and leaves that alone', async () => {
    const [inventory, level, cart] = [backEnd('checkout'), await aLevel({ stock: 9 }), aCart()];
    await holdCart(inventory, cart, [line(level, 1)]);
    const disturbed = interruptedBy(inventory, 'changeReservation', () => pay(inventory, cart));
    expect(await holdCart(disturbed, cart, [line(level, 2)])).toMatchObject({ ...held, attempt: 2 });
    expect(await inventory.stock(keyOf(level))).toMatchObject({ reservedCount: 3, committedCount: 1 });
  });

  test('holds anew beside an order whose late payment comes right before it gives the due units back', async () => {
    const [inventory, level] = [backEnd('checkout'), await aLevel({ stock: 5 })];
    const cart = await dueCart([line(level, 2)]);
    const disturbed = interruptedBy(inventory, 'releaseStock', () => pay(inventory, cart));
    expect(await holdCart(disturbed, cart, [line(level, 1)])).toMatchObject({ ...held, attempt: 2 });
    expect(await inventory.stock(keyOf(level))).toMatchObject({ reservedCount: 3, committedCount: 2 });
  });
});

/** The order of a cart is paid, in time or late. */
function pay(inventory: InventoryClient, { cartId }: Cart) {
  return inventory.commitReservation({ reservationId: `${cartId}/1`, orderId: newId('order'), reacquire: true });
}

/** A visit with all that a customer can do. */
async function visit(inventory: InventoryClient, cart: Cart, level: Parameters<typeof line>[0]): Promise<void> {
  await holdCart(inventory, cart, [line(level, 1)]);
  await keepHolding(inventory, cart, [line(level, 1)]);
  await leave(inventory, cart);
  await holdCart(inventory, cart, [line(level, 2)]);
  await holdCart(inventory, cart, [line(level, 3)]);
}

test.each(['before', 'after'] as const)(
  'whichever line a server dies at, %s a call, the cart is reserved once in the end',
  async (when) => {
    const inventory = backEnd('checkout');
    for (let n = 1; ; n += 1) {
      const [level, cart, dying] = [await aLevel({ stock: 9 }), aCart(), dyingAt(n, when)];
      const first = visit(dying.wrap(inventory), cart, level);
      if (
        !(await first.then(
          () => false,
          (error: unknown) => error instanceof Killed,
        ))
      )
        break;
      // The cart still says 1: what it should have said died with the server.
      await visit(inventory, cart, level);
      expect(await inventory.stock(keyOf(level)), `died at call ${n}`).toMatchObject({ reservedCount: 3 });
    }
  },
);
