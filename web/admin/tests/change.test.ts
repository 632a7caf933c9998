import { expect, test } from 'vitest';
import type { DescribeProductInput, StockLevel, UpdateStockInput } from '../../../schema/types.ts';
import { level } from '../../../tests/web/support/warehouse.ts';
import { OnhandError } from '../../client/errors.ts';
import { CallError } from '../../client/retry.ts';
import type { Backend } from '../session/backend.ts';
import { newChange, submitChange } from '../stock-edit/change.ts';

const london = level({ productId: 'lamp', warehouseId: 'LONDON' }, { name: 'Lamp', version: 4 });
const paris = level({ productId: 'lamp', warehouseId: 'PARIS' }, { name: 'Torch' });

/** A back end in which somebody else has described the product as `now`, if anybody has. */
function backend(now?: StockLevel) {
  const described: DescribeProductInput[] = [];
  const updated: UpdateStockInput[] = [];
  const shown: StockLevel[] = [];
  const inventory = {
    async describeProduct(input: DescribeProductInput) {
      described.push(input);
      const info = { expected: input.expected, levels: [paris, now] };
      if (now) throw new CallError(new OnhandError('VERSION_CONFLICT', 'It changed.', { errorInfo: info }), input, false);
      return { levels: [london, paris].map((each) => ({ ...each, name: input.name ?? null, version: each.version + 1 })) };
    },
    async updateStock(input: UpdateStockInput) {
      updated.push(input);
      return { ...london, thresholdLevel: input.thresholdLevel ?? 0, version: 5 };
    },
  };
  const store = { mark: () => 0, put: (levels: StockLevel[]) => void shown.push(...levels) };
  return { described, updated, shown, backend: { inventory, levels: { store } } as unknown as Backend };
}

const renamed = newChange({ base: london, wanted: { field: 'name', value: 'Candle' }, reason: 'OTHER', note: 'spring' });

test('a name is changed for the whole product, if it is still what was seen', async () => {
  const { described, updated, shown, backend: api } = backend();
  expect(await submitChange(api, renamed)).toMatchObject({ kind: 'done', level: { warehouseId: 'LONDON', name: 'Candle' } });
  const expected = [{ warehouseId: 'LONDON', name: 'Lamp' }];
  expect(described).toEqual([{ changeId: renamed.id, productId: 'lamp', name: 'Candle', expected, note: 'spring' }]);
  expect(updated).toEqual([]);
  expect(shown).toMatchObject([{ name: 'Candle' }, { name: 'Candle' }]);
});

test('a name that somebody else has changed meanwhile is a conflict with what is there now', async () => {
  const now = { ...london, name: 'Bulb', version: 5 };
  expect(await submitChange(backend(now).backend, renamed)).toEqual({ kind: 'conflict', current: now, effectUnknown: false });
});

test('a threshold is changed for the level alone', async () => {
  const { described, updated, backend: api } = backend();
  await submitChange(api, newChange({ base: london, wanted: { field: 'thresholdLevel', value: 3 }, reason: 'OTHER', note: '' }));
  expect(described).toEqual([]);
  expect(updated).toEqual([{ productId: 'lamp', warehouseId: 'LONDON', expectedVersion: 4, thresholdLevel: 3, reason: 'OTHER' }]);
});
