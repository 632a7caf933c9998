import { describe, expect, test } from 'vitest';
import type { AdjustStockInput, StockLevel } from '../../../schema/types.ts';
import { callersOf } from '../../support/client.ts';
import { expectFeedCaughtUp } from '../../support/expect-feed.ts';
import { aLevel, aReservation, keyOf, line, newId } from '../../support/fixtures.ts';
import {
  adjustStock,
  availability,
  changeReservation,
  extendReservation,
  fulfillStock,
  listStock,
  type Outcome,
  productStock,
  releaseStock,
  removeStock,
  getReservation,
  reserveStock,
  stock,
  stocks,
  transferStock,
  updateStock,
} from '../../support/operations.ts';
import { accepted, refused, refusedInput } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';
import { Connection, onStockChange } from '../../support/subscriber.ts';

const stack = useStack();
const { admin, viewer, checkout, storefront } = callersOf(stack);

test('a whole number that is sent for an id is its text', async () => {
  const level = await aLevel();
  const id = Number.MAX_SAFE_INTEGER - Math.floor(Math.random() * 1_000_000_000);
  const reservation = await accepted(reserveStock(checkout, { reservationId: id as unknown as string, lines: [line(level, 1)] }));
  expect(reservation.reservationId).toBe(String(id));
});

describe('ids that are allowed', () => {
  const tag = newId('id').slice(0, 20);
  test.each([
    ['128 characters', tag.padEnd(128, 'x')],
    ['384 bytes of UTF-8', wide(tag).padEnd(128, '語')],
    ['a separator', `${tag}#1`],
    ['slashes', `../${tag}/..\\`],
    ['a percent sign', `${tag}%2F%00`],
    ['quotes and brackets', `${tag}"'<b>{}[]$`],
    ['spaces inside', `${tag} in  between`],
    ['emoji', `${tag}👩👩👧💡`],
    ['right-to-left letters', `${tag}שלום`],
    ['a combining mark', `${tag}e\u0301`],
    ['a prototype name at its end', `${tag}.__proto__`],
  ])('%s, in every place', async (_, id) => {
    const connection = await Connection.open(stack, viewer);
    const changes = await onStockChange(connection, { productIds: [id], warehouseId: id });
    const level = await aLevel({ productId: id, warehouseId: id });
    expect(level).toMatchObject({ productId: id, warehouseId: id });
    const call = { reservationId: id, lines: [line(level, 1)] };
    const reservation = await accepted(reserveStock(checkout, call));
    expect(reservation).toMatchObject(call);
    await accepted(changeReservation(checkout, { ...call, lines: [line(level, 2)] }));
    expect((await accepted(releaseStock(checkout, reservation))).lines).toEqual([line(level, 2)]);
    expect(await accepted(adjust(level, { adjustmentId: id }))).toMatchObject(keyOf(level));
    expect(await accepted(stocks(viewer, { keys: [keyOf(level)] }))).toMatchObject([keyOf(level)]);
    expect(await accepted(availability(storefront, level))).toMatchObject({ productId: id });
    await changes.until((events) => events.at(-1)?.sequence === 5);
    connection.close();
    await expectFeedCaughtUp([level]);
  });

  test.each(['~', '#', '__proto__', 'constructor', 'toString'])('%s as product and warehouse', async (id) => {
    const level = await createdOnce({ productId: id, warehouseId: id });
    const reservation = await aReservation([line(level, 1)]);
    expect(reservation.lines).toEqual([line(level, 1)]);
    await accepted(changeReservation(checkout, { reservationId: reservation.reservationId, lines: [line(level, 2)] }));
    expect((await accepted(releaseStock(checkout, reservation))).lines).toEqual([line(level, 2)]);
    expect(await accepted(stocks(viewer, { keys: [keyOf(level)] }))).toMatchObject([keyOf(level)]);
    await expectFeedCaughtUp([level]);
  });

  test.each(['__proto__', 'constructor', 'toString', '~', '#'])('%s as the caller-chosen id', async (id) => {
    const reservationId = id;
    const level = await aLevel();
    const lines = [line(level, 1)];
    const first = await reserveStock(checkout, { reservationId, lines });
    // On a stage that ran the suite before, the id is known.
    if (first.value === null) await accepted(getReservation(viewer, { reservationId }));
    else expect(await accepted(getReservation(viewer, { reservationId }))).toEqual(first.value);
  });

  test('several prototype names in one reservation', async () => {
    const names = ['__proto__', 'constructor', 'hasOwnProperty', 'toString'];
    const productId = newId('product');
    const all = await Promise.all(names.map((warehouseId) => aLevel({ productId, warehouseId })));
    const reservation = await aReservation(all.map((each, index) => line(each, index + 1)));
    expect(reservation.lines).toHaveLength(4);
    for (const [index, each] of all.entries()) {
      expect(await accepted(stock(viewer, keyOf(each)))).toMatchObject({ reservedCount: index + 1 });
    }
  });

  test('look-alikes are different products', async () => {
    const tag = newId('look');
    const ids = [`${tag}\u00e9`, `${tag}e\u0301`, `${tag}#LONDON`, tag, tag.toUpperCase()];
    const made = await Promise.all(ids.map((productId, index) => aLevel({ productId, stock: index + 1 })));
    for (const each of made) expect(await accepted(stock(viewer, keyOf(each)))).toEqual(each);
  });
});

const badIds: [string, string][] = [
  ['nothing', ''],
  ['129 characters', 'x'.repeat(129)],
  ['385 bytes of UTF-8', `${'💡'.repeat(95)}語é`],
  ['a space first', ' x'],
  ['a space last', 'x '],
  ['a space alone', ' '],
  ['a tab', 'x\ty'],
  ['a line end', 'x\ny'],
  ['a NUL', 'x\u0000y'],
  ['a DEL', 'x\u007fy'],
  ['a C1 control', 'x\u0085y'],
  ['an unpaired high surrogate', 'x\ud800'],
  ['an unpaired low surrogate', '\udc00x'],
  ['surrogates the wrong way round', 'x\udc00\ud800y'],
];

const unseen: [string, string][] = [
  ['a zero-width space', 'x\u200by'],
  ['a mark that turns the text around', 'x\u202ey'],
  ['a soft hyphen', 'x\u00ady'],
  ['a filler', 'x\u3164y'],
  ['a tag character', 'x\u{e0061}y'],
];

describe('characters that nobody sees', () => {
  test.each(unseen)('%s, in the id of something new, are refused', async (_, bad) => {
    const level = await aLevel();
    const { productId, warehouseId } = keyOf(level);
    const adjustment = { ...keyOf(level), delta: 1, reason: 'OTHER' } as const;
    const transfer = { productId, fromWarehouseId: warehouseId, toWarehouseId: 'PARIS', quantity: 1 };
    await refusedInput(updateStock(admin, { productId: bad, warehouseId, expectedVersion: 0, stockCount: 1 }), 'productId');
    await refusedInput(updateStock(admin, { productId, warehouseId: bad, expectedVersion: 0, stockCount: 1 }), 'warehouseId');
    await refusedInput(reserveStock(checkout, { reservationId: bad, lines: [line(level, 1)] }), 'reservationId');
    await refusedInput(adjustStock(admin, { adjustmentId: bad, ...adjustment }), 'adjustmentId');
    await refusedInput(transferStock(admin, { transferId: bad, ...transfer }), 'transferId');
    await refusedInput(fulfillStock(checkout, { orderId: bad, lines: [line(level, 1)] }), 'orderId');
    expect(await accepted(stock(viewer, keyOf(level)))).toEqual(level);
  });

  test('in the id of a level of before can be named, so that it can be emptied and removed', async () => {
    const productId = `${newId('old')}\u200b`;
    await refused(
      adjustStock(admin, { adjustmentId: newId('adjustment'), productId, warehouseId: 'LONDON', delta: 1, reason: 'OTHER' }),
      'NOT_FOUND',
    );
  });
});

describe('ids that are refused', () => {
  test.each(badIds)('%s, in every read', async (_, bad) => {
    await refusedInput(availability(storefront, { productId: bad }), 'productId');
    await refusedInput(stock(viewer, { productId: bad, warehouseId: 'w' }), 'productId');
    await refusedInput(stock(viewer, { productId: 'p', warehouseId: bad }), 'warehouseId');
    await refusedInput(productStock(viewer, { productId: bad }), 'productId');
    await refusedInput(stocks(viewer, { keys: [{ productId: 'p', warehouseId: bad }] }), 'warehouseId');
    await refusedInput(getReservation(viewer, { reservationId: bad }), 'reservationId');
    await refusedInput(listStock(viewer, { filter: { warehouseId: bad } }), 'warehouseId');
  });

  test.each(badIds)('%s, in every write', async (_, bad) => {
    const level = await aLevel();
    const [key, lines] = [keyOf(level), [line(level, 1)]];
    const reservation = await aReservation(lines);
    const { reservationId } = reservation;
    const badLine = { ...line(level, 1), productId: bad };
    const adjustment = { adjustmentId: newId('adjustment'), ...key, delta: 1, reason: 'OTHER' } as const;
    const { productId, warehouseId } = key;
    const transfer = { transferId: newId('transfer'), productId, fromWarehouseId: warehouseId, toWarehouseId: 'PARIS', quantity: 1 };
    const calls: [string, Promise<Outcome<unknown>>][] = [
      ['productId', updateStock(admin, { productId: bad, warehouseId, expectedVersion: 0, stockCount: 1 })],
      ['warehouseId', updateStock(admin, { productId, warehouseId: bad, expectedVersion: 0, stockCount: 1 })],
      ['adjustmentId', adjustStock(admin, { ...adjustment, adjustmentId: bad })],
      ['productId', adjustStock(admin, { ...adjustment, productId: bad })],
      ['transferId', transferStock(admin, { ...transfer, transferId: bad })],
      ['toWarehouseId', transferStock(admin, { ...transfer, toWarehouseId: bad })],
      ['fromWarehouseId', transferStock(admin, { ...transfer, fromWarehouseId: bad })],
      ['warehouseId', removeStock(admin, { productId, warehouseId: bad, expectedVersion: 1 })],
      ['reservationId', reserveStock(checkout, { reservationId: bad, lines })],
      ['productId', reserveStock(checkout, { reservationId: newId('hold'), lines: [...lines, badLine] })],
      ['productId', changeReservation(checkout, { reservationId, lines: [badLine] })],
      ['reservationId', changeReservation(checkout, { reservationId: bad, lines })],
      ['reservationId', extendReservation(checkout, { reservationId: bad, ttlSeconds: 60 })],
      ['reservationId', releaseStock(checkout, { reservationId: bad })],
    ];
    for (const [field, call] of calls) await refusedInput(call, field);
    expect(await accepted(getReservation(viewer, { reservationId }))).toEqual(reservation);
  });

  test('too long an id names its limit', async () => {
    await refusedInput(productStock(viewer, { productId: 'x'.repeat(129) }), 'productId', 128);
  });
});

/** The same text in characters of three bytes each. */
function wide(text: string): string {
  return Array.from(text, (each) => String.fromCharCode(0x4e00 + each.charCodeAt(0))).join('');
}

async function createdOnce(key: { productId: string; warehouseId: string }): Promise<StockLevel> {
  const created = await updateStock(admin, { ...key, expectedVersion: 0, stockCount: 10 });
  // Fixed ids exist already on a stage that ran the suite before.
  return created.value ?? accepted(stock(viewer, key));
}

function adjust(level: StockLevel, options: Partial<AdjustStockInput>) {
  return adjustStock(admin, { adjustmentId: newId('adjustment'), ...keyOf(level), delta: 1, reason: 'OTHER', ...options });
}
