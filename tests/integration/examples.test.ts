import { describe, expect, onTestFinished, test } from 'vitest';
import { holdCart, keepHolding, leave } from '../../examples/checkout.ts';
import { recordCount, versionOf } from '../../examples/count-sync.ts';
import { shipOrder, takeBack } from '../../examples/order-system.ts';
import { type AwsCredentials, createInventoryClient, type InventoryClient, sigV4 } from '../../web/client/main.ts';
import { aLevel, keyOf, line, newId } from '../support/given.ts';
import { useStack } from '../support/stack.ts';
import { untilDue } from '../support/wait.ts';

const stack = useStack();

function clientOf(credentials: AwsCredentials): InventoryClient {
  const { graphqlUrl, realtimeUrl, region } = stack;
  const client = createInventoryClient({ graphqlUrl, realtimeUrl, authorization: sigV4({ region, credentials }) });
  onTestFinished(() => client.close());
  return client;
}
const checkout = () => clientOf(stack.credentials.checkout);
const erp = () => clientOf(stack.credentials.catalogue);
/** Who takes goods back; a description that a person wrote may lack it, and whoever keeps the catalogue may do the same. */
const returns = () => clientOf(stack.credentials.returns ?? stack.credentials.catalogue);

describe('the checkout', () => {
  test('holds a cart once, follows its changes, and gives it back', async () => {
    const inventory = checkout();
    const [level, cart] = [await aLevel({ stock: 5 }), newId('cart')];
    expect(await holdCart(inventory, cart, [line(level, 2)])).toMatchObject({ held: true });
    expect(await holdCart(inventory, cart, [line(level, 2)])).toMatchObject({ held: true });
    await keepHolding(inventory, cart);
    expect(await inventory.stock(keyOf(level))).toMatchObject({ reservedCount: 2 });
    expect(await holdCart(inventory, cart, [line(level, 4)])).toMatchObject({ held: true });
    expect(await inventory.stock(keyOf(level))).toMatchObject({ reservedCount: 4 });
    await leave(inventory, cart);
    expect(await inventory.stock(keyOf(level))).toMatchObject({ reservedCount: 0, availableCount: 5 });
  });

  test('tells what is short', async () => {
    const level = await aLevel({ stock: 1 });
    const answer = await holdCart(checkout(), newId('cart'), [line(level, 2)]);
    expect(answer).toEqual({ held: false, short: [{ ...keyOf(level), requested: 2, available: 1 }] });
  });
});

describe('the order system', () => {
  test('ships a paid order once, and takes a return back once', async () => {
    const inventory = checkout();
    const [level, cartId, orderId] = [await aLevel({ stock: 5 }), newId('cart'), newId('order')];
    const lines = [line(level, 2)];
    await holdCart(inventory, cartId, lines);
    expect(await shipOrder(inventory, { orderId, cartId, lines })).toEqual({ ship: true });
    expect(await shipOrder(inventory, { orderId, cartId, lines })).toEqual({ ship: true });
    const returned = newId('return');
    await takeBack(returns(), returned, line(level, 1));
    await takeBack(returns(), returned, line(level, 1));
    expect(await inventory.stock(keyOf(level))).toMatchObject({ stockCount: 4, reservedCount: 0 });
  });

  test('ships a late payment from what is available, and refunds it when there is nothing', async () => {
    const inventory = checkout();
    const [level, cartId, orderId] = [await aLevel({ stock: 2 }), newId('cart'), newId('order')];
    const lines = [line(level, 1)];
    await untilDue(await inventory.reserveStock({ reservationId: cartId, lines, ttlSeconds: 1 }));
    await leave(inventory, cartId);
    expect(await shipOrder(inventory, { orderId, cartId, lines })).toEqual({ ship: true });
    expect(await shipOrder(inventory, { orderId, cartId, lines })).toEqual({ ship: true });
    const tooMany = [line(level, 2)];
    expect(await shipOrder(inventory, { orderId: newId('order'), cartId, lines: tooMany })).toEqual({ ship: false, refund: tooMany });
    expect(await inventory.stock(keyOf(level))).toMatchObject({ stockCount: 1 });
  });
});

describe('the count sync', () => {
  test('records a count, also one below what is held, and under the sheet number', async () => {
    const inventory = erp();
    const [level, sheet] = [await aLevel({ stock: 5 }), newId('sheet')];
    const version = await versionOf(inventory, level);
    await holdCart(checkout(), newId('cart'), [line(level, 2)]);
    expect(await recordCount(inventory, { ...keyOf(level), counted: 1, sheet }, version)).toMatchObject({
      stockCount: 1,
      availableCount: -1,
    });
  });

  test('asks for another count where goods moved meanwhile', async () => {
    const inventory = erp();
    const level = await aLevel({ stock: 5 });
    const version = await versionOf(inventory, level);
    await takeBack(returns(), newId('return'), line(level, 1));
    expect(await recordCount(inventory, { ...keyOf(level), counted: 5, sheet: 'S-1' }, version)).toBeUndefined();
    expect(await inventory.stock(keyOf(level))).toMatchObject({ stockCount: 6 });
  });
});
