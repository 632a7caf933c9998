import { describe, expect, test } from 'vitest';
import { recordCount, versionOf } from '../../../examples/count-sync.ts';
import { takeBack } from '../../../examples/order-system.ts';
import { aLevel, aReservation, keyOf, line, newId } from '../../support/fixtures.ts';
import { backEnd } from '../../support/shop.ts';

const erp = () => backEnd('catalogue');

describe('the count sync', () => {
  test('records a count, also one below what is reserved, and under the sheet number', async () => {
    const inventory = erp();
    const [level, sheet] = [await aLevel({ stock: 5 }), newId('sheet')];
    const version = await versionOf(inventory, level);
    await aReservation([line(level, 2)]);
    expect(await recordCount(inventory, { ...keyOf(level), counted: 1, sheet }, version)).toMatchObject({
      stockCount: 1,
      availableCount: -1,
    });
  });

  test('asks for another count where goods moved meanwhile', async () => {
    const inventory = erp();
    const level = await aLevel({ stock: 5 });
    const version = await versionOf(inventory, level);
    await takeBack(backEnd('returns'), newId('return'), newId('order'), line(level, 1));
    expect(await recordCount(inventory, { ...keyOf(level), counted: 5, sheet: 'S-1' }, version)).toBeUndefined();
    expect(await inventory.stock(keyOf(level))).toMatchObject({ stockCount: 6 });
  });
});
