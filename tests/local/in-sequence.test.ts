import { expect, test } from 'vitest';
import { place } from '../support/in-sequence.ts';

const told = (warehouseId: string, sequence: number) => ({ productId: 'lamp', warehouseId, sequence });

test('events of a stage that tells them late or twice are heard in the order of each level, once', () => {
  const events: object[] = [];
  for (const event of [told('A', 2), told('B', 9), told('A', 1), told('A', 2), told('B', 10), told('A', 3)]) place(events, event);
  expect(events).toEqual([told('A', 1), told('A', 2), told('B', 9), told('B', 10), told('A', 3)]);
});

test('events that do not tell their sequence are all heard, as they come', () => {
  const events: object[] = [];
  for (const seen of [2, 1, 1]) place(events, { seen });
  expect(events).toEqual([{ seen: 2 }, { seen: 1 }, { seen: 1 }]);
});
