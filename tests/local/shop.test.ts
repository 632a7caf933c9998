import { expect, test } from 'vitest';
import { createShop, type ShopClient } from '../../local/shop.ts';
import { OnhandError } from '../../web/client/errors.ts';

/** A client that notes what it is asked, and answers so. */
function clientAnswering(answer: () => unknown) {
  const asked: unknown[] = [];
  const call = async (input: unknown) => {
    asked.push(input);
    return answer();
  };
  return { asked, client: { reserveStock: call, releaseStock: call, fulfillStock: call } as unknown as ShopClient };
}

test('buying a reservation is an order with the id of the reservation, so that it may be sent again', async () => {
  const { asked, client } = clientAnswering(() => ({ orderId: 'hold' }));
  expect(await createShop(client).answer('checkout', { reservationId: 'hold' })).toEqual({ order: { orderId: 'hold' } });
  expect(asked).toEqual([{ orderId: 'hold', reservationIds: ['hold'] }]);
});

test('an error of the API is an answer for the page', async () => {
  const { client } = clientAnswering(() => {
    throw new OnhandError('INSUFFICIENT_STOCK', 'There is none left.');
  });
  const body = { reservationId: 'hold', productId: 'lamp', warehouseId: 'LONDON' };
  expect(await createShop(client).answer('reserve', body)).toEqual({
    error: { type: 'INSUFFICIENT_STOCK', message: 'There is none left.' },
  });
});

test('a page learns the picture of a product, and nothing that is for staff', async () => {
  const level = { imageUrl: 'https://images.example/lamp.jpg', supplier: 'Acme', stockCount: 7 };
  const productStock = async () => ({ levels: [{ ...level, imageUrl: null }, level] });
  const shop = createShop({ productStock } as unknown as ShopClient);
  expect(await shop.answer('product', { productId: 'lamp' })).toEqual({ product: { imageUrl: 'https://images.example/lamp.jpg' } });
});

test('a body without its texts is refused', async () => {
  const { asked, client } = clientAnswering(() => undefined);
  await expect(createShop(client).answer('release', {})).rejects.toThrow('reservationId must be text.');
  expect(asked).toEqual([]);
});
