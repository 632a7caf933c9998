import { expect, test } from 'vitest';
import { type Count, recordCounts, versionsOf } from '../../../examples/count-sync.ts';
import { createInventoryClient, sigV4 } from '../../../web/client/main.ts';
import { callersOf } from '../../support/client.ts';
import { aLevel, keyOf, newId } from '../../support/fixtures.ts';
import { adjustStock, stockHistory } from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { useStack } from '../../support/stack.ts';
import { eventually } from '../../support/wait.ts';

const stack = useStack();
const { admin, viewer } = callersOf(stack);
const { graphqlUrl, realtimeUrl, region, credentials } = stack;
const erp = createInventoryClient({ graphqlUrl, realtimeUrl, authorization: sigV4({ region, credentials: credentials.catalogue }) });

test('an ERP that knows counts only records them as of a time, learns what moved since, and may send all again', async () => {
  const warehouseId = newId('warehouse');
  const [created, sold] = [await aLevel({ stock: 5, warehouseId }), await aLevel({ stock: 5, warehouseId })];
  const versions = await eventually(async () => {
    const found = await versionsOf(erp, warehouseId);
    expect(Object.keys(found)).toHaveLength(2);
    return found;
  });
  const sheet = newId('sheet');
  const counts = [created.productId, sold.productId, newId('found')].map((productId): Count => ({
    productId,
    warehouseId,
    counted: 4,
    sheet,
  }));
  const sell = async (level: typeof created, delta: number) =>
    accepted(adjustStock(admin, { adjustmentId: newId('sale'), ...keyOf(level), delta, reason: 'OTHER' }));
  await sell(sold, -2);

  expect(await recordCounts(erp, counts, versions)).toEqual([counts[1]]);
  await sell(created, -1);
  await eventually(async () => expect((await accepted(stockHistory(viewer, keyOf(created)))).items[1]?.reference).toBe(sheet));
  expect(await recordCounts(erp, counts, versions)).toEqual([counts[1]]);
  const found = await Promise.all(counts.map(async ({ productId }) => (await erp.stock({ productId, warehouseId }))?.stockCount));
  expect(found).toEqual([3, 3, 4]);
});
