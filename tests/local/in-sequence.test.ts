import { expect, test } from 'vitest';
import { place } from '../support/in-sequence.ts';

const change = (warehouseId: string, sequence: number) => ({ productId: 'lamp', warehouseId, sequence });

test('events that come late or twice are kept in the order of each level, once', () => {
  const events: object[] = [];
  for (const event of [change('A', 2), change('B', 9), change('A', 1), change('A', 2), change('B', 10), change('A', 3)])
    place(events, event);
  expect(events).toEqual([change('A', 1), change('A', 2), change('B', 9), change('B', 10), change('A', 3)]);
});

test('events without a sequence are all kept, as they come', () => {
  const events: object[] = [];
  for (const seen of [2, 1, 1]) place(events, { seen });
  expect(events).toEqual([{ seen: 2 }, { seen: 1 }, { seen: 1 }]);
});
