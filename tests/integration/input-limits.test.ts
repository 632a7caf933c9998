import { describe, expect, test } from 'vitest';
import type { AdjustStockInput, StockLevel, UpdateStockInput } from '../../schema/types.ts';
import { callersOf, send } from '../support/client.ts';
import { aLevel, aReservation, keyOf, line, newId } from '../support/given.ts';
import {
  adjustStock,
  availability,
  changeReservation,
  extendReservation,
  listReservations,
  listStock,
  type Outcome,
  productStock,
  releaseStock,
  removeStock,
  reservation,
  reserveStock,
  stock,
  stocks,
  transferStock,
  updateStock,
} from '../support/operations.ts';
import { absent, accepted, refusedInput } from '../support/outcome.ts';
import { useStack } from '../support/stack.ts';

const { admin, viewer, checkout, storefront } = callersOf(useStack());

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
    ['emoji', `${tag}👩‍👩‍👧💡`],
    ['right-to-left letters', `${tag}שלום`],
    ['a combining mark', `${tag}e\u0301`],
    ['a prototype name at its end', `${tag}.__proto__`],
  ])('%s, in every place', async (_, id) => {
    const level = await aLevel({ productId: id, warehouseId: id });
    expect(level).toMatchObject({ productId: id, warehouseId: id });
    const call = { reservationId: id, lines: [line(level, 1)] };
    const hold = await accepted(reserveStock(checkout, call));
    expect(hold).toMatchObject(call);
    await accepted(changeReservation(checkout, { ...call, lines: [line(level, 2)] }));
    expect((await accepted(releaseStock(checkout, hold))).lines).toEqual([line(level, 2)]);
    expect(await accepted(adjust(level, { adjustmentId: id }))).toMatchObject(keyOf(level));
    expect(await accepted(stocks(viewer, { keys: [keyOf(level)] }))).toMatchObject([keyOf(level)]);
    expect(await accepted(availability(storefront, level))).toMatchObject({ productId: id });
  });

  test.each(['~', '#', '__proto__', 'constructor', 'toString'])('%s as product and warehouse', async (id) => {
    const level = await createdOnce({ productId: id, warehouseId: id });
    const hold = await aReservation([line(level, 1)]);
    expect(hold.lines).toEqual([line(level, 1)]);
    await accepted(changeReservation(checkout, { reservationId: hold.reservationId, lines: [line(level, 2)] }));
    expect((await accepted(releaseStock(checkout, hold))).lines).toEqual([line(level, 2)]);
    expect(await accepted(stocks(viewer, { keys: [keyOf(level)] }))).toMatchObject([keyOf(level)]);
  });

  test.each(['__proto__', 'constructor', 'toString', '~', '#'])('%s as the caller-chosen id', async (id) => {
    const reservationId = id;
    const level = await aLevel();
    const lines = [line(level, 1)];
    const first = await reserveStock(checkout, { reservationId, lines });
    // On a stage that ran the suite before, the id is known.
    if (first.value === null) await accepted(reservation(viewer, { reservationId }));
    else expect(await accepted(reservation(viewer, { reservationId }))).toEqual(first.value);
  });

  test('several prototype names in one hold', async () => {
    const names = ['__proto__', 'constructor', 'hasOwnProperty', 'toString'];
    const productId = newId('product');
    const all = await Promise.all(names.map((warehouseId) => aLevel({ productId, warehouseId })));
    const hold = await aReservation(all.map((each, index) => line(each, index + 1)));
    expect(hold.lines).toHaveLength(4);
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

describe('ids that are refused', () => {
  test.each(badIds)('%s, in every read', async (_, bad) => {
    await refusedInput(availability(storefront, { productId: bad }), 'productId');
    await refusedInput(stock(viewer, { productId: bad, warehouseId: 'w' }), 'productId');
    await refusedInput(stock(viewer, { productId: 'p', warehouseId: bad }), 'warehouseId');
    await refusedInput(productStock(viewer, { productId: bad }), 'productId');
    await refusedInput(stocks(viewer, { keys: [{ productId: 'p', warehouseId: bad }] }), 'warehouseId');
    await refusedInput(reservation(viewer, { reservationId: bad }), 'reservationId');
    await refusedInput(listStock(viewer, { filter: { warehouseId: bad } }), 'warehouseId');
  });

  test.each(badIds)('%s, in every write', async (_, bad) => {
    const level = await aLevel();
    const [key, lines] = [keyOf(level), [line(level, 1)]];
    const hold = await aReservation(lines);
    const { reservationId } = hold;
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
    expect(await accepted(reservation(viewer, { reservationId }))).toEqual(hold);
  });

  test('too long an id names its limit', async () => {
    await refusedInput(productStock(viewer, { productId: 'x'.repeat(129) }), 'productId', 128);
  });
});

describe('quantities', () => {
  test.each([1, 1_000_000])('%i is a quantity', async (quantity) => {
    const level = await aLevel({ stock: 1_000_000 });
    const hold = await aReservation([line(level, quantity)]);
    expect(hold.lines).toEqual([line(level, quantity)]);
  });

  test.each([0, -1, 1_000_001, 2_147_483_647, -2_147_483_648])('%i is none', async (quantity) => {
    const level = await aLevel({ stock: 1_000_000_000 });
    const hold = await aReservation([line(level, 1)]);
    const lines = [line(level, quantity)];
    await refusedInput(reserveStock(checkout, { reservationId: newId('hold'), lines }), 'quantity');
    await refusedInput(changeReservation(checkout, { reservationId: hold.reservationId, lines }), 'quantity');
    const { productId, warehouseId } = level;
    const way = { fromWarehouseId: warehouseId, toWarehouseId: 'PARIS' };
    await refusedInput(transferStock(admin, { transferId: newId('transfer'), productId, ...way, quantity }), 'quantity');
  });

  test('that are negative do not hide in a sum', async () => {
    const level = await aLevel();
    const lines = [line(level, 3), line(level, -2)];
    await refusedInput(reserveStock(checkout, { reservationId: newId('hold'), lines }), 'quantity');
  });
});

describe('counts', () => {
  test.each([0, 1_000_000_000])('%i is a count and a threshold', async (count) => {
    expect(await aLevel({ stock: count, threshold: count })).toMatchObject({ stockCount: count, thresholdLevel: count });
  });

  test.each<[keyof UpdateStockInput, number, number?]>([
    ['stockCount', -1],
    ['stockCount', 1_000_000_001, 1_000_000_000],
    ['thresholdLevel', -1],
    ['thresholdLevel', 1_000_000_001, 1_000_000_000],
    ['expectedVersion', -1],
  ])('%s %i is refused', async (field, value, limit) => {
    const level = await aLevel();
    const input = { ...keyOf(level), expectedVersion: 1, stockCount: 5, [field]: value };
    await refusedInput(updateStock(admin, input), field, limit);
    expect(await accepted(stock(viewer, keyOf(level)))).toEqual(level);
  });

  test.each([
    [1_000_000_000, 0],
    [-1_000_000_000, 1_000_000_000],
  ])('delta %i works on %i pieces', async (delta, count) => {
    const level = await aLevel({ stock: count });
    expect(await accepted(adjust(level, { delta }))).toMatchObject({ stockCount: count + delta });
  });

  test.each([0, 1_000_000_001, -1_000_000_001])('delta %i is refused', async (delta) => {
    const level = await aLevel();
    await refusedInput(adjust(level, { delta }), 'delta');
    expect(await accepted(stock(viewer, keyOf(level)))).toEqual(level);
  });
});

describe('ttlSeconds', () => {
  test.each([1, 86_400])('%i is allowed', async (ttlSeconds) => {
    const level = await aLevel();
    const { reservationId } = await aReservation([line(level, 1)], { ttlSeconds: 3600 });
    await aReservation([line(level, 1)], { ttlSeconds });
    await accepted(extendReservation(checkout, { reservationId, ttlSeconds }));
  });

  test.each([0, -1, 86_401])('%i is refused', async (ttlSeconds) => {
    const level = await aLevel();
    const hold = await aReservation([line(level, 1)]);
    await refusedInput(reserveStock(checkout, { reservationId: newId('hold'), lines: [line(level, 1)], ttlSeconds }), 'ttlSeconds');
    await refusedInput(extendReservation(checkout, { reservationId: hold.reservationId, ttlSeconds }), 'ttlSeconds');
    expect(await accepted(reservation(viewer, hold))).toEqual(hold);
  });
});

describe('texts', () => {
  const texts = [
    ['name', 128],
    ['category', 64],
    ['note', 256],
    ['reference', 128],
  ] as const;

  test.each(texts)('%s of %i characters is kept', async (field, length) => {
    const value = `${'é'.repeat(length - 1)}x`;
    const level = await aLevel();
    const updated = await accepted(updateStock(admin, { ...keyOf(level), expectedVersion: 1, stockCount: 1, [field]: value }));
    if (field === 'name' || field === 'category') expect(updated[field]).toBe(value);
  });

  test.each(texts)('%s of one more than %i characters is refused', async (field, length) => {
    const level = await aLevel();
    const input = { ...keyOf(level), expectedVersion: 1, stockCount: 1, [field]: 'x'.repeat(length + 1) };
    await refusedInput(updateStock(admin, input), field, length);
    expect(await accepted(stock(viewer, keyOf(level)))).toEqual(level);
  });

  test('are checked in every operation that takes them', async () => {
    const level = await aLevel();
    const lines = [line(level, 1)];
    const { productId } = level;
    const way = { fromWarehouseId: 'LONDON', toWarehouseId: 'PARIS' };
    await refusedInput(reserveStock(checkout, { reservationId: newId('hold'), lines, reference: 'x'.repeat(129) }), 'reference', 128);
    await refusedInput(adjust(level, { delta: 1, note: 'x'.repeat(257) }), 'note', 256);
    await refusedInput(adjust(level, { delta: 1, reference: 'x'.repeat(129) }), 'reference', 128);
    const transfer = { transferId: newId('transfer'), productId, ...way, quantity: 1, note: 'x'.repeat(257) };
    await refusedInput(transferStock(admin, transfer), 'note', 256);
    await refusedInput(removeStock(admin, { ...keyOf(level), expectedVersion: 1, note: 'x'.repeat(257) }), 'note', 256);
    await refusedInput(listStock(viewer, { filter: { category: 'x'.repeat(65) } }), 'category', 64);
    await refusedInput(listStock(viewer, { filter: { search: 'x'.repeat(129) } }), 'search', 128);
  });

  test.each(['<script>alert(1)</script>', '=HYPERLINK("x")', '__proto__', '💡 שלום'])(
    '%s comes back as it was given',
    async (name) => {
      expect(await aLevel({ name, category: name.slice(0, 64) })).toMatchObject({ name, category: name.slice(0, 64) });
    },
  );
});

describe('limit', () => {
  test.each([1, 100])('%i is allowed', async (limit) => {
    expect((await accepted(listStock(viewer, { limit }))).items.length).toBeLessThanOrEqual(limit);
    expect((await accepted(listReservations(viewer, { limit }))).items.length).toBeLessThanOrEqual(limit);
  });

  test.each([0, -1, 101, 1_000_000])('%i is refused', async (limit) => {
    await refusedInput(listStock(viewer, { limit }), 'limit');
    await refusedInput(listReservations(viewer, { limit }), 'limit');
  });
});

describe('what is no number, text or known name', () => {
  test.each<[string, unknown]>([
    ['a fraction', 1.5],
    ['2^31', 2_147_483_648],
    ['-2^31-1', -2_147_483_649],
    ['a text', '5'],
    ['true', true],
    ['a list', [1, 2]],
    ['nothing', undefined],
    ['null', null],
  ])('as a delta is refused and changes nothing: %s', async (_, delta) => {
    const level = await aLevel();
    const input = { adjustmentId: newId('adjustment'), ...keyOf(level), delta, reason: 'OTHER' };
    const answer = await send(admin, 'mutation ($input: AdjustStockInput!) { adjustStock(input: $input) { stockCount } }', { input });
    expect(answer.errors).toHaveLength(1);
    expect(answer.data?.['adjustStock'] ?? null).toBeNull();
    expect(await accepted(stock(viewer, keyOf(level)))).toEqual(level);
  });

  test.each<[string, Record<string, unknown>]>([
    ['an unknown reason', { reason: 'THEFT' }],
    ['an unknown field', { colour: 'red' }],
  ])('is refused and changes nothing: %s', async (_, odd) => {
    const level = await aLevel();
    const input = { adjustmentId: newId('adjustment'), ...keyOf(level), delta: 1, reason: 'OTHER', ...odd };
    const answer = await send(admin, 'mutation ($input: AdjustStockInput!) { adjustStock(input: $input) { stockCount } }', { input });
    expect(answer.errors).toHaveLength(1);
    expect(await accepted(stock(viewer, keyOf(level)))).toEqual(level);
  });

  test('a line that is null is refused', async () => {
    const query = 'mutation ($input: ReserveStockInput!) { reserveStock(input: $input) { status } }';
    const reservationId = newId('hold');
    const answer = await send(checkout, query, { input: { reservationId, lines: [null] } });
    expect(answer.errors).toHaveLength(1);
    await absent(reservation(viewer, { reservationId }));
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

