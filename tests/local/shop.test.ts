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
  return {
    asked,
    client: {
      reserveStock: call,
      releaseStock: call,
      commitReservation: call,
      fulfillStock: call,
      reservation: call,
    } as unknown as ShopClient,
  };
}

test('paying commits the reservation for its order, also when the money comes late', async () => {
  const committed = { reservationId: 'hold', status: 'COMMITTED', orderId: '1001' };
  const { asked, client } = clientAnswering(() => committed);
  expect(await createShop(client).answer('pay', { reservationId: 'hold', orderId: '1001' })).toEqual({ reservation: committed });
  expect(asked).toEqual([{ reservationId: 'hold', orderId: '1001', reacquire: true }]);
});

test('shipping is a parcel whose id and reference come from the order, so that it may be sent again', async () => {
  const { asked, client } = clientAnswering(() => ({ orderId: '1001/1' }));
  expect(await createShop(client).answer('ship', { reservationIds: ['hold', 'more'], orderId: '1001' })).toEqual({
    order: { orderId: '1001/1' },
  });
  expect(asked).toEqual([{ orderId: '1001/1', reservationIds: ['hold', 'more'], reference: '1001' }]);
});

test('an error of the API is an answer for the page', async () => {
  const { client } = clientAnswering(() => {
    throw new OnhandError('INSUFFICIENT_STOCK', 'There is none left.');
  });
  const body = { reservationId: 'hold', productId: 'lamp', quantity: 2 };
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

test('the server chooses the warehouse of what is reserved', async () => {
  const { asked, client } = clientAnswering(() => ({ reservationId: 'hold', status: 'ACTIVE' }));
  await createShop(client).answer('reserve', { reservationId: 'hold', productId: 'lamp', quantity: 2 });
  expect(asked).toEqual([{ reservationId: 'hold', lines: [{ productId: 'lamp', quantity: 2 }], ttlSeconds: 120 }]);
});

test('a reservation that nobody made is null', async () => {
  const { client } = clientAnswering(() => null);
  expect(await createShop(client).answer('reservation', { reservationId: 'hold' })).toEqual({ reservation: null });
});

test.each([
  ['release', {}, 'reservationId must be text.'],
  ['ship', { orderId: '1001', reservationIds: 'hold' }, 'reservationIds must be a list of texts.'],
  ['reserve', { reservationId: 'hold', productId: 'lamp', quantity: 1.5 }, 'quantity must be a whole number.'],
])('a body of %s that is not as it should be is refused', async (path, body, sentence) => {
  const { asked, client } = clientAnswering(() => undefined);
  await expect(createShop(client).answer(path, body)).rejects.toThrow(sentence);
  expect(asked).toEqual([]);
});
