import { describe, expect, test } from 'vitest';
import type { StockKeyInput, TransferStockInput } from '../../../schema/types.ts';
import { callersOf } from '../../support/client.ts';
import { aLevel, aReservation, keyOf, line, newId } from '../../support/fixtures.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { stock, transferStock } from '../../support/operations.ts';
import { accepted, refused, refusedInput } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';

const { admin, viewer } = callersOf(useStack());

describe('transferStock', () => {
  test('moves units and answers with both levels, from and to', async () => {
    const [london, paris] = await twoWarehouses(10, 1);
    const moved = await accepted(transfer(london, 4));
    expect(moved).toEqual([await read(london), await read(paris)]);
    expect(moved[0]).toMatchObject({ ...keyOf(london), stockCount: 6, availableCount: 6, version: 2, sequence: 2 });
    expect(moved[1]).toMatchObject({ ...keyOf(paris), stockCount: 5, availableCount: 5, version: 2, sequence: 2 });
    await expectInvariants([london]);
  });

  test('can move all of it', async () => {
    const [london] = await twoWarehouses(10, 0);
    expect(await accepted(transfer(london, 10))).toMatchObject([{ stockCount: 0, status: 'OUT_OF_STOCK' }, { stockCount: 10 }]);
  });

  test('does not move what is reserved', async () => {
    const [london, paris] = await twoWarehouses(10, 0);
    await aReservation([line(london, 7)]);
    await refused(transfer(london, 4), 'INSUFFICIENT_STOCK', { lines: [{ ...keyOf(london), requested: 4, available: 3, others: [] }] });
    expect(await read(paris)).toEqual(paris);
    await accepted(transfer(london, 3));
    await expectInvariants([london]);
  });

  test('names every unknown level', async () => {
    const productId = newId('product');
    const from = { productId, warehouseId: 'LONDON' };
    const error = await refused(transfer(from, 1), 'NOT_FOUND');
    expect(error.errorInfo).toEqual({ lines: [from, { productId, warehouseId: 'PARIS' }] });
  });

  test('needs the level that receives', async () => {
    const london = await aLevel({ warehouseId: 'LONDON' });
    await refused(transfer(london, 1), 'NOT_FOUND', { lines: [{ ...keyOf(london), warehouseId: 'PARIS' }] });
    expect(await read(london)).toEqual(london);
  });

  test('to the warehouse it comes from is refused', async () => {
    const london = await aLevel({ warehouseId: 'LONDON' });
    await refusedInput(transfer(london, 1, { toWarehouseId: 'LONDON' }), 'toWarehouseId');
  });

  test('never lifts the receiving count over its limit', async () => {
    const [london, paris] = await twoWarehouses(10, 1_000_000_000);
    await refusedInput(transfer(london, 1), 'quantity');
    expect(await read(paris)).toEqual(paris);
  });

  test('leaves no id behind when it is refused', async () => {
    const [london] = await twoWarehouses(10, 0);
    const transferId = newId('transfer');
    await refused(transfer(london, 11, { transferId }), 'INSUFFICIENT_STOCK');
    await accepted(transfer(london, 2, { transferId }));
  });
});

async function twoWarehouses(inLondon: number, inParis: number) {
  const productId = newId('product');
  return Promise.all([
    aLevel({ productId, warehouseId: 'LONDON', stock: inLondon }),
    aLevel({ productId, warehouseId: 'PARIS', stock: inParis }),
  ]);
}

function transfer({ productId }: StockKeyInput, quantity: number, options: Partial<TransferStockInput> = {}) {
  const way = { fromWarehouseId: 'LONDON', toWarehouseId: 'PARIS' };
  return transferStock(admin, { transferId: newId('transfer'), productId, ...way, quantity, ...options });
}

function read(key: StockKeyInput) {
  return accepted(stock(viewer, keyOf(key)));
}
