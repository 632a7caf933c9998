import { expect, test } from 'vitest';
import { parcelOf } from '../reservations/parcel.ts';

const [lamp, sofa] = [
  { productId: 'LAMP', warehouseId: 'LONDON', quantity: 3 },
  { productId: 'SOFA', warehouseId: 'YORK', quantity: 1 },
];

test('a parcel of all that was ordered leaves nothing for another', () => {
  expect(parcelOf([lamp, sofa], ['3', ' 1 '])).toEqual({ lines: [lamp, sofa], isPart: false, wrong: new Set() });
});

test('a line of which nothing is at hand is not in the parcel', () => {
  const parcel = { lines: [{ ...lamp, quantity: 2 }], isPart: true, wrong: new Set() };
  expect(parcelOf([lamp, sofa], ['2', '0'])).toEqual(parcel);
  expect(parcelOf([lamp, sofa], ['2', ''])).toEqual(parcel);
});

test.each(['4', '-1', '1.5', 'all', '12345678'])('%s is no number of units of an order of three', (text) => {
  expect([...parcelOf([lamp, sofa], [text, '1']).wrong]).toEqual([0]);
});
