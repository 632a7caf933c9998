import { expect, test } from 'vitest';
import { likelyWarehouse } from '../product/likely-warehouse.ts';

const KNOWN = ['MANCHESTER', 'LONDON 1', 'W1', 'E'];

test.each(['manchester', 'Man Chester', 'MANCHSTER', 'MANCHESSTER', 'MANCHASTER', 'MANCHESTRE', 'MANCHESTERS'])(
  '%s is probably MANCHESTER',
  (typed) => expect(likelyWarehouse(typed, KNOWN)).toBe('MANCHESTER'),
);

test.each(['', 'MANCHESTER', 'BRISTOL', 'MANCHETSRE', 'London 2', 'london12', 'W2', 'w', 'N'])('%s is nothing but itself', (typed) =>
  expect(likelyWarehouse(typed, KNOWN)).toBeUndefined(),
);

test('an id that differs in case only comes before one that differs in a letter', () => {
  expect(likelyWarehouse('leeds', ['LEED', 'LEEDS'])).toBe('LEEDS');
});
